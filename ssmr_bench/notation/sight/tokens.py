"""What a player reads on a staff, from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from ssmr_bench.theory.pitch import Pitch


@dataclass(frozen=True, slots=True)
class ClefSign:
    """A clef: its letter, its line counted from below, and octaves up or down."""

    letter: str
    line: int
    octaves: int


@dataclass(frozen=True, slots=True)
class KeySign:
    """The letters that a key signature alters, and by how much."""

    altered: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class MeterSign:
    """A time signature, as its figures."""

    count: str
    unit: str


@dataclass(frozen=True, slots=True)
class Struck:
    """A note or a chord, or with no pitches a rest."""

    pitches: tuple[Pitch, ...]
    """From the lowest."""
    value: Fraction
    """The written value without dots, as a part of a whole note."""
    dots: int = 0
    tuplet: int = 0
    """The figure of the tuplet that it stands in; 0 if it stands in none."""
    ties: int = 0
    """How many of its notes are tied on."""
    grace: bool = False


@dataclass(frozen=True, slots=True)
class BarsRest:
    """A rest of so many bars."""

    bars: int


@dataclass(frozen=True, slots=True)
class LineSign:
    """A bar line, by its ABC."""

    kind: str


Token = ClefSign | KeySign | MeterSign | Struck | BarsRest | LineSign
