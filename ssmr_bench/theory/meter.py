"""Meters: time signatures, and the beats, beams and accents that they stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

MeterKind = Literal["simple", "compound", "asymmetric"]

_SIZES = ("single", "duple", "triple", "quadruple", "quintuple", "sextuple", "septuple", "octuple")
_SIGNATURE = re.compile(r"(\d+(?:\+\d+)*)/(\d+)")


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature: so many counts to the bar, each such a part of a whole note.

    How counts make beats: sixes, nines and so on go in threes. Others are beats themselves, except the many (over four)
    short ones (eighths or less), which go in twos, with a last three if they are odd: plain 7/8 is 2+2+3.

    Raises:
        ValueError: if a number is not positive, or the groups don't add up.
    """

    count: int
    """The upper number."""
    unit: int
    """The lower number: 4 for quarters, 8 for eighths."""
    grouping: tuple[int, ...] = ()
    """The counts of each group where the signature writes them out, as 3+2+2/8 does; empty where it does not."""

    def __post_init__(self) -> None:
        if min(self.count, self.unit, *self.grouping) < 1:
            raise ValueError(f"no meter {self}; its numbers must be positive")
        if self.grouping and (sum(self.grouping) != self.count or len(self.grouping) == 1):
            raise ValueError(f"no meter of {self.count} counts is grouped {self}; write two groups or more that add up")

    @classmethod
    def parse(cls, text: str) -> Meter:
        """The meter that `str` wrote.

        >>> Meter.parse("6/8"), Meter.parse("3+2+2/8").count
        (Meter(count=6, unit=8, grouping=()), 7)

        Raises:
            ValueError: if the text is no such signature.
        """
        match = _SIGNATURE.fullmatch(text)
        if match is None:
            raise ValueError(f"no meter {text!r}; write it as in '3/4', '3+2+2/8'")
        groups = tuple(map(int, match[1].split("+")))
        return cls(sum(groups), int(match[2]), groups if len(groups) > 1 else ())

    @property
    def bar(self) -> Fraction:
        """How long a full bar is.

        >>> Meter(3, 4).bar, Meter(4, 4).bar
        (Fraction(3, 4), Fraction(1, 1))
        """
        return Fraction(self.count, self.unit)

    @property
    def kind(self) -> MeterKind:
        """Simple if its beats part in two, compound if in three, asymmetric if its groups differ.

        >>> [Meter.parse(text).kind for text in ("3/4", "6/8", "7/8", "5/4", "3+3+2/8")]
        ['simple', 'compound', 'asymmetric', 'asymmetric', 'asymmetric']
        """
        counts = self._counts
        if len(set(counts)) > 1:
            return "asymmetric"
        if counts[0] % 3 == 0:
            return "compound"
        return "simple" if len(set(self._beats_in_groups)) == 1 else "asymmetric"

    @property
    def name(self) -> str:
        """Its kind, and how many beats it has.

        >>> [Meter.parse(text).name for text in ("4/4", "3/8", "9/8", "5/8", "5/4")]
        ['simple quadruple', 'simple triple', 'compound triple', 'asymmetric duple', 'asymmetric quintuple']
        """
        beats = len(self._counts)
        return f"{self.kind} {_SIZES[beats - 1] if beats <= len(_SIZES) else f'{beats}-fold'}"

    @property
    def beat_lengths(self) -> tuple[Fraction, ...]:
        """The length of each beat, as a part of a whole note.

        >>> [[str(beat) for beat in Meter.parse(text).beat_lengths] for text in ("3/4", "6/8", "5/8")]
        [['1/4', '1/4', '1/4'], ['3/8', '3/8'], ['1/4', '3/8']]
        """
        return tuple(Fraction(count, self.unit) for count in self._counts)

    @property
    def beat(self) -> Fraction | None:
        """The length of every beat; None where they differ."""
        beats = set(self.beat_lengths)
        return beats.pop() if len(beats) == 1 else None

    @property
    def beat_starts(self) -> tuple[Fraction, ...]:
        """When each beat begins, from the bar line.

        >>> [str(start) for start in Meter.parse("3+2+2/8").beat_starts]
        ['0', '3/8', '5/8']
        """
        return tuple(Fraction(counts, self.unit) for counts in _starts(self._counts))

    @property
    def strong(self) -> tuple[Fraction, ...]:
        """When the strong beats begin: those that lead a group of two or three, as the third of four does.

        >>> [[str(start) for start in Meter.parse(text).strong] for text in ("2/2", "4/4", "3/4", "12/8", "5/4")]
        [['0'], ['0', '1/2'], ['0'], ['0', '3/4'], ['0', '1/2']]
        """
        starts = self.beat_starts
        return tuple(starts[first] for first in _starts(self._beats_in_groups))

    @property
    def beam_groups(self) -> tuple[Fraction, ...]:
        """The stretches of the bar at whose ends beams break: the beats, or groups of beats shorter than a quarter.

        They tell apart meters with bars of one length.

        >>> [[str(group) for group in Meter.parse(text).beam_groups] for text in ("2/2", "4/4", "3/4", "6/8")]
        [['1/2', '1/2'], ['1/4', '1/4', '1/4', '1/4'], ['1/4', '1/4', '1/4'], ['3/8', '3/8']]
        >>> [[str(group) for group in Meter.parse(text).beam_groups] for text in ("3/8", "4/8", "2+3/8")]
        [['3/8'], ['1/4', '1/4'], ['1/4', '3/8']]
        """
        if self.unit > 4 and set(self._counts) == {1}:
            return tuple(Fraction(beats, self.unit) for beats in self._beats_in_groups)
        return self.beat_lengths

    def depth(self, position: Fraction) -> int:
        """How weak a moment is: 0 on the bar line, then strong beats, the other beats, their parts, parts of these.

        >>> [Meter(4, 4).depth(Fraction(eighths, 8)) for eighths in range(9)]
        [0, 3, 2, 3, 1, 3, 2, 3, 0]
        >>> [Meter(6, 8).depth(Fraction(eighths, 8)) for eighths in range(6)]
        [0, 2, 2, 1, 2, 2]
        """
        position %= self.bar
        starts = self.beat_starts
        index = bisect_right(starts, position) - 1
        groups = self._beats_in_groups
        beat = 0 if index == 0 else 1 if len(groups) == 1 or index in _starts(groups) else 2
        counted = (position - starts[index]) * self.unit
        return min(2, len(groups)) + _part_depth(counted, self._counts[index]) if counted else beat

    @property
    def _counts(self) -> tuple[int, ...]:
        """The counts in each beat."""
        if self._counts_are_beats:
            return (1,) * self.count
        if self.grouping:
            return self.grouping
        return (3,) * (self.count // 3) if self.count % 3 == 0 else _in_twos(self.count)

    @property
    def _counts_are_beats(self) -> bool:
        if self.grouping:
            return self.unit <= 4 and set(self.grouping) != {3}
        return self.count <= 4 or (self.unit <= 4 and self.count % 3 != 0)

    @property
    def _beats_in_groups(self) -> tuple[int, ...]:
        return self.grouping if self.grouping and self._counts_are_beats else _in_twos(len(self._counts))

    def __str__(self) -> str:
        return f"{'+'.join(map(str, self.grouping)) or self.count}/{self.unit}"


def _in_twos(number: int) -> tuple[int, ...]:
    """So many in groups of two, with a last three if the number is odd."""
    return (number,) if number < 4 else (*(2,) * (number // 2 - 1), 2 + number % 2)


def _starts(sizes: Sequence[int]) -> tuple[int, ...]:
    """How much lies before each part."""
    return tuple(accumulate(sizes[:-1], initial=0))


def _part_depth(counted: Fraction, counts: int) -> int:
    """How many divisions lead to a moment that is so many counts into a beat of so many."""
    if counted.denominator == 1:
        return _prime_factors((counted / counts).denominator)
    return _prime_factors(counts) + _prime_factors(counted.denominator)


def _prime_factors(number: int) -> int:
    """How many primes multiply to the number."""
    factors, divisor = 0, 2
    while number > 1:
        if number % divisor:
            divisor += 1
        else:
            number //= divisor
            factors += 1
    return factors
