"""Charts of stored runs, by the names that `ssmr plot` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.row import accuracy_of, grouped
from ssmr_bench.reporting.charts.accuracy import Measured, accuracy
from ssmr_bench.reporting.charts.frontier import Priced, frontier
from ssmr_bench.reporting.charts.gap import gap
from ssmr_bench.reporting.charts.heatmap import Cells, heatmap
from ssmr_bench.reporting.charts.levels import Leveled, levels
from ssmr_bench.reporting.charts.pairs import gaps_of, unpaired, with_partner
from ssmr_bench.reporting.gaps import FLOOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.collection import Collection

K = TypeVar("K", int, str)


def _accuracy(runs: Collection, title: str) -> Chart:
    several = len(runs.tasks) > 1
    points = [
        Measured(name, run.accuracy, run.setting.task if several else "")
        for name, run in zip(runs.names, runs.runs, strict=True)
    ]
    return accuracy(points, title or runs.title, runs.note, runs.chance)


def _levels(runs: Collection, title: str) -> Chart:
    found = [Leveled(name, _by(run, lambda row: row.level)) for name, run in _best_first(runs)]
    return levels(found, title or f"{runs.title}: accuracy by level", runs.note, runs.chance)


def _heatmap(runs: Collection, title: str) -> Chart:
    table = [Cells(name, _by(run, lambda row: row.template)) for name, run in _best_first(runs)]
    return heatmap(table, title or f"{runs.title}: accuracy by template", runs.note)


def _frontier(runs: Collection, title: str) -> Chart:
    several = len(runs.tasks) > 1
    currencies = {run.price.currency: run for run in runs.runs if run.price is not None}
    if len(currencies) > 1:
        one, other = list(currencies.values())[:2]
        raise ConfigError(f"{one.folder} and {other.folder} have costs in {' and '.join(currencies)}; price both alike")
    points = [
        Priced(name, _cost(run), run.accuracy, run.setting.task if several else "")
        for name, run in zip(runs.names, runs.runs, strict=True)
    ]
    named = title or f"{runs.title}: accuracy and cost"
    return frontier(points, named, runs.note, next(iter(currencies), ""), runs.chance)


def _cost(run: Stored) -> float:
    """Of 1,000 questions; 0 where it is not known."""
    return (run.price.of_thousand(row.used for row in run.rows) if run.price else None) or 0.0


def _gap(runs: Collection, title: str) -> Chart:
    asked = runs.of(run for run in runs.runs if run.setting.prompt != FLOOR)
    asked = runs.of(with_partner(asked.runs) or asked.runs)
    return gap(gaps_of(asked, runs.runs), title or f"{asked.title}: pictures against text", runs.note, runs.chance)


def _best_first(runs: Collection) -> list[tuple[str, Stored]]:
    return sorted(runs.told_apart, key=lambda named: (-(named[1].accuracy.value or 0), named[0]))


def _by(run: Stored, part: Callable[[Row], K]) -> tuple[tuple[K, Accuracy], ...]:
    """The accuracy on each level or template."""
    return tuple((name, accuracy_of(rows)) for name, rows in grouped(run.rows, part).items())


KINDS: dict[str, Callable[[Collection, str], Chart]] = {
    "accuracy": _accuracy,
    "frontier": _frontier,
    "gap": _gap,
    "heatmap": _heatmap,
    "levels": _levels,
}
"""A chart of runs, with a title or, where that is empty, its own."""


def left_out(kind: str, runs: Collection) -> tuple[str, ...]:
    """What was found and does not stand in a chart of that kind, and why."""
    return runs.left_out + (tuple(unpaired(runs.runs)) if kind == "gap" else ())
