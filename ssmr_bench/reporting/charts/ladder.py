"""The accuracy of checkpoints over their steps, with the gate's verdict on each."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.reporting.charts.figures import aloud, bounds, percent
from ssmr_bench.reporting.charts.frame import SIZE, Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain, shortened, width
from ssmr_bench.reporting.charts.marks import Dot, Span, Word
from ssmr_bench.reporting.charts.plane import Axis, Plane
from ssmr_bench.reporting.charts.theme import Look
from ssmr_bench.reporting.gate import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.plane import Layer
    from ssmr_bench.reporting.ladder import Ladder, Rung

_WIDTH, _HEIGHT, _NAME = 700, 360, 100
_BASELINE = "baseline"
_LOOKS = {
    _BASELINE: Look("#2f7fd1", "square"),
    Verdict.PASS: Look("#2f8f5b", "circle"),
    Verdict.INCONCLUSIVE: Look("#b7791f", "diamond"),
    Verdict.REGRESSION: Look("#d64545", "triangle-down"),
}
_LINE = "#7d7d85"


def ladder(steps: Ladder, title: str = "") -> Chart:
    """The chart of a ladder: each checkpoint's accuracy with its interval, and what the gate says by colour and shape.

    Without a title it is named for the task and the prompt. The axis shows what the intervals take, not all from 0.
    """
    places = _places(steps)
    plane = Plane((_across(places), _upright(steps)))
    drawn = list(zip(steps.rungs, places, strict=True))
    spans = [Span(x, bounds(r.accuracy)[0], x, bounds(r.accuracy)[1], _look(r).color) for r, x in drawn]
    layers = [
        *_rules(plane, steps),
        plane.path([(x, percent(rung.accuracy.value or 0)) for rung, x in drawn], _LINE),
        plane.spans(spans),
        plane.dots([Dot(x, percent(r.accuracy.value or 0), _look(r), _said(r)) for r, x in drawn], 90),
        plane.words(_ticks(plane, drawn), "center", dy=16),
    ]
    legend = {name: look for name, look in _LOOKS.items() if look in {_look(rung) for rung in steps.rungs}}
    heading = Heading(title or _title(steps), _rule(steps), f"{len(steps.rungs)} checkpoints.")
    return Frame(_WIDTH, _HEIGHT, 64, 72).chart(heading, layers, legend)


def _places(steps: Ladder) -> tuple[float, ...]:
    """Where each checkpoint stands on the axis: at its step, or one after the other where they don't all have one."""
    found = [rung.step for rung in steps.rungs]
    numbers = [step for step in found if step is not None]
    if len(set(numbers)) == len(found):
        return tuple(map(float, numbers))
    return tuple(map(float, range(len(found))))


def _across(places: Sequence[float]) -> Axis:
    low, high = min(places), max(places)
    beside = (high - low) / 24 or 1.0
    return Axis((low - beside, high + beside), "checkpoint", tuple(places), numbers=False)


def _upright(steps: Ladder) -> Axis:
    ends = [bound / 5 for rung in steps.rungs for bound in bounds(rung.accuracy)]
    low, high = max(0, 5 * floor(min(ends) - 0.2)), min(100, 5 * ceil(max(ends) + 0.2))
    low -= 5 * (low == percent(CHANCE))  # its line would lie on the axis
    step = 5 if high - low <= 40 else 10
    ticks = tuple(float(tick) for tick in range(-(-low // step) * step, high + 1, step))
    return Axis((low, high), "accuracy in %, with 95 % interval", ticks)


def _title(steps: Ladder) -> str:
    setting = steps.rungs[-1].run.setting
    return f"{setting.task}, prompt {', '.join(filter(None, (setting.prompt, setting.variant)))}"


def _rule(steps: Ladder) -> str:
    limit = steps.gates[-1].limit
    against = "each against the best before it" if steps.best else f"baseline {steps.baseline.setting.model}"
    return f"{against}; allowed drop {100 * limit.max_drop:g} points, level {limit.alpha:g}"


def _look(rung: Rung) -> Look:
    return _LOOKS[_BASELINE if rung.gate is None else rung.gate.verdict]


def _said(rung: Rung) -> str:
    verdict = _BASELINE if rung.gate is None else f"{rung.gate.verdict}, {rung.gate.reason}"
    return f"{plain(rung.name)}: {aloud(rung.accuracy)}; {verdict}"


def _rules(plane: Plane, steps: Ladder) -> list[Layer]:
    """Lines at a guess's worth and at the baseline, where all are judged against it; where they are on the chart."""
    low, high = plane.axes[1].domain if plane.axes else (0, 0)
    chance = None if steps.rungs[-1].run.setting.open else CHANCE
    found = {"chance": chance, _BASELINE: None if steps.best else steps.baseline.accuracy.value}
    shown = sorted(
        (percent(value), name) for name, value in found.items() if value is not None and low <= percent(value) <= high
    )
    # Two names need more room than two lines.
    near = len(shown) == 2 and (shown[1][0] - shown[0][0]) / (high - low) * _HEIGHT < SIZE + 2
    apart = SIZE / 2 + 1 if near else 0
    return [
        layer
        for (value, name), dy in zip(shown, (apart, -apart), strict=False)
        for layer in plane.level(value, name, dy)
    ]


def _ticks(plane: Plane, drawn: Sequence[tuple[Rung, float]]) -> list[Word]:
    """Names under the axis, but those that the name before leaves no room for."""
    low = plane.axes[1].domain[0] if plane.axes else 0
    scale = _WIDTH / (plane.right - plane.left)
    numbers = all(rung.step is not None for rung, _ in drawn)
    made, taken = [], float("-inf")
    for rung, place in drawn:
        name = f"{rung.step:,}" if numbers else shortened(rung.name, _NAME, SIZE)
        half = width(name, SIZE) / 2 + 4
        if place * scale - half >= taken:
            made.append(Word(place, low, name))
            taken = place * scale + half
    return made
