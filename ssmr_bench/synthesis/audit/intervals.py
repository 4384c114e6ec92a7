"""Checks of the interval templates: distances between written notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.hearing import hear, hear_option
from ssmr_bench.synthesis.audit.ruling import ORDINALS, Ruling, asked, rule
from ssmr_bench.theory.interval import Interval

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.item import Item
    from ssmr_bench.theory.pitch import Pitch

INTERVAL_NAME = (
    "What is the interval between the first note and the last note of this music? "
    "Go by the note names as written: enharmonic spellings make different intervals. "
    "An interval wider than an octave goes by its full number (a ninth, not a second)."
)
INTERVAL_NOTE = (
    r"Which note lies an? (?P<interval>[a-z0-9 -]+?) (?P<way>above or below|above|below) "
    rf"the (?P<ordinal>{'|'.join(ORDINALS)}) note of this music\? "
    r"Go by the note names as written: enharmonic spellings make different intervals\. "
    r"The options stand under no key signature\."
)


def interval_name(item: Item) -> tuple[Ruling, ...]:
    """Holds if it names the interval between the first note and the last, whichever is higher."""
    asked(item, re.escape(INTERVAL_NAME))
    first, *_, last = _two_or_more(item)
    found = abs(Interval.between(first, last))

    def ruling(option: str) -> Ruling:
        interval = Interval.parse(option)
        return Ruling(interval, "" if interval == found else f"{first} to {last} is a {found.name}")

    return rule(item, ruling)


def interval_note(item: Item) -> tuple[Ruling, ...]:
    """Holds if the note lies at the interval from the one that is asked for, on the side that is asked for."""
    words = asked(item, INTERVAL_NOTE)
    wanted = Interval.parse(words["interval"])
    notes = hear(item.abc).notes
    place = ORDINALS.index(words["ordinal"])
    if place >= len(notes):
        raise ValueError(f"there is no {words['ordinal']} note")
    shown = notes[place]
    right = {"above": {wanted}, "below": {-wanted}}.get(words["way"], {wanted, -wanted})

    def ruling(option: str) -> Ruling:
        note = single(option)
        found = Interval.between(shown, note)
        side = "above" if found == abs(found) else "below"
        return Ruling(note, "" if found in right else f"{note} lies a {found.name} {side} {shown}")

    return rule(item, ruling)


def _two_or_more(item: Item) -> tuple[Pitch, ...]:
    notes = hear(item.abc).notes
    if len(notes) < 2:
        raise ValueError("there are not two notes")
    return notes


def single(option: str) -> Pitch:
    """The one note of an option.

    >>> str(single("_B,"))
    'Bb3'

    Raises:
        ValueError: if there is another number of notes.
    """
    notes = hear_option(option).notes
    if len(notes) != 1:
        raise ValueError("expected one note")
    return notes[0]
