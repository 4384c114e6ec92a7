"""Runs compared with a reference: who is better, by how much, and whether that can be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.accuracy import CONFIDENCE, Accuracy
from ssmr_bench.reporting.detection import detectable
from ssmr_bench.reporting.pairing import Pair, counts, pairing
from ssmr_bench.reporting.statistics import bootstrap_interval, holm, interval, sign_test

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.paired import Paired
    from ssmr_bench.reporting.pairing import Pairing

ALPHA = 1 - CONFIDENCE


class Standing(StrEnum):
    """How the second of two models stands to the first."""

    BETTER = "better"
    WORSE = "worse"
    TIE = "tie"
    """Not told apart."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The second model's accuracy less the first's on some questions, from -1 to 1."""

    value: float
    interval: tuple[float, float]
    """At 95 %, by the score."""
    accuracies: tuple[Accuracy, Accuracy]
    counts: Paired

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Difference:
        """The difference on those questions."""
        table = counts(pairs)
        sides = (
            [(p.first.cluster, Pair.right(row)) for p, row in zip(pairs, rows, strict=True)]
            for rows in ([p.first for p in pairs], [p.second for p in pairs])
        )
        first, second = (Accuracy.of(side) for side in sides)
        return cls(table.difference, interval(table), (first, second), table)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared."""

    pairing: Pairing
    whole: Difference
    parts: dict[tuple[str, str], Difference]
    """By kind ("category", "level") and name. They inform; no verdict rests on them."""
    bootstrap: tuple[float, float]
    """The interval of the whole difference once more, by resampling."""
    p_value: float
    adjusted: float
    """The p-value after Holm's correction for all comparisons made together."""
    detectable: float
    """The smallest difference that 80 of 100 such runs would show, from 0 to 1."""

    @property
    def standing(self) -> Standing:
        """Of the second model to the first."""
        if self.adjusted > ALPHA:
            return Standing.TIE
        return Standing.BETTER if self.whole.value > 0 else Standing.WORSE

    @property
    def verdict(self) -> str:
        """The standing in words."""
        if self.standing is not Standing.TIE:
            return self.standing
        n = self.whole.counts.n
        return f"tie: with {n} items a difference of {100 * self.detectable:.1f} points is shown in 4 of 5 cases"


def compare(runs: Sequence[Stored], allowed: Collection[str] = (), all_pairs: bool = False) -> tuple[Comparison, ...]:
    """The first run against each of the others, or all against all, corrected for their number.

    Raises:
        ConfigError: if there are fewer than two runs, two that differ in a way that is not allowed, or no answers.
        UnknownNameError: if something is allowed that can't be.
    """
    if len(runs) < 2:
        raise ConfigError("one run can't be compared; name two or more folders of results")
    if len({run.folder.resolve() for run in runs}) < len(runs):
        raise ConfigError("a run is compared with itself; name different folders of results")
    chosen = combinations(runs, 2) if all_pairs else ((runs[0], run) for run in runs[1:])
    pairings = [pairing(first, second, allowed) for first, second in chosen]
    comparisons = [_compared(each, ALPHA / len(pairings)) for each in pairings]
    adjusted = holm([each.p_value for each in comparisons])
    return tuple(replace(each, adjusted=p) for each, p in zip(comparisons, adjusted, strict=True))


def _compared(pairs: Pairing, alpha: float) -> Comparison:
    if not pairs.pairs:
        raise ConfigError(f"{pairs.first.folder} and {pairs.second.folder} have no answered question in common")
    whole = Difference.of(pairs.pairs)
    table = whole.counts
    p_value = sign_test(table)
    return Comparison(
        pairs,
        whole,
        {part: Difference.of(some) for part, some in pairs.parts().items()},
        bootstrap_interval(table),
        p_value,
        p_value,
        detectable(table.n / table.design_effect, table.discordant / table.n, alpha / 2),
    )
