"""The sheet of a chart: its margins, with the title, a note and a legend above the plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.reporting.charts.chart import Chart
from ssmr_bench.reporting.charts.lettering import shortened, width, wrapped
from ssmr_bench.reporting.charts.marks import Dot, Word
from ssmr_bench.reporting.charts.plane import SHEET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ssmr_bench.reporting.charts.plane import Layer
    from ssmr_bench.reporting.charts.theme import Look

SIZE = 12
"""Of the texts in a plot and its legend, in pixels a line."""
_TITLE, _NOTE = (17, 25, 2), (13, 20, 3)
"""Sizes, the room that a line takes, and how many lines there are at most."""
_LEAST = 420
"""How wide a sheet is at least."""
_EDGE, _ROW, _BELOW = 12, 22, 18


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a plot."""

    title: str
    note: str = ""
    """A second line, smaller."""
    description: str = ""
    """What a screen reader says after these."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot and its margins, in pixels."""

    width: int
    height: int
    left: int
    right: int
    bottom: int = 52
    above: int = 0
    """Room for what stands on top of the plot."""

    def chart(self, heading: Heading, layers: Sequence[Layer], legend: Mapping[str, Look] | None = None) -> Chart:
        """The chart of these layers, from the lowest to the topmost."""
        right = max(self.right, _LEAST - self.left - self.width)
        room = self.left + self.width + right - 2 * _EDGE
        lines = [
            (line, size, height)
            for text, (size, height, most) in ((heading.title, _TITLE), (heading.note, _NOTE))
            for line in wrapped(text, room, size, most)
        ]
        rows = _legend(legend or {}, room)
        top = _EDGE + sum(height for *_, height in lines) + _ROW * len(rows) + _BELOW + self.above
        x, y = _EDGE - self.left, float(_EDGE - top)
        words, dots = [], []
        for text, size, height in lines:
            words.append(Word(x, y + height / 2, text, size))
            y += height
        for row in rows:
            for along, name, look in row:
                dots.append(Dot(x + along + 6, y + _ROW / 2, look))
                words.append(Word(x + along + 18, y + _ROW / 2, name))
            y += _ROW
        spec = {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "autosize": {"type": "none"},
            "width": self.width,
            "height": self.height,
            "padding": {"left": self.left, "right": right, "top": top, "bottom": self.bottom},
            "layer": [*layers, *(SHEET.words(words),) * bool(words), *(SHEET.dots(dots),) * bool(dots)],
        }
        return Chart(heading.title, ". ".join(filter(None, (heading.note, heading.description))), spec)


def _legend(legend: Mapping[str, Look], room: float) -> list[list[tuple[float, str, Look]]]:
    """Where each series is named, in rows of as many as fit."""
    rows: list[list[tuple[float, str, Look]]] = []
    x = 0.0
    for name, look in legend.items():
        said = shortened(name, room - 24, SIZE)
        taken = width(said, SIZE) + 36
        if not rows or x + taken - 16 > room:
            rows.append([])
            x = 0.0
        rows[-1].append((x, said, look))
        x += taken
    return rows
