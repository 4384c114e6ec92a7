"""Accuracy by level of difficulty, a line for each run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.reporting.charts.figures import aloud, bounds, percent
from ssmr_bench.reporting.charts.frame import Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain
from ssmr_bench.reporting.charts.marks import Dot, Span
from ssmr_bench.reporting.charts.plane import PERCENT, Axis, Plane
from ssmr_bench.reporting.charts.theme import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.plane import Layer
    from ssmr_bench.reporting.charts.theme import Look

MOST = len(LOOKS)
"""Runs that a reader can tell apart."""
_WIDTH, _HEIGHT, _APART = 560, 340, 0.06


@dataclass(frozen=True, slots=True)
class Leveled:
    """A run by level."""

    name: str
    levels: tuple[tuple[int, Accuracy], ...]
    """In order of the levels; one that counts nothing parts the line."""


def levels(runs: Sequence[Leveled], title: str, note: str = "", chance: float | None = CHANCE) -> Chart:
    """The chart of accuracies by level; runs that are equal stand beside each other. `chance` is as in `accuracy`.

    Raises:
        ConfigError: if there is nothing to draw, or more runs than can be told apart.
    """
    found = sorted({level for run in runs for level, each in run.levels if each.n})
    if not found:
        raise ConfigError(f"there is no accuracy to draw in {title!r}; name runs with answers")
    if len(runs) > MOST:
        raise ConfigError(f"{len(runs)} lines by level can't be told apart; name {MOST} runs at most")
    axis = Axis((found[0] - 0.5, found[-1] + 0.5), "level", tuple(map(float, found)))
    plane = Plane((axis, PERCENT))
    layers = plane.level(percent(chance), "chance") if chance is not None else []
    for i, (run, look) in enumerate(zip(runs, LOOKS, strict=False)):
        layers += _run(plane, run, look, _APART * (i - (len(runs) - 1) / 2))
    names = " and ".join(plain(run.name)[:60] for run in runs)
    heading = Heading(title, note, f"Accuracy on levels {found[0]} to {found[-1]} of {names}.")
    legend = dict(zip(_told_apart([run.name for run in runs]), LOOKS, strict=False))
    return Frame(_WIDTH, _HEIGHT, 64, 64).chart(heading, layers, legend)


def _run(plane: Plane, run: Leveled, look: Look, aside: float) -> list[Layer]:
    """A run's intervals, line and points."""
    places = [(round(level + aside, 4), each) for level, each in run.levels]
    shown = [(x, each) for x, each in places if each.n]
    spans = [Span(x, bounds(each)[0], x, bounds(each)[1], look.color) for x, each in shown]
    dots = [
        Dot(x, percent(each.value or 0), look, f"{plain(run.name)}, level {level}: {aloud(each)}")
        for (x, each), level in zip(places, (level for level, _ in run.levels), strict=True)
        if each.n
    ]
    parts = [
        [(x, percent(each.value or 0)) for x, each in part] for n, part in groupby(places, lambda p: p[1].n > 0) if n
    ]
    return [plane.spans(spans, 1.5), *(plane.path(part, look.color) for part in parts), plane.dots(dots)]


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, with a number behind those that came before: each needs its own line in a legend."""
    return [name if name not in names[:i] else f"{name} ({i + 1})" for i, name in enumerate(names)]
