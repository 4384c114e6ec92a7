"""What a run's table does not say: answers that were cut off, orders, repeats."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.robustness import orders_of, repeats_of
from ssmr_bench.evaluation.row import accuracy_of
from ssmr_bench.reporting.table import percent

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
    """A line for flawed questions, one for what music was measured to be, for several orders, and for repeats."""
    lines = [f"{result.setting.task}: {line}" for line in (*soundness(result), *heard(result))]
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


def soundness(result: Result) -> list[str]:
    """A line on flawed questions, where there are some."""
    if not result.flaws:
        return []
    value, interval = percent(accuracy_of(result.sound))
    # A question counts once, in however many orders it was asked.
    flaw_of = {row.id: row.flaw for row in result.rows}
    counts = sorted(Counter(filter(None, flaw_of.values())).items())
    named = "; ".join(f"{count} {flaw}" for flaw, count in counts)
    flawed = sum(count for _, count in counts)
    return [
        f"{flawed} of {len(flaw_of)} questions are flawed ({named}); "
        f"on the {len(flaw_of) - flawed} sound ones {value} ({interval})"
    ]


def heard(result: Result) -> list[str]:
    """A line on what music was measured to be, where some was asked for."""
    found = result.measures
    if "quality" not in found:
        named = ", ".join(f"{name} {value:.1%}" for name, value in found.items())
        return [named] if len(found) > 1 else []
    whole = sum(row.measures.get("full_bars") == 1 for row in result.rows if row.measures)
    asked = sum(bool(row.measures) for row in result.rows)
    return [
        f"quality {found['quality']:.2f}; bars of the meter's length {found['full_bars']:.1%}, "
        f"all of them in {whole} of {asked} tunes"
    ]


def _bias(orders: Orders) -> str:
    letters = ", ".join(f"{letter} {share:.1%}" for letter, share in orders.letters.items())
    if orders.p is None:
        hint = " (orders in fours would tell a position bias)" if len(orders.each) % 4 else ""
        return f"letters chosen: {letters}{hint}"
    chance = f"p = {orders.p:.2g}" if orders.p >= 0.001 else "p < 0.001"
    return (
        f"{'POSITION-BIASED' if orders.biased else 'no position bias is shown'} ({chance}); letters chosen: {letters}"
    )
