"""Accuracy over cost, with the line of those that nothing cheaper matches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.reporting.charts.figures import aloud, bounds, percent
from ssmr_bench.reporting.charts.frame import SIZE, Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain, shortened, width
from ssmr_bench.reporting.charts.marks import Dot, Span, Word
from ssmr_bench.reporting.charts.placing import Box, beside
from ssmr_bench.reporting.charts.plane import PERCENT, SHEET, Axis, Plane
from ssmr_bench.reporting.charts.theme import looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.plane import Layer
    from ssmr_bench.reporting.charts.theme import Look

_WIDTH, _HEIGHT, _NAME = 600, 400, 200


@dataclass(frozen=True, slots=True)
class Priced:
    """An accuracy and what it cost."""

    name: str
    cost: float
    """Of 1,000 questions."""
    accuracy: Accuracy
    series: str = ""
    """What tells kinds of points apart, as text and picture; each kind has a line of its own."""


def frontier(
    points: Sequence[Priced], title: str, note: str = "", currency: str = "USD", chance: float | None = CHANCE
) -> Chart:
    """The chart of accuracy over cost, the costs on a logarithmic axis; `chance` is as in `accuracy`.

    A point lies on the line if none that costs no more is better. Points without answers are left out; so are those
    that cost nothing, which such an axis can't show, and the note says how many.

    Raises:
        ConfigError: if there is nothing to draw.
    """
    shown = [point for point in points if point.accuracy.n and point.cost > 0]
    free = sum(point.accuracy.n > 0 for point in points) - len(shown)
    if not shown:
        raise ConfigError(
            "none of these runs has a known cost: they were asked without prices, which ssmr-eval takes with --prices, "
            "or their server counted no tokens"
        )
    series = looks(point.series for point in shown)
    plane = Plane((_costs(shown, currency), PERCENT))
    layers = [
        *(plane.level(percent(chance), "chance") if chance is not None else []),
        *(plane.path(_stairs(shown, name), look.color) for name, look in series.items()),
        plane.spans([_span(point, series[point.series].color) for point in shown], 1),
        plane.dots([_dot(point, series[point.series], currency) for point in shown]),
        *_names(shown, plane),
    ]
    left_out = f"{free} without a cost left out" if free else ""
    heading = Heading(title, "; ".join(filter(None, (note, left_out))), _described(shown))
    return Frame(_WIDTH, _HEIGHT, 64, 64).chart(heading, layers, series if len(series) > 1 else None)


def best_for_their_cost(points: Sequence[Priced]) -> list[Priced]:
    """Those that no other of the points matches at the same cost or less, the cheapest first."""
    found: list[Priced] = []
    for point in sorted(points, key=lambda each: (each.cost, -(each.accuracy.value or 0), each.name)):
        if not found or (point.accuracy.value or 0) > (found[-1].accuracy.value or 0):
            found.append(point)
    return found


def _costs(points: Sequence[Priced], currency: str) -> Axis:
    costs = [point.cost for point in points]
    low, high = log10(min(costs)) - 0.15, log10(max(costs)) + 0.15
    decades = range(floor(low), ceil(high) + 1)
    steps = (1, 2, 5) if high - low <= 3 else (1,)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    inside = tuple(float(f"{tick:.6g}") for tick in ticks if low <= log10(tick) <= high)
    # Rounded: the last digits of a power are the machine's.
    ends = float(f"{10**low:.6g}"), float(f"{10**high:.6g}")
    return Axis(ends, f"cost of 1,000 questions, {shortened(currency, 100, SIZE)}", inside, log=True)


def _stairs(points: Sequence[Priced], name: str) -> list[tuple[float, float]]:
    """The line below which a series' points are: it rises at the cost of each that is better than all cheaper ones."""
    made: list[tuple[float, float]] = []
    for point in best_for_their_cost([point for point in points if point.series == name]):
        made += [(point.cost, made[-1][1])] if made else []
        made.append((point.cost, percent(point.accuracy.value or 0)))
    return made


def _span(point: Priced, color: str) -> Span:
    low, high = bounds(point.accuracy)
    return Span(point.cost, low, point.cost, high, color)


def _dot(point: Priced, look: Look, currency: str) -> Dot:
    name = ", ".join(map(plain, filter(None, (point.name, point.series))))
    said = f"{name}: {aloud(point.accuracy)}, {point.cost:.3g} {plain(currency)} for 1,000 questions"
    return Dot(point.cost, percent(point.accuracy.value or 0), look, said)


def _names(points: Sequence[Priced], plane: Plane) -> list[Layer]:
    """The points' names, in pixels, with a line to those that stand farther off."""
    low, high = log10(plane.left), log10(plane.right)

    def place(cost: float, value: float) -> tuple[float, float]:
        return _WIDTH * (log10(cost) - low) / (high - low), _HEIGHT * (1 - value / 100)

    places = [place(point.cost, percent(point.accuracy.value or 0)) for point in points]
    bars = [(place(point.cost, bound) for bound in bounds(point.accuracy)) for point in points]
    corners = [[place(*each) for each in _stairs(points, name)] for name in {p.series for p in points}]
    guess = _around(place(plane.left, percent(CHANCE)), place(plane.right, percent(CHANCE)))
    lines = [guess, *(_around(*bar) for bar in bars)] + [
        _around(*ends) for stairs in corners for ends in pairwise(stairs)
    ]
    said = [shortened(point.name, _NAME, SIZE) for point in points]
    boxes = beside(places, [width(name, SIZE) for name in said], Box(0, 0, _WIDTH, _HEIGHT), lines)
    words = [
        Word(round(box.left, 1), round((box.top + box.bottom) / 2, 1), name)
        for box, name in zip(boxes, said, strict=True)
    ]
    leaders = [Span(x, y, *box.nearest(x, y)) for (x, y), box in zip(places, boxes, strict=True) if box.far(x, y)]
    return [*([SHEET.guides(leaders, "leader")] if leaders else []), SHEET.words(words)]


def _around(first: tuple[float, float], second: tuple[float, float]) -> Box:
    """What a line between two points covers."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(first, second, strict=True))
    return Box(left - 1, top - 1, right + 1, bottom + 1)


def _described(points: Sequence[Priced]) -> str:
    best = best_for_their_cost(points)
    names = ", ".join(plain(point.name)[:60] for point in best[:5])
    return f"{len(points)} points; the best for their cost, the cheapest first: {names}."
