"""Runs whose truth is known, put through the statistics: how often an interval holds it, and how often a gate errs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.reporting.paired import Paired
from ssmr_bench.reporting.statistics import bootstrap_interval, interval, sign_test

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def singles(lost: int, gained: int, n: int) -> Paired:
    """A table in which each question stands for itself."""
    rest = (0,) * (n - lost - gained)
    return Paired((1,) * lost + (0,) * gained + rest, (0,) * lost + (1,) * gained + rest, (1,) * n)


def wilson_coverage(p: float, n: int, runs: int) -> float:
    drawn = Counter(np.random.default_rng(1).binomial(n, p, runs).tolist())
    return sum(times * holds(Accuracy(right, n).interval, p) for right, times in drawn.items()) / runs


@dataclass(frozen=True)
class Clustered:
    """Questions in clusters: so many, of these sizes in turn; a cluster's answers are one with that probability."""

    p: float
    clusters: int
    sizes: tuple[int, ...]
    together: float

    @property
    def all_sizes(self) -> NDArray[np.int64]:
        return np.resize(np.array(self.sizes), self.clusters)


def cluster_coverage(design: Clustered, runs: int) -> float:
    """Beta-binomial answers: their correlation within a cluster is `together`."""
    rng, sizes = np.random.default_rng(2), design.all_sizes
    names = np.repeat(np.arange(design.clusters), sizes)
    spread = (1 - design.together) / design.together if design.together else 0
    inside = 0
    for _ in range(runs):
        truth = (
            rng.beta(design.p * spread, (1 - design.p) * spread, design.clusters)
            if spread
            else np.full(design.clusters, design.p)
        )
        right = rng.random(len(names)) < truth[names]
        inside += holds(Accuracy.of(zip(names.tolist(), right.tolist(), strict=True)).interval, design.p)
    return inside / runs


def holds(bounds: tuple[float, float] | None, truth: float) -> bool:
    assert bounds is not None
    return bounds[0] <= truth <= bounds[1]


@dataclass(frozen=True)
class Truth:
    """Pairs of answers: how many questions, what share is discordant, and by how much the second is worse."""

    n: int
    discordance: float
    drop: float

    @property
    def chances(self) -> tuple[float, float, float]:
        lost = (max(self.discordance, self.drop) + self.drop) / 2
        return lost, lost - self.drop, 1 - 2 * lost + self.drop


def rate(truth: Truth, shown: Callable[[Paired], bool], runs: int) -> float:
    """How often something is shown of independent questions."""
    drawn = np.random.default_rng(3).multinomial(truth.n, truth.chances, runs)
    tables = Counter(map(tuple, drawn[:, :2].tolist()))
    return sum(times * shown(singles(lost, gained, truth.n)) for (lost, gained), times in tables.items()) / runs


def clustered_rate(truth: Truth, size: int, together: float, shown: Callable[[Paired], bool], runs: int) -> float:
    """The same of clusters; with the probability `together` a cluster's questions all fall out alike."""
    rng, count = np.random.default_rng(4), truth.n // size
    found = 0
    for _ in range(runs):
        drawn = rng.choice(3, (count, size), p=truth.chances)
        drawn = np.where(rng.random((count, 1)) < together, drawn[:, :1], drawn)
        table = Paired(
            tuple((drawn == 0).sum(axis=1).tolist()), tuple((drawn == 1).sum(axis=1).tolist()), (size,) * count
        )
        found += shown(table)
    return found / runs


def covers(truth: Truth) -> dict[str, Callable[[Paired], bool]]:
    """Whether each of the two intervals of the difference holds the truth, and whether a difference is claimed."""
    return {
        "score": lambda table: holds(interval(table), -truth.drop),
        "bootstrap": lambda table: holds(bootstrap_interval(table), -truth.drop),
        "sign test": lambda table: sign_test(table) <= 0.05,
    }
