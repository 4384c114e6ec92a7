"""Rhythms without a tune: full bars of notes that each start on a multiple of their own value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import lcm
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Bar, Note, Score
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.synthesis.setting import Setting
    from ssmr_bench.theory.pitch import Pitch

HALF, DOTTED, QUARTER = Fraction(1, 2), Fraction(3, 8), Fraction(1, 4)
EIGHTH, SIXTEENTH = Fraction(1, 8), Fraction(1, 16)
DOTTED_HALF, DOTTED_EIGHTH = Fraction(3, 4), Fraction(3, 16)

METERS = (Meter(3, 4), Meter(4, 4))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A meter, and the durations that fill each bar."""

    meter: Meter
    bars: tuple[tuple[Fraction, ...], ...]

    @property
    def notes(self) -> int:
        """How many notes it takes."""
        return sum(map(len, self.bars))

    def line(self, setting: Setting, notes: Sequence[Pitch]) -> Score:
        """The pitches, one after the other, in this rhythm."""
        left = iter(notes)
        bars = tuple(Bar(tuple(Note(next(left), duration) for duration in bar)) for bar in self.bars)
        return Score(bars, setting.clef, setting.signature, self.meter)


def filled(draw: Draw, bars: int, values: tuple[Fraction, ...]) -> Rhythm:
    """A meter, and so many full bars of these values."""
    meter = draw.choice(METERS)
    return Rhythm(meter, tuple(fill(draw, meter.bar, values) for _ in range(bars)))


def exactly(draw: Draw, notes: int, bars: int, values: tuple[Fraction, ...]) -> Rhythm:
    """A rhythm of so many bars and notes, each that there is equally likely.

    Raises:
        ValueError: if there is none.
    """
    return draw.choice(_rhythms(notes, bars, values))


@cache
def _rhythms(notes: int, bars: int, values: tuple[Fraction, ...]) -> tuple[Rhythm, ...]:
    shares = [share for share in product(range(1, notes + 1), repeat=bars) if sum(share) == notes]
    return tuple(
        Rhythm(meter, each)
        for meter in (Meter(2, 4), *METERS, Meter(6, 8))
        for share in shares
        for each in product(*(_fillings(meter.bar, values, count) for count in share))
    )


def fill(draw: Draw, span: Fraction, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Durations that fill a span, each starting on a multiple of its own value; the smallest must divide the span."""
    fitting = _fitting(span, values)
    durations = []
    at = 0
    while at < len(fitting):
        width, value = draw.choice(fitting[at])
        durations.append(value)
        at += width
    return tuple(durations)


@cache
def _fitting(span: Fraction, values: tuple[Fraction, ...]) -> tuple[tuple[tuple[int, Fraction], ...], ...]:
    """For each moment of a span, counted in the finest parts of its values, those that may start, with their widths."""
    parts = lcm(span.denominator, *(value.denominator for value in values))
    widths = [(int(value * parts), value) for value in values]
    end = int(span * parts)
    return tuple(
        tuple((width, value) for width, value in widths if at % width == 0 and at + width <= end) for at in range(end)
    )


@cache
def _fillings(span: Fraction, values: tuple[Fraction, ...], notes: int) -> tuple[tuple[Fraction, ...], ...]:
    """Every way to fill a span with so many notes."""
    fitting = _fitting(span, values)
    ways: list[tuple[int, tuple[Fraction, ...]]] = [(0, ())]
    for _ in range(notes):
        begun = [(at, way) for at, way in ways if at < len(fitting)]
        ways = [(at + width, (*way, value)) for at, way in begun for width, value in fitting[at]]
    return tuple(way for at, way in ways if at == len(fitting))
