"""Written durations: note values with their dots and tuplets, and how a stretch of time is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

DOTS = 3
"""The most dots that a written note bears."""

_LONG = ("whole", "breve", "longa", "maxima")
_SHORT = ("whole", "half", "quarter", "eighth")
_DOTTED = ("", "dotted ", "double-dotted ", "triple-dotted ")


@dataclass(frozen=True, slots=True)
class Tuplet:
    """So many notes in the time of so many others of the same value: a triplet is 3 in the time of 2.

    Raises:
        ValueError: if one of the numbers is not positive.
    """

    actual: int
    normal: int

    def __post_init__(self) -> None:
        if min(self.actual, self.normal) < 1:
            raise ValueError(f"no tuplet has {self.actual} notes in the time of {self.normal}; both must be positive")

    @classmethod
    def needed(cls, length: Fraction) -> Tuplet | None:
        """The tuplet for a note that long, in the time of the next lower power of two; None if it needs none.

        >>> Tuplet.needed(Fraction(1, 12)), Tuplet.needed(Fraction(3, 20)), Tuplet.needed(Fraction(3, 8))
        (Tuplet(actual=3, normal=2), Tuplet(actual=5, normal=4), None)
        """
        odd = length.denominator // _power_in(length.denominator)
        return cls(odd, 1 << (odd.bit_length() - 1)) if odd > 1 else None

    @property
    def ratio(self) -> Fraction:
        """What it does to the length of a note: a triplet leaves two thirds."""
        return Fraction(self.normal, self.actual)


@dataclass(frozen=True, slots=True)
class Duration:
    """A note value with its dots, perhaps within a tuplet.

    Raises:
        ValueError: if the value is no power of two, or there are fewer dots than none.
    """

    value: Fraction
    """The note without dots, as a part of a whole note: 1/4 is a quarter, 2 a breve."""
    dots: int = 0
    tuplet: Tuplet | None = None

    def __post_init__(self) -> None:
        if self.value <= 0 or not (_is_power(self.value.numerator) and _is_power(self.value.denominator)):
            raise ValueError(f"no note value is {self.value} of a whole note; it must be a power of two")
        if self.dots < 0:
            raise ValueError(f"no note has {self.dots} dots")

    @classmethod
    def of(cls, length: Fraction, tuplet: Tuplet | None = None) -> Duration | None:
        """The one note that lasts so long, with three dots at most; None if it takes several.

        >>> [Duration.of(Fraction(eighths, 8)).name for eighths in (1, 3, 7, 15)]
        ['eighth', 'dotted quarter', 'double-dotted half', 'triple-dotted whole']
        >>> Duration.of(Fraction(5, 8)) is None
        True
        >>> Duration.of(Fraction(1, 12)).name
        'eighth, 3 in the time of 2'

        Args:
            length: Part of a whole note.
            tuplet: What the note is in; if None, what its length calls for.

        Raises:
            ValueError: as `tied` does.
        """
        parts = cls.tied(length, tuplet)
        return parts[0] if len(parts) == 1 else None

    @classmethod
    def tied(cls, length: Fraction, tuplet: Tuplet | None = None) -> tuple[Duration, ...]:
        """Notes that last so long when tied, each the longest with three dots at most that what is left has room for.

        >>> [part.name for part in Duration.tied(Fraction(5, 8))]
        ['half', 'eighth']
        >>> [part.name for part in Duration.tied(Fraction(11, 16))]
        ['half', 'dotted eighth']
        >>> [part.name for part in Duration.tied(Fraction(3, 16), Tuplet(2, 3))]
        ['eighth, 2 in the time of 3']

        Args:
            length: Part of a whole note.
            tuplet: What the notes are in; if None, what the length calls for.

        Raises:
            ValueError: if the length is not positive, or notes of that tuplet never add up to it.
        """
        if length <= 0:
            raise ValueError(f"no note lasts {length} of a whole note")
        tuplet = tuplet or Tuplet.needed(length)
        left = length / (tuplet.ratio if tuplet else 1)
        if tuplet and not _is_power(left.denominator):
            raise ValueError(f"no notes, {tuplet.actual} in the time of {tuplet.normal}, add up to {length}")
        parts = []
        while left:
            value = _greatest_power(left)
            dots = max(dots for dots in range(DOTS + 1) if _dotted(value, dots) <= left)
            parts.append(cls(value, dots, tuplet))
            left -= _dotted(value, dots)
        return tuple(parts)

    @property
    def length(self) -> Fraction:
        """How long it lasts, as a part of a whole note.

        >>> Duration(Fraction(1, 4), 1).length, Duration(Fraction(1, 8), 0, Tuplet(3, 2)).length
        (Fraction(3, 8), Fraction(1, 12))
        """
        return _dotted(self.value, self.dots) * (self.tuplet.ratio if self.tuplet else 1)

    @property
    def flags(self) -> int:
        """Flags on its stem, or beams that replace them: an eighth has one.

        >>> [Duration(Fraction(1, part)).flags for part in (2, 4, 8, 16, 64)]
        [0, 0, 1, 2, 4]
        """
        return max(0, self.value.denominator.bit_length() - 3)

    @property
    def name(self) -> str:
        """The name in words.

        >>> Duration(Fraction(1, 32), 2).name, Duration(Fraction(2)).name
        ('double-dotted 32nd', 'breve')
        """
        dotted = _DOTTED[self.dots] if self.dots < len(_DOTTED) else f"{self.dots}-fold dotted "
        tuplet = f", {self.tuplet.actual} in the time of {self.tuplet.normal}" if self.tuplet else ""
        return dotted + _value_name(self.value) + tuplet


def _dotted(value: Fraction, dots: int) -> Fraction:
    return value * (2 - Fraction(1, 1 << dots))


def _value_name(value: Fraction) -> str:
    wholes, part = value.numerator, value.denominator
    if part > 8:
        return f"{part}{'nd' if part % 10 == 2 and part % 100 != 12 else 'th'}"
    return f"{wholes}-fold whole" if wholes > 8 else (_LONG if wholes > 1 else _SHORT)[(wholes * part).bit_length() - 1]


def _greatest_power(length: Fraction) -> Fraction:
    """The greatest power of two that is not above a length whose denominator is one."""
    return Fraction(1 << (length.numerator.bit_length() - 1), length.denominator)


def _power_in(number: int) -> int:
    """The greatest power of two that divides the number."""
    return number & -number


def _is_power(number: int) -> bool:
    return number == _power_in(number)
