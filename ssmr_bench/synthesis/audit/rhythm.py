"""Checks of the rhythm templates: full bars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.synthesis.audit.ruling import Ruling, asked, rule
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from fractions import Fraction

    from ssmr_bench.synthesis.audit.hearing import Music
    from ssmr_bench.synthesis.audit.item import Item

TIME_SIGNATURE = (
    "The time signature of this music is missing. All its bars are full. Which time signature does it have?"
)
BAR_LINES = (
    "The bar lines of this music are missing. "
    "Which option sets them as the time signature asks, so that every bar from the first to the last is full?"
)


def time_signature(item: Item) -> tuple[Ruling, ...]:
    """Holds if every bar is as long as the meter's. Meters of one length are different answers: two may hold."""
    asked(item, re.escape(TIME_SIGNATURE))
    music = hear(item.abc)
    if music.meter or music.changes_meter:
        raise ValueError("the music shows a time signature")
    if not music.bars:
        raise ValueError("there are no bars")

    def ruling(option: str) -> Ruling:
        meter = Meter.parse(option)
        return _full(meter, music, meter.bar)

    return rule(item, ruling)


def bar_lines(item: Item) -> tuple[Ruling, ...]:
    """Holds if the notes are those of the music and every bar is full."""
    asked(item, re.escape(BAR_LINES))
    header, _, line = item.abc.rpartition("\n")
    shown = hear(item.abc)
    if shown.changes_meter:
        raise ValueError("the music shows several time signatures")
    if "|" in line.rstrip("|] "):
        raise ValueError("the music shows bar lines")
    meter = shown.meter
    if meter is None:
        return rule(item, lambda option: Ruling(hear(f"{header}\n{option}").bars, "there is no time signature"))

    def ruling(option: str) -> Ruling:
        music = hear(f"{header}\n{option}")
        if music.sounds != shown.sounds:
            return Ruling(music.bars, "its notes are not those of the music")
        return _full(music.bars, music, meter.bar)

    return rule(item, ruling)


def _full(meaning: Hashable, music: Music, full: Fraction) -> Ruling:
    """Holds if every bar is full."""
    flaw = unfilled(music.lengths, full)
    short = all(length == full or (place in music.ends and length < full) for place, length in enumerate(music.lengths))
    return Ruling(meaning, flaw, bool(flaw) and short)


def unfilled(lengths: Sequence[Fraction | int], full: Fraction) -> str:
    """Which bar is the first that is not full; nothing if all are.

    >>> from fractions import Fraction
    >>> unfilled([Fraction(3, 4), Fraction(1)], Fraction(3, 4))
    'bar 2 of 2 is 1 long, not 3/4'
    """
    for number, length in enumerate(lengths, 1):
        if length != full:
            return f"bar {number} of {len(lengths)} is {length} long, not {full}"
    return ""
