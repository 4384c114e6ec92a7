"""The table that closes a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from ssmr_bench.evaluation.row import accuracy_of
from ssmr_bench.evaluation.scoring import UNANSWERED, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.estimate import Estimate
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.row import Row


def run_table(results: Sequence[Result]) -> Table:
    """A line for each task and each of its categories: n, accuracy with its interval, unanswered, failed."""
    setting = results[0].setting
    table = Table(title=f"{setting.model}, prompt {setting.prompt}", title_justify="left")
    table.add_column("task")
    table.add_column("category")
    for name in ("n", "accuracy", "95 % interval", "unanswered", "failed"):
        table.add_column(name, justify="right")
    for result in results:
        table.add_row(result.setting.task, "all", *_cells(result.rows), style="bold")
        for category, rows in result.by_category().items():
            table.add_row("", category, *_cells(rows))
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
    return f"{accuracy.value:.1%}", f"{low:.1%} - {high:.1%}"


def _cells(rows: Sequence[Row]) -> tuple[str, ...]:
    outcomes = [row.outcome for row in rows]
    unanswered = sum(outcome in UNANSWERED for outcome in outcomes)
    return str(len(rows)), *percent(accuracy_of(rows)), str(unanswered), str(outcomes.count(Outcome.FAILED))
