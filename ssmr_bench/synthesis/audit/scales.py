"""Checks of the scale templates: scales by their notes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.hearing import hear, hear_option
from ssmr_bench.synthesis.audit.ruling import Ruling, asked, rule
from ssmr_bench.theory.scale import MINORS, Scale

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.item import Item

SCALE_KEY = (
    "The notes of this music, in whatever octave and order, are those of one scale. Which scale is it? "
    "Go by the note names as written."
)
SCALE_SPELLING = (
    r"Which option writes the (?P<scale>[A-G].* scale), (?P<way>ascending|descending) from keynote to keynote\? "
    r"The options stand under no key signature\."
)


def scale_key(item: Item) -> tuple[Ruling, ...]:
    """Holds if the notes are all those of the scale's way up, or all those of its way down, and no others."""
    asked(item, re.escape(SCALE_KEY))
    names = hear(item.abc).names

    def ruling(option: str) -> Ruling:
        meant = scales(option)
        if any(names in (set(scale.ascending), set(scale.descending)) for scale in meant):
            return Ruling(meant)
        strange = sorted(str(name) for name in names - set(meant[0].ascending))
        return Ruling(meant, f"it has no {', '.join(strange)}" if strange else "it has more notes")

    return rule(item, ruling)


def scale_spelling(item: Item) -> tuple[Ruling, ...]:
    """Holds if its eight notes are the scale's, each on the next place of the staff."""
    words = asked(item, SCALE_SPELLING)
    if item.abc:
        raise ValueError("there is music beside the options")
    rising = words["way"] == "ascending"
    right = [scale.ascending if rising else scale.descending for scale in scales(words["scale"])]

    def ruling(option: str) -> Ruling:
        notes = hear_option(option).notes
        names = tuple(note.name for note in notes)
        if any(second.step - first.step != (1 if rising else -1) for first, second in pairwise(notes)):
            return Ruling(notes, f"it is not {words['way']} step by step")
        return Ruling(notes, "" if names in right else f"the notes are {' '.join(map(str, right[0]))}")

    return rule(item, ruling)


def scales(name: str) -> tuple[Scale, ...]:
    """The scales that a name may mean: where it says just "minor", any of the three.

    >>> [scale.kind for scale in scales("D minor scale")]
    ['natural minor', 'harmonic minor', 'melodic minor']

    Raises:
        ValueError: if no scale has that name.
    """
    tonic, _, kind = name.partition(" ")
    if kind == "minor scale":
        return tuple(Scale.parse(f"{tonic} {minor} scale") for minor in MINORS)
    return (Scale.parse(name),)
