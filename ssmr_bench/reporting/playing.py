"""Performances as the pages hold them: a list of numbers that the page's script plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.notation.midi import ticks_of
from ssmr_bench.notation.performance import perform

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

_MOST = 20_000
"""Notes that a page plays at most."""


def numbers(score: Score) -> list[int]:
    r"""What the score sounds like: ticks a quarter note, quarter notes a minute, and three numbers for each note.

    They are the ticks from the beginning of the note before, the piano key, and the ticks that it lasts. An empty list
    if nothing sounds.

    >>> from ssmr_bench.notation.abc import read
    >>> numbers(read("L:1/4\nM:4/4\nK:C\nC E/ G/ z [Cc] |"))
    [2, 100, 0, 60, 2, 2, 64, 1, 1, 67, 1, 3, 60, 2, 0, 72, 2]
    """
    played = perform(score)
    notes = played.notes[:_MOST]
    ticks = ticks_of(notes, 1)
    begins = [round(4 * note.start * ticks) for note in notes]
    waits = (at - before for at, before in zip(begins, [0, *begins], strict=False))
    said = ((wait, note.midi, round(4 * note.duration * ticks)) for wait, note in zip(waits, notes, strict=True))
    return [ticks, round(played.tempo), *(number for each in said for number in each)] if notes else []
