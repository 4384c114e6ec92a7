"""Attackers that count: what was the answer most often where it was offered, alone or beside a word of the question."""

from __future__ import annotations

from collections import Counter
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.attackers import MUSICAL, Attacker, Rater, Rates
from ssmr_bench.synthesis.audit.shape import traits, words
from ssmr_bench.synthesis.audit.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.synthesis.audit.view import Glimpse, Lesson

TRAITS = (
    *("whole", "word 1", "word 2", "word 3", "last word", "words", "length", "letter", "sign", "octave", "name"),
    *("bars", "first bar", "last bar", "signs"),
)
"""Those of `shape.traits`."""

_DOUBT = 4
"""So many offers are added, lest what is rare seem sure."""


def _trait(name: str, seen: Glimpse, option: str) -> list[str]:
    """The trait of the option, in an option of its own kind."""
    del seen
    found = traits(option).get(name)
    return [] if found is None else [found]


def _asked(seen: Glimpse, option: str) -> list[str]:
    """Each trait of the option beside each word of the question."""
    asked = set(words(seen.question)) | {seen.question}
    kept = {name: value for name, value in traits(option).items() if name in {"whole", "word 1", "letter", "sign"}}
    return [f"{word}/{name}/{value}" for word in asked for name, value in kept.items()]


def _headed(seen: Glimpse, option: str) -> list[str]:
    """Each trait of the option beside each line above the music."""
    lines = [line for line in seen.abc.split("\n")[:-1] if line[:2] in {"M:", "K:"}]
    kept = {name: value for name, value in traits(option).items() if name in {"whole", "letter", "bars", "first bar"}}
    return [f"{line}/{name}/{value}" for line in lines for name, value in kept.items()]


def _train(marks: Callable[[Glimpse, str], list[str]], known: Sequence[Lesson]) -> Rater:
    """Counts, and then rates an option by the mean surprise of its marks."""
    offers: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for lesson in known:
        for place, option in enumerate(lesson.glimpse.options):
            found = marks(lesson.glimpse, option)
            offers.update(found)
            if place == lesson.place:
                keys.update(found)

    def rate(seen: Glimpse) -> Rates:
        return [_surprise([(keys[mark], offers[mark]) for mark in marks(seen, option)]) for option in seen.options]

    return rate


def _surprise(counts: Sequence[tuple[int, int]]) -> float:
    """How much more often than by chance what has these numbers of keys and offers was right."""
    if not counts:
        return 0.0
    return sum((keys - offers / 4) / sqrt(offers + _DOUBT) for keys, offers in counts) / len(counts)


COUNTING = (
    *(Attacker(f"commonest {name}", partial(_train, partial(_trait, name)), learns=True) for name in TRAITS),
    Attacker(
        "commonest for the question's words", partial(_train, _asked), learns=True, views=frozenset({View.QUESTION})
    ),
    Attacker("commonest under the header", partial(_train, _headed), learns=True, views=MUSICAL),
)
