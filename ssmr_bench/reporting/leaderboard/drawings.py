"""The charts of a ranking: accuracies, templates in colours, accuracy over cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.reporting.charts.accuracy import Measured, accuracy
from ssmr_bench.reporting.charts.frontier import Priced, best_for_their_cost, frontier
from ssmr_bench.reporting.charts.heatmap import Cells, heatmap
from ssmr_bench.reporting.leaderboard.part import RANKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.leaderboard.board import Ranking
    from ssmr_bench.reporting.leaderboard.entry import Entry
    from ssmr_bench.reporting.leaderboard.part import Part


_NAMED = 24
"""Points over cost beyond which their names would cover each other."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart on the page, or a word on why there is none."""

    label: str
    """What a screen reader calls the region that it scrolls in."""
    chart: Chart | None
    remark: str = ""


def drawings(ranking: Ranking) -> list[Drawing]:
    """The charts of a ranking's rows; runs without the music only where there are no others."""
    entries = [each for each in ranking.entries if not each.is_floor] or list(ranking.entries)
    called = _called(entries)
    return [*_accuracies(entries, called), *_heatmaps(entries, called), *_frontiers(entries, called)]


def _called(entries: Sequence[Entry]) -> dict[str, str]:
    """A name for each row that no other has, by its key."""
    models = Counter(each.identity.model for each in entries)
    names = {
        each.identity.key: f"{each.identity.model}, {each.asked}"
        if models[each.identity.model] > 1
        else each.identity.model
        for each in entries
    }
    taken = Counter(names.values())
    return {key: f"{name} ({key[-4:]})" if taken[name] > 1 else name for key, name in names.items()}


def _accuracies(entries: Sequence[Entry], called: Mapping[str, str]) -> Iterator[Drawing]:
    points = [
        Measured(called[each.identity.key], each.cells[part].whole.accuracy, part.label)
        for each in entries
        for part in RANKED
        if part in each.cells
    ]
    if points:
        yield Drawing("Accuracy, chart", accuracy(points, "Accuracy, with 95 % intervals"))


def _heatmaps(entries: Sequence[Entry], called: Mapping[str, str]) -> Iterator[Drawing]:
    for part in RANKED:
        table = [Cells(called[each.identity.key], _templates(each, part)) for each in entries if part in each.cells]
        if table:
            title = f"Templates, {part.label}"
            yield Drawing(f"{title}, chart", heatmap(table, title))


def _templates(entry: Entry, part: Part) -> tuple[tuple[str, Accuracy], ...]:
    return tuple(
        (name, score.accuracy) for (kind, name), score in entry.cells[part].scores.items() if kind == "template"
    )


def _frontiers(entries: Sequence[Entry], called: Mapping[str, str]) -> Iterator[Drawing]:
    points: dict[str, list[Priced]] = {}
    for each in entries:
        for part in RANKED:
            score = each.cells[part].whole if part in each.cells else None
            if score is not None and score.spent.cost:
                priced = Priced(called[each.identity.key], score.spent.cost, score.accuracy, part.label)
                points.setdefault(score.spent.currency, []).append(priced)
    for currency in sorted(points):
        found, note = _few_names(points[currency])
        yield Drawing("Accuracy over cost, chart", frontier(found, "Accuracy over cost", note, currency))
    if not points:
        spent = [cell.whole.spent for each in entries for cell in each.cells.values()]
        if any(each.cost == 0 for each in spent):
            why = "those of these runs whose prices are known cost nothing"
        elif any(each.currency for each in spent):
            why = "the servers of these runs counted no tokens"
        else:
            why = "the prices of none of these runs are known"
        said = f"No accuracy over cost: {why}. ssmr-eval takes prices with --prices."
        yield Drawing("", None, said)


def _few_names(points: Sequence[Priced]) -> tuple[Sequence[Priced], str]:
    """The points, where they are many with the names of those alone that nothing cheaper matches; and a note on it."""
    if len(points) <= _NAMED:
        return points, ""
    series = {point.series for point in points}
    best = {point for name in series for point in best_for_their_cost([p for p in points if p.series == name])}
    kept = [point if point in best else replace(point, name="") for point in points]
    return kept, "named are those that nothing cheaper matches; the table has all"
