"""The marks of charts: points, lines, tiles and words, placed by the data or in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.reporting.charts.theme import Look


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a series."""

    x: float
    y: float
    look: Look
    said: str = ""
    """What a screen reader says of it; nothing if empty."""


@dataclass(frozen=True, slots=True)
class Span:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    color: str = ""
    """Empty for the ink."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle by its corners."""

    x: float
    y: float
    x2: float
    y2: float
    color: str
    said: str


@dataclass(frozen=True, slots=True)
class Word:
    """A text."""

    x: float
    y: float
    text: str
    size: int = 12
    """In pixels a line."""
    color: str = ""
    """Empty for the ink."""
