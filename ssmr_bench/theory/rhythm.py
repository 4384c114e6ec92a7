"""Meters; durations are fractions of a whole note."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature: so many beats, each of such a part of a whole note."""

    beats: int
    unit: int
    """4 for quarters, 8 for eighths."""

    @property
    def bar(self) -> Fraction:
        """How long a full bar is.

        >>> Meter(3, 4).bar, Meter(4, 4).bar
        (Fraction(3, 4), Fraction(1, 1))
        """
        return Fraction(self.beats, self.unit)

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"
