"""Runs with their accuracy and its interval, one under the other, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.reporting.charts import rows
from ssmr_bench.reporting.charts.figures import aloud, bounds, percent, written
from ssmr_bench.reporting.charts.frame import Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain
from ssmr_bench.reporting.charts.marks import Dot, Span
from ssmr_bench.reporting.charts.plane import PERCENT, Plane
from ssmr_bench.reporting.charts.theme import looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.theme import Look

_PLOT, _ROW = 400, 26


@dataclass(frozen=True, slots=True)
class Measured:
    """An accuracy to be shown."""

    name: str
    """Of the run; points of one name stand in one row."""
    accuracy: Accuracy
    series: str = ""
    """What tells the points of a row apart, as text and picture; a row has at most one of each."""


def accuracy(points: Sequence[Measured], title: str, note: str = "", chance: float | None = CHANCE) -> Chart:
    """The chart of accuracies with their intervals, a row for each name, the best first.

    A row stands where its best point belongs; equal ones stand by name. A point that counts nothing is left out.
    `chance` is marked by a line, from 0 to 1; None where a guess is worth nothing.

    Raises:
        ConfigError: if there is nothing to draw.
    """
    counted = [point for point in points if point.accuracy.n]
    if not counted:
        raise ConfigError(f"there is no accuracy to draw in {title!r}; name runs with answers")
    series = looks(point.series for point in counted)
    names = _order(counted)
    places = _places(counted, names, tuple(series))
    plane = Plane((PERCENT, rows.down(len(names))))
    column = [written(point.accuracy) for point in counted]
    placed = list(zip(counted, places, strict=True))
    layers = [
        rows.lines(plane, len(names)),
        *(rows.chance_line(plane, chance, len(names)) if chance is not None else []),
        plane.spans([_span(point, place, series[point.series].color) for point, place in placed]),
        plane.dots([_dot(point, place, series[point.series]) for point, place in placed]),
        rows.names(plane, names),
        *rows.figures(plane, list(zip(places, column, strict=True))),
    ]
    height = max(_ROW, 16 * len(series) + 10) * len(names)
    frame = Frame(_PLOT, height, rows.margin(names), rows.figures_margin(column))
    return frame.chart(Heading(title, note, _described(counted, names)), layers, series if len(series) > 1 else None)


def _order(points: Sequence[Measured]) -> list[str]:
    best: dict[str, float] = {}
    for point in points:
        best[point.name] = max(best.get(point.name, 0.0), point.accuracy.value or 0.0)
    return sorted(best, key=lambda name: (-best[name], name))


def _places(points: Sequence[Measured], names: Sequence[str], series: Sequence[str]) -> list[float]:
    """The row of each point, a little above or below its middle where the row has several."""
    row = {name: i for i, name in enumerate(names)}
    inside = {name: sorted({p.series for p in points if p.name == name}, key=series.index) for name in names}
    apart = 0.6 / len(series)
    return [
        round(row[p.name] + apart * (inside[p.name].index(p.series) - (len(inside[p.name]) - 1) / 2), 4) for p in points
    ]


def _span(point: Measured, place: float, color: str) -> Span:
    low, high = bounds(point.accuracy)
    return Span(low, place, high, place, color)


def _dot(point: Measured, place: float, look: Look) -> Dot:
    said = ", ".join(map(plain, filter(None, (point.name, point.series))))
    return Dot(percent(point.accuracy.value or 0), place, look, f"{said}: {aloud(point.accuracy)}")


def _described(points: Sequence[Measured], names: Sequence[str]) -> str:
    shown = ", ".join(plain(name)[:60] for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"Accuracy with 95 % intervals of {len(points)} runs, the best first: {shown}{more}."
