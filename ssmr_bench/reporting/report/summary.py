"""What stands above the items: the figures of each run, the difference of two, and how they were asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import UNANSWERED, Outcome
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.evaluation.row import accuracy_of, grouped
from ssmr_bench.reporting.charts.accuracy import Measured, accuracy
from ssmr_bench.reporting.charts.levels import MOST, Leveled, levels
from ssmr_bench.reporting.comparison import compare
from ssmr_bench.reporting.comparison_page import grids, points, warnings
from ssmr_bench.reporting.gaps import PICTURES, between, paired
from ssmr_bench.reporting.grid import Grid
from ssmr_bench.reporting.pairing import ALL
from ssmr_bench.reporting.plain import printable
from ssmr_bench.reporting.remarks import CUT_ALOUD, heard, soundness
from ssmr_bench.reporting.table import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.comparison import Comparison
    from ssmr_bench.reporting.report.side import Side


@dataclass(frozen=True, slots=True)
class Facts:
    """How a run was asked: names and what they are."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The upper part of a report."""

    remarks: tuple[str, ...]
    """What a reader must know first."""
    figures: tuple[Grid, ...]
    charts: tuple[Chart, ...]
    facts: tuple[Facts, ...]


def summary(sides: Sequence[Side]) -> Summary:
    """The figures of the runs, and those of their differences where two sides were asked the same task."""
    runs = [(side, run) for side in sides for run in side.runs]
    compared = [
        compare(pair, (ALL,))
        for task in dict.fromkeys(run.setting.task for _, run in runs)
        if len(pair := [run for _, run in runs if run.setting.task == task]) > 1 and _meet(pair)
    ]
    return Summary(
        (
            *(line for each in compared for line in (*map(_verdict, each), *warnings(each))),
            *(line for side in sides for line in _gaps(side, sides)),
            *(line for side, run in runs for line in _remarks(_name(side, run, sides), run)),
        ),
        (
            _without_blanks(
                Grid("Accuracy", _COLUMNS, tuple((_name(side, run, sides), *_cells(run)) for side, run in runs))
            ),
            *(grid for each in compared for grid in grids(each)[1:]),
            _parts("Template", runs, sides, lambda row: (row.category, row.template)),
            _parts("Level", runs, sides, lambda row: ("", str(row.level))),
            _outcomes(runs, sides),
        ),
        _charts([(_name(side, run, sides), run) for side, run in runs]),
        tuple(Facts(_name(side, run, sides), _facts(run)) for side, run in runs),
    )


_FEW = 20
_UNKNOWN = "-"
_COLUMNS = (
    *("", "n", "accuracy", "95 % interval", "of those answered", "unanswered", "cut off", "failed"),
    "quality",
    *("tokens an answer", "of thoughts", "cost"),
)


def _verdict(each: Comparison) -> str:
    """Who is better, by how much, and how sure that is."""
    second, first = reversed(each.pairing.names)
    value, interval = points(each.whole)
    chance = f"p = {each.p_value:.2g}" if each.p_value >= 0.001 else "p < 0.001"
    before, after = (percent(accuracy)[0] for accuracy in each.whole.accuracies)
    return (
        f"{second} against {first}: {each.standing}, {after} against {before} on the same {each.whole.counts.n}: "
        f"{value} points (95 % interval {interval}), {chance}. So many would show a difference of "
        f"{100 * each.detectable:.1f} points or more in 4 of 5 cases."
    )


def _gaps(side: Side, sides: Sequence[Side]) -> list[str]:
    """What the pictures cost, where the same items were asked in text too."""
    whose = f"{side.name}: " if len(sides) > 1 else ""
    found = (between(text, seen, PICTURES) for text, seen in product(side.runs, side.runs) if paired(text, seen))
    return [f"{whose}{line}" for line in found if line]


def _without_blanks(grid: Grid) -> Grid:
    """Without the columns that nothing is known for."""
    kept = [i for i in range(len(grid.columns)) if any(row[i] != _UNKNOWN for row in grid.rows)]
    rows = tuple(tuple(row[i] for i in kept) for row in grid.rows)
    return replace(grid, columns=tuple(grid.columns[i] for i in kept), rows=rows)


def _meet(pair: Sequence[Stored]) -> bool:
    """Whether both answered a question."""
    first, second = ({row.asked for row in run.rows if row.outcome is not Outcome.FAILED} for run in pair)
    return bool(first & second)


def _name(side: Side, run: Stored, sides: Sequence[Side]) -> str:
    """Whatever tells the run from the others."""
    several = len({task for each in sides for task in each.tasks}) > 1
    parts = (side.name if len(sides) > 1 else "", run.setting.task if several or len(sides) == 1 else "")
    return ", ".join(filter(None, parts))


def _remarks(name: str, run: Stored) -> Iterable[str]:
    yield from (f"{name}: {line}" for line in (*soundness(run.result), *heard(run.result)))
    if run.failed:
        yield f"{name}: {run.failed} items have no answer, and count in no accuracy; run ssmr-eval again to ask them."
    if run.result.cut_rate > CUT_ALOUD:
        cut = run.result.outcomes[Outcome.TRUNCATED]
        yield f"{name}: {_several(cut, 'answers')} cut off at the token limit, counted as wrong."


def _cells(run: Stored) -> tuple[str, ...]:
    outcomes, cost = run.result.outcomes, run.result.cost
    return (
        str(len(run.rows)),
        *percent(run.accuracy),
        percent(run.result.answered_accuracy)[0],
        str(sum(outcomes[each] for each in UNANSWERED)),
        str(outcomes[Outcome.TRUNCATED]),
        str(outcomes[Outcome.FAILED]),
        _UNKNOWN if (quality := run.result.measures.get("quality")) is None else f"{quality:.2f}",
        _mean(row.completion_tokens for row in run.rows),
        _mean(row.reasoning_tokens for row in run.rows),
        _UNKNOWN if cost is None else f"{cost['total']:.4g} {printable(run.price.currency) if run.price else ''}",
    )


def _mean(counts: Iterable[int | None]) -> str:
    """Over the answers that say."""
    known = [count for count in counts if count is not None]
    return f"{sum(known) / len(known):,.0f}" if known else _UNKNOWN


def _parts(
    kind: str, runs: Sequence[tuple[Side, Stored]], sides: Sequence[Side], part: Callable[[Row], tuple[str, str]]
) -> Grid:
    """A line for each part, with a column for each run."""
    parts = sorted({part(row) for _, run in runs for row in run.rows})
    columns = [grouped(run.rows, part) for _, run in runs]
    lines = tuple(
        (f"{name} ({group})" if group else name, *(_with(rows.get((group, name), ())) for rows in columns))
        for group, name in parts
    )
    return Grid(f"Accuracy by {kind.lower()}", (kind.lower(), *(_name(side, run, sides) for side, run in runs)), lines)


def _with(rows: Sequence[Row]) -> str:
    value, interval = percent(accuracy_of(rows))
    return f"{value} ({interval})" if rows else _UNKNOWN


def _charts(runs: Sequence[tuple[str, Stored]]) -> tuple[Chart, ...]:
    """Accuracy by template and by level, as many runs to a chart as can be told apart; none of runs without answers."""
    told = [(name, run) for name, run in runs if run.accuracy.n]
    shares = [told[at : at + MOST] for at in range(0, len(told), MOST)]
    return tuple(chart for share in shares for chart in _drawn(share))


def _drawn(runs: Sequence[tuple[str, Stored]]) -> Iterator[Chart]:
    chance = None if all(run.setting.open for _, run in runs) else CHANCE
    parts = [(name, grouped(run.rows, lambda row: row.template)) for name, run in runs]
    templates = [
        Measured(_counted(template, parts), accuracy_of(rows), name if len(runs) > 1 else "")
        for name, several in parts
        for template, rows in several.items()
    ]
    yield accuracy(templates, "Accuracy by template", chance=chance)
    leveled = [
        Leveled(name, tuple((n, accuracy_of(rows)) for n, rows in grouped(run.rows, lambda row: row.level).items()))
        for name, run in runs
        if any(row.level for row in run.rows)  # others have none
    ]
    if leveled:
        yield levels(leveled, "Accuracy by level", chance=chance)


def _counted(template: str, parts: Sequence[tuple[str, dict[str, tuple[Row, ...]]]]) -> str:
    """A template's name, with the number of its items where a run has few; the same for all runs."""
    n = min(len(several[template]) for _, several in parts if template in several)
    return f"{template} (n = {n})" if n < _FEW else template


def _outcomes(runs: Sequence[tuple[Side, Stored]], sides: Sequence[Side]) -> Grid:
    """How many items ended in each way, and by which rule their answers were read."""
    counted = [Counter((str(row.outcome), row.rule) for row in run.rows) for _, run in runs]
    order = [str(outcome) for outcome in Outcome]
    kinds = sorted({kind for each in counted for kind in each}, key=lambda kind: (order.index(kind[0]), kind[1]))
    lines = tuple((outcome, rule, *(str(each[outcome, rule]) for each in counted)) for outcome, rule in kinds)
    columns = ("outcome", "rule", *(_name(side, run, sides) for side, run in runs))
    return Grid("What became of the answers", columns, lines, words=2)


def _several(count: int, name: str) -> str:
    return f"{count} {name.removesuffix('s') if count == 1 else name}"


def _facts(run: Stored) -> tuple[tuple[str, str], ...]:
    setting = run.setting
    told = {
        "model": f"{setting.model} ({setting.model_id})" if setting.model_id != setting.model else setting.model,
        "endpoint": setting.endpoint,
        "prompt": f"{setting.prompt}, sha256 {setting.prompt_sha256[:12]}",
        "asked": ", ".join(_several(getattr(setting, name), name) for name in ("shots", "orders", "repeats")),
        "items": setting.items,
        "sampling": ", ".join(f"{name} {value}" for name, value in setting.sampling.items()) or "as the server has it",
        "split": f"{setting.split['name']} {setting.split['version']}, sha256 {setting.split['sha256'][:12]}",
        "judge": f"version {setting.scorer}",
        "ended": run.date,
        "versions": ", ".join(f"{name} {version}" for name, version in setting.versions.items()),
    }
    return tuple((name, printable(value)) for name, value in told.items() if value)
