"""Attackers that follow a rule: they rate the options by what the view shows, and take the best, by lot among equals.

None of them reads a problem through; each goes by one shortcut that published problems have been answered by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.shape import bars, note, shown, words
from ssmr_bench.synthesis.audit.view import View
from ssmr_bench.theory.chord import Harmony

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.view import Glimpse, Lesson
    from ssmr_bench.theory.pitch import NoteName, Pitch

MUSICAL = frozenset({View.MUSIC, View.UNMETERED})
"""The views that show music."""

Rates = Sequence[float]
"""How an attacker rates each option; 0 for all is no opinion."""
Rater = Callable[["Glimpse"], Rates]


@dataclass(frozen=True, slots=True)
class Attacker:
    """A way to guess."""

    name: str
    train: Callable[[Sequence[Lesson]], Rater]
    """Learns from problems whose answers are known, and then rates others. Those with a rule learn nothing."""
    learns: bool = False
    views: frozenset[View] = frozenset({View.OPTIONS})
    """Those that show what it goes by, and hide what would make no difference to it."""


def _words_shared(seen: Glimpse) -> Rates:
    sets = [set(words(option)) for option in seen.options]
    counts = Counter(word for each in sets for word in each)
    return [sum(counts[word] for word in each) / max(1, len(each)) for each in sets]


def _medoid(seen: Glimpse) -> Rates:
    """How much each option has in common with the others: of its words, their pairs, and its pairs of characters."""
    sets = [_pieces(option) for option in seen.options]
    return [sum(len(each & other) / (1 + len(each | other)) for other in sets) for each in sets]


@lru_cache(1 << 16)
def _pieces(option: str) -> frozenset[tuple[str, str, int]]:
    parts = words(option)
    pairs = [*pairwise(parts), *((part, "") for part in parts)]
    pairs += pairwise(option) if len(option) < 40 else []
    seen: Counter[tuple[str, str]] = Counter()
    found = set()
    for first, second in pairs:
        seen[first, second] += 1
        found.add((first, second, seen[first, second]))
    return frozenset(found)


def _votes(seen: Glimpse) -> Rates:
    """How far each option goes with the most at every place."""
    rows = [words(option) for option in seen.options]
    rates = [0.0] * len(rows)
    for place in range(max(map(len, rows))):
        column = [row[place] if place < len(row) else "" for row in rows]
        counts = Counter(column)
        for number, word in enumerate(column):
            rates[number] += counts[word]
    return rates


def _characters(seen: Glimpse) -> Rates:
    return [len(option) for option in seen.options]


def _word_count(seen: Glimpse) -> Rates:
    return [len(words(option)) for option in seen.options]


def _middle_length(seen: Glimpse) -> Rates:
    mean = sum(map(len, seen.options)) / len(seen.options)
    return [-abs(len(option) - mean) for option in seen.options]


def _alphabet(seen: Glimpse) -> Rates:
    order = sorted(seen.options)
    return [-order.index(option) for option in seen.options]


def _notes(seen: Glimpse) -> list[Pitch] | None:
    found = [pitch for option in seen.options if (pitch := note(option))]
    return found if len(found) == len(seen.options) else None


def _twins(seen: Glimpse) -> Rates:
    """Of options that are one note name in several octaves each counts the others."""
    notes = _notes(seen) or []
    return [sum(pitch.name == other.name for other in notes) for pitch in notes] or [0] * 4


def _namesakes(seen: Glimpse) -> Rates:
    """A natural X where X sharp or X flat is offered too."""
    notes = _notes(seen) or []
    letters = Counter(pitch.letter for pitch in notes)
    return [letters[pitch.letter] - 0.5 * abs(pitch.alteration) for pitch in notes] or [0] * 4


def _nearest_to_all(seen: Glimpse) -> Rates:
    notes = _notes(seen) or []
    return [-sum(abs(pitch.name.fifth - other.name.fifth) for other in notes) for pitch in notes] or [0] * 4


def _plainest(seen: Glimpse) -> Rates:
    """The fewest sharps and flats, whatever the option is."""
    signs = ("sharp", "flat", "^", "_", "augmented", "diminished")
    return [-sum(option.count(sign) for sign in signs) for option in seen.options]


def _root_offered(seen: Glimpse) -> Rates:
    """The root of a triad that three of the options make up."""
    notes = _notes(seen) or []
    found = [Harmony.of(pitch.name for pitch in three) for three in combinations(notes, 3)]
    roots = {triad.root for triad in found if triad}
    return [float(pitch.name in roots) for pitch in notes] or [0] * 4


def _four_bars(seen: Glimpse) -> Rates:
    return [-abs(len(bars(option)) - 4) for option in seen.options]


def _most_bars(seen: Glimpse) -> Rates:
    return [len(bars(option)) for option in seen.options]


def _even_bars(seen: Glimpse) -> Rates:
    return [-len(set(bars(option))) for option in seen.options]


def _nearest_shown(seen: Glimpse) -> Rates:
    return _distances(seen, [pitch for bar in shown(seen.abc) for pitch in bar])


def _nearest_first(seen: Glimpse) -> Rates:
    return _distances(seen, [pitch for bar in shown(seen.abc) for pitch in bar][:1])


def _nearest_last(seen: Glimpse) -> Rates:
    return _distances(seen, [pitch for bar in shown(seen.abc) for pitch in bar][-1:])


def _distances(seen: Glimpse, heard: Sequence[Pitch]) -> Rates:
    notes = _notes(seen)
    if not notes or not heard:
        return [0] * 4
    return [-min(abs(pitch.step - other.step) for other in heard) for pitch in notes]


def _played(seen: Glimpse) -> Rates:
    """The option that the music holds most often."""
    heard = Counter(pitch.name for bar in shown(seen.abc) for pitch in bar)
    return [heard[pitch.name] for pitch in _notes(seen) or []] or [0] * 4


def _stacked(seen: Glimpse) -> Rates:
    """The note that makes a triad of any kind with most bars, or with all the music."""
    heard = [frozenset(pitch.name for pitch in bar) for bar in shown(seen.abc)]
    heard.append(frozenset(name for names in heard for name in names))
    return [sum(_makes_triad(each, pitch.name) for each in heard) for pitch in _notes(seen) or []] or [0] * 4


@lru_cache(1 << 16)
def _makes_triad(names: frozenset[NoteName], name: NoteName) -> bool:
    return 1 < len(names) < 4 and Harmony.of({*names, name}) is not None


RULES: dict[tuple[str, str], Rater] = {
    ("majority of words", "minority of words"): _words_shared,
    ("medoid", "odd one out"): _medoid,
    ("position-wise vote", "against the vote"): _votes,
    ("longest", "shortest"): _characters,
    ("middle length", "uncommon length"): _middle_length,
    ("most words", "fewest words"): _word_count,
    ("first in the alphabet", "last in the alphabet"): _alphabet,
    ("fewest accidentals", "most accidentals"): _plainest,
    ("octave twin", "no octave twin"): _twins,
    ("X where X# or Xb is offered", "own letter"): _namesakes,
    ("nearest to the others in fifths", "farthest from the others in fifths"): _nearest_to_all,
    ("root among the options", "no root among the options"): _root_offered,
    ("nearest to four bars", "farthest from four bars"): _four_bars,
    ("most bars", "fewest bars"): _most_bars,
    ("even bars", "uneven bars"): _even_bars,
}
"""Each rule by its name and that of its opposite, which takes what the rule rates least."""

RULES_OF_MUSIC: dict[tuple[str, str], Rater] = {
    ("nearest to the shown notes", "farthest from the shown notes"): _nearest_shown,
    ("nearest to the first note", "farthest from the first note"): _nearest_first,
    ("nearest to the last note", "farthest from the last note"): _nearest_last,
    ("most played", "least played"): _played,
    ("any stacked triad", "no stacked triad"): _stacked,
}
"""Those that go by the music, and have nothing to say without."""


def _ruled(rules: dict[tuple[str, str], Rater], seen: frozenset[View]) -> list[Attacker]:
    """An attacker for each rule and for its opposite."""
    named = [
        pair for (name, opposite), rates in rules.items() for pair in ((name, rates), (opposite, _reversed(rates)))
    ]
    return [Attacker(name, partial(_untaught, rates), views=seen) for name, rates in named]


def _untaught(rates: Rater, known: Sequence[Lesson]) -> Rater:
    del known
    return rates


def _reversed(rates: Rater) -> Rater:
    return lambda seen: [-rate for rate in rates(seen)]


def _always(place: int) -> Rater:
    return lambda seen: [float(number == place) for number in range(len(seen.options))]


RULED = (
    *(Attacker(f"always {letter}", partial(_untaught, _always(place))) for place, letter in enumerate("ABCD")),
    *_ruled(RULES, frozenset({View.OPTIONS})),
    *_ruled(RULES_OF_MUSIC, MUSICAL),
)
"""All that learn nothing."""
