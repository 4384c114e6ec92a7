"""Checks of the chord templates: triads by their note names."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.synthesis.audit.intervals import single
from ssmr_bench.synthesis.audit.ruling import ORDINALS, Ruling, asked, rule
from ssmr_bench.theory.chord import TRIADS, Harmony
from ssmr_bench.theory.pitch import LETTERS, NoteName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.synthesis.audit.item import Item

CHORD_NAME = (
    "The notes of this music, in whatever octave and order, make up one triad. Which one? "
    "Go by the note names as written: enharmonic spellings make different triads."
)
CHORD_COMPLETION = (
    rf"Each bar of this music holds two notes of an? (?:(?P<root>[A-G]\S*) )?(?P<quality>{'|'.join(TRIADS)}) triad\. "
    rf"Which of the options makes such a triad with the two notes of the (?P<ordinal>{'|'.join(ORDINALS)}) bar, "
    r"in whatever octave\? "
    r"Go by the note names as written\. The options stand under no key signature\."
)
CHORD_ADDED = (
    rf"Which of the options makes an? (?P<root>[A-G]\S*) (?P<quality>{'|'.join(TRIADS)}) triad "
    r"with the notes of this music, in whatever octave\? "
    r"Go by the note names as written\. The options stand under no key signature\."
)
"""The question of the published set: it does not promise that there is a way."""
CHORD_ROOT = (
    "The notes of this music, in whatever octave and order, make up one triad. Which note is its root? "
    "Go by the note names as written: enharmonic spellings make different triads."
)
CHORD_KEY_ROOT = (
    "Under the key signature the notes of this music, in whatever octave and order, make up one triad. "
    "Which note is its root?"
)


def chord_name(item: Item) -> tuple[Ruling, ...]:
    """Holds if it names the triad that the notes spell."""
    asked(item, re.escape(CHORD_NAME))
    triad = _triad(hear(item.abc).names)

    def ruling(option: str) -> Ruling:
        named = Harmony.parse(option)
        return Ruling(named, "" if named == triad else f"the notes are those of the {triad.name}")

    return rule(item, ruling)


def chord_root(item: Item) -> tuple[Ruling, ...]:
    """Holds if it is the root of the triad that the notes spell."""
    asked(item, re.escape(CHORD_ROOT))
    return _root(item)


def chord_key_root(item: Item) -> tuple[Ruling, ...]:
    """Holds if it is the root of the triad that the notes spell under the key signature."""
    asked(item, re.escape(CHORD_KEY_ROOT))
    return _root(item)


def chord_completion(item: Item) -> tuple[Ruling, ...]:
    """Holds if the note, with those of the bar, spells a triad of the quality (and on the root) that is asked for.

    Each bar must hold two notes of such a triad, where the question says so.
    """
    if added := re.fullmatch(CHORD_ADDED, item.question):
        names = hear(item.abc).names
        return _completed(item, names, added["quality"], NoteName.parse(added["root"]))
    words = asked(item, CHORD_COMPLETION)
    root = NoteName.parse(words["root"]) if words["root"] else None
    bars = [frozenset(pitch.name for sound in bar for pitch in sound.pitches) for bar in hear(item.abc).bars]
    for number, names in enumerate(bars, 1):
        if not any(names <= set(triad.members) for triad in _triads(names, words["quality"])):
            raise ValueError(f"bar {number} does not hold two notes of a triad that is {words['quality']}")
    place = ORDINALS.index(words["ordinal"])
    if place >= len(bars):
        raise ValueError(f"there is no {words['ordinal']} bar")
    return _completed(item, bars[place], words["quality"], root)


def _completed(item: Item, names: frozenset[NoteName], quality: str, root: NoteName | None) -> tuple[Ruling, ...]:
    def ruling(option: str) -> Ruling:
        note = single(option).name
        triad = Harmony.of({*names, note})
        right = triad is not None and triad.quality == quality and root in {None, triad.root}
        made = triad.name if triad else "no chord"
        return Ruling(note, "" if right else f"{note} makes {made}")

    return rule(item, ruling)


def _root(item: Item) -> tuple[Ruling, ...]:
    triad = _triad(hear(item.abc).names)

    def ruling(option: str) -> Ruling:
        name = NoteName.parse(option)
        if name.full != option:
            raise ValueError(f"expected a note name in words, as {name.full!r}")
        return Ruling(name, "" if name == triad.root else f"the notes are those of the {triad.name}")

    return rule(item, ruling)


def _triad(names: Iterable[NoteName]) -> Harmony:
    names = frozenset(names)
    triad = Harmony.of(names)
    if triad is None or triad.quality not in TRIADS:
        raise ValueError(f"the notes {', '.join(sorted(map(str, names)))} make up no triad")
    return triad


def _triads(names: frozenset[NoteName], quality: str) -> list[Harmony]:
    """The triads of a quality whose members could be these two names; none if there are not two."""
    if len(names) != 2:
        return []
    roots = (NoteName(letter, alteration) for letter, alteration in product(LETTERS, range(-4, 5)))
    return [Harmony(root, kind) for root in roots for kind in TRIADS if kind == quality]
