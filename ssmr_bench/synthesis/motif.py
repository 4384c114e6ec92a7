"""The rhythm of a bar that shows its meter: beats whole or parted, and a close that comes to rest."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.synthesis.brief import Brief
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.meter import Meter

_SIMPLE = ((1,), (1,), (Fraction(1, 2), Fraction(1, 2)))
_COMPOUND = ((1,), (Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 3),) * 3)
_LIVELY = (
    (Fraction(3, 4), Fraction(1, 4)),
    (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
    (Fraction(1, 4),) * 4,
    (Fraction(1, 3),) * 3,
)
_LILTING = ((Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), Fraction(1, 6)))
"""How a beat may be divided; the lively and the lilting ways are for lively tunes. Three parts of a beat that parts in
two are a triplet."""

_CLOSES: tuple[tuple[Fraction | int, ...], ...] = ((1,), (Fraction(1, 3), Fraction(2, 3)))
"""How a bar of one beat, as in 3/8, closes a phrase."""


def motif(draw: Draw, brief: Brief, *, closing: bool) -> tuple[Fraction, ...]:
    """The durations of a bar; those of a motif that returns are no single note."""
    durations = _rhythm(draw, brief, closing=closing)
    while len(durations) == 1 and not closing:
        durations = _rhythm(draw, brief, closing=closing)
    return durations


def _rhythm(draw: Draw, brief: Brief, *, closing: bool) -> tuple[Fraction, ...]:
    """The durations of a bar; a closing one comes to rest on its last beats."""
    beats = list(brief.meter.beam_groups)
    if closing and len(beats) == 1:
        return tuple(beats[0] * part for part in draw.choice(_CLOSES))
    rest = draw.choice(_rests(brief.meter)) if closing else 0
    del beats[len(beats) - rest :]
    durations: list[Fraction] = []
    while beats:
        beat = beats.pop(0)
        if beats and beats[0] == beat and not closing and draw.below(5) == 0:
            whole = beat + beats.pop(0)
            dotted = _is_simple(beat) and draw.below(2)
            durations += [whole * Fraction(3, 4), whole * Fraction(1, 4)] if dotted else [whole]
        else:
            durations += [beat * part for part in draw.choice(_divisions(beat, brief.lively))]
    return (*durations, sum(brief.meter.beam_groups[-rest:], Fraction(0))) if rest else tuple(durations)


@cache
def _rests(meter: Meter) -> tuple[int, ...]:
    """How many of its last beats a closing note may fill: those of a note that needs no tie, as long as any beat.

    Where there is no such note, as in 3+3+2/8, it is the last beat.
    """
    beats = meter.beam_groups
    lengths = {count: sum(beats[-count:], Fraction(0)) for count in range(1, len(beats))}
    return tuple(c for c, length in lengths.items() if length >= max(beats) and length.numerator in {1, 3}) or (1,)


def _is_simple(beat: Fraction) -> bool:
    """Whether a beat parts in two; one that is dotted parts in three."""
    return beat.numerator != 3


@cache
def _divisions(beat: Fraction, lively: bool) -> tuple[tuple[Fraction | int, ...], ...]:
    if not _is_simple(beat):
        return _COMPOUND + _LILTING if lively else _COMPOUND
    if beat <= Fraction(1, 8):
        return _SIMPLE[:1]
    return _SIMPLE + _LIVELY if lively else _SIMPLE
