"""What a run's table does not say: answers that were cut off, orders, repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.robustness import orders_of, repeats_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.robustness import Orders

CUT_ALOUD = 0.02
"""The share of answers that were cut off above which an accuracy says more of the limit than of the model."""


def warnings(results: Sequence[Result]) -> list[str]:
    """A line for each task that was cut off too often."""
    return [
        f"WARNING: {result.outcomes[Outcome.TRUNCATED]} answers to {result.setting.task} ({result.cut_rate:.1%}) were "
        "cut off at the token limit and count as wrong; the accuracy says more of the limit than of the model. "
        "Raise --max-tokens, or spend fewer on thoughts (--thinking)."
        for result in results
        if result.cut_rate > CUT_ALOUD
    ]


def remarks(result: Result) -> list[str]:
    """A line for several orders, and one for repeats."""
    lines = []
    if orders := orders_of(result.rows):
        lines.append(
            f"{result.setting.task}, {len(orders.each)} orders: right in every one {orders.every:.1%}; {_bias(orders)}"
        )
    if repeats := repeats_of(result.rows):
        passes = ", ".join(f"pass@{k} {share:.1%}" for k, share in repeats.pass_at.items())
        lines.append(
            f"{result.setting.task}, {result.setting.repeats} repeats: mean {repeats.mean:.1%}, {passes}, "
            f"majority {repeats.majority:.1%}"
        )
    return lines


def _bias(orders: Orders) -> str:
    letters = ", ".join(f"{letter} {share:.1%}" for letter, share in orders.letters.items())
    if orders.p is None:
        hint = " (orders in fours would tell a position bias)" if len(orders.each) % 4 else ""
        return f"letters chosen: {letters}{hint}"
    chance = f"p = {orders.p:.2g}" if orders.p >= 0.001 else "p < 0.001"
    return (
        f"{'POSITION-BIASED' if orders.biased else 'no position bias is shown'} ({chance}); letters chosen: {letters}"
    )
