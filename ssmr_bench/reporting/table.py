"""The table that closes a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from ssmr_bench.evaluation.judging.outcome import ANSWERED, UNANSWERED, Outcome
from ssmr_bench.evaluation.result import means
from ssmr_bench.evaluation.row import accuracy_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.estimate import Estimate
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.row import Row


def run_table(results: Sequence[Result]) -> Table:
    """A line for each task and each of its categories.

    It shows n, accuracy with its interval in percent, the accuracy of those answered, and how many were not answered,
    how many of these because they were cut off, and how many failed; where music was written, its quality too.
    """
    composed = any("quality" in result.measures for result in results)
    prompts = dict.fromkeys(result.setting.prompt for result in results)
    table = Table(
        *("", "n", "accuracy", "95 %\ninterval", "of those\nanswered", "un-\nanswered", "cut", "failed"),
        *(["quality"] if composed else []),
        title=f"{results[0].setting.model}, prompt {', '.join(prompts)}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        collapse_padding=True,
    )
    table.columns[0].overflow = "fold"  # names of tasks are long, and of figures nothing may be lost
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for result in results:
        table.add_row(result.setting.task, *_cells(result.rows), *_quality(result.rows), style="bold")
        for category, rows in result.by_category().items():
            table.add_row(f"  {category}", *_cells(rows), *_quality(rows))
        table.add_section()
    if failed := sum(result.failed for result in results):
        table.caption = f"incomplete: {failed} items have no answer, and count in no accuracy"
    return table


def estimate_table(estimates: Sequence[Estimate], plan: Plan) -> Table:
    """A line for each task: what asking all of it would take."""
    price = plan.terms.price
    table = Table(title=f"{plan.entry.name}, estimated from the first items", title_justify="left")
    table.add_column("task")
    money = price.currency if price else "cost"
    if price:
        table.caption = f"prices of {price.date}"
    for name in ("items", "from", "prompt tokens", "answer tokens", "minutes", money):
        table.add_column(name, justify="right")
    for each in estimates:
        minutes = each.minutes(plan.terms)
        cost = "-" if each.cost is None else f"{each.cost:.2f}"
        table.add_row(
            *(each.task, str(each.items), str(each.answers), f"{each.prompt_tokens:,.0f}"),
            *(f"{each.completion_tokens:,.0f}", f"{minutes:.1f}" if minutes >= 1 else "< 1", cost),
        )
    return table


def percent(accuracy: Accuracy) -> tuple[str, str]:
    """An accuracy and its interval, in percent."""
    if accuracy.value is None or accuracy.interval is None:
        return "-", "-"
    low, high = accuracy.interval
    return f"{accuracy.value:.1%}", f"{low * 100:.1f} - {high * 100:.1f}"


def _cells(rows: Sequence[Row]) -> tuple[str, ...]:
    outcomes = [row.outcome for row in rows]
    answered, _ = percent(accuracy_of(row for row in rows if row.outcome in ANSWERED))
    unanswered = sum(outcome in UNANSWERED for outcome in outcomes)
    counts = (unanswered, outcomes.count(Outcome.TRUNCATED), outcomes.count(Outcome.FAILED))
    return str(len(rows)), *percent(accuracy_of(rows)), answered, *map(str, counts)


def _quality(rows: Sequence[Row]) -> tuple[str, ...]:
    """The mean of the rules' sum over music that was written; nothing where none was asked for."""
    found = means(row.measures for row in rows)
    return (f"{found['quality']:.2f}",) if "quality" in found else ()
