"""In which order bars are played: repeats and voltas."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Barline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.score import Bar

_SECTION = {Barline.DOUBLE, Barline.FINAL, Barline.OPENING, Barline.REPEAT}
"""The lines that end a volta."""


def unfolded(bars: Sequence[Bar]) -> Iterator[Bar]:
    """The bars of a voice in the order in which they are played, as abc2midi has it.

    A closing repeat goes back to the last opening one, to the last closing one that was not a volta's, or to the
    beginning; once, or as often as its volta has numbers that others follow. A volta is played when the passes since
    the opening come to one of its numbers.
    """
    at = opened = 0
    time = 1
    taken = Counter[int]()
    volta: tuple[int, ...] = ()
    while at < len(bars):
        bar = bars[at]
        if bar.opens_repeat:
            opened, time, volta = at, time if at == opened else 1, ()
        volta = bar.volta or volta
        played = not volta or time in volta
        if played:
            yield bar
        if played and bar.line is Barline.REPEAT:
            if taken[at] < _returns(bars, opened, volta):
                taken[at] += 1
                at, time, volta = opened, time + 1, ()
                continue
            if not volta:
                opened, time = at + 1, 1
        at += 1
        volta = () if bar.line in _SECTION else volta


def _returns(bars: Sequence[Bar], opened: int, volta: tuple[int, ...]) -> int:
    """How often the closing repeat of a volta is taken, in the repeat that opens at that bar."""
    ends = (number for number in range(opened + 1, len(bars)) if bars[number].opens_repeat)
    named = {number for bar in bars[opened : next(ends, len(bars))] for number in bar.volta}
    return max(1, sum(number + 1 in named for number in volta))
