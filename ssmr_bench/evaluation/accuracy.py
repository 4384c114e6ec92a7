"""A proportion of right answers, with what it can be trusted for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

CONFIDENCE = 0.95
_NORMAL = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """So many right out of so many."""

    correct: int
    n: int
    design_effect: float = 1.0
    """What the answers' number is to be divided by because some belong together."""

    @classmethod
    def of(cls, answers: Iterable[tuple[Hashable, bool]]) -> Accuracy:
        """The accuracy over answers, each with its cluster: the tune or the item that it shares with others.

        >>> Accuracy.of([("a", True), ("b", False), ("c", True)])
        Accuracy(correct=2, n=3, design_effect=1.0)
        """
        sizes: dict[Hashable, int] = defaultdict(int)
        right: dict[Hashable, int] = defaultdict(int)
        for cluster, correct in answers:
            sizes[cluster] += 1
            right[cluster] += correct
        n, total = sum(sizes.values()), sum(right.values())
        if len(sizes) == n:
            return cls(total, n)
        mean = total / n
        residuals = [right[each] - sizes[each] * mean for each in sizes]
        return cls(total, n, design_effect(residuals, tuple(sizes.values()), n * mean * (1 - mean)))

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where nothing was counted."""
        return self.correct / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson score interval at 95 %, each bound from 0 to 1 (Wilson 1927); None where nothing was counted.

        Where answers share clusters, their number is divided by the design effect first (Korn and Graubard 1998; Dean
        and Pagano 2015).

        >>> low, high = Accuracy(50, 200).interval
        >>> f"{low:.3f} {high:.3f}"
        '0.195 0.314'
        """
        if self.value is None:
            return None
        centre = self.value
        n, square = self.n / self.design_effect, _NORMAL**2
        middle = (centre + square / (2 * n)) / (1 + square / n)
        reach = _NORMAL * sqrt(centre * (1 - centre) / n + square / (4 * n**2)) / (1 + square / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def design_effect(residuals: Sequence[float], sizes: Sequence[int], independent: float) -> float:
    """How many times the variance of a total exceeds what it would be among independent answers; at least 1.

    From what each cluster's total is off its expectation, the clusters' sizes, and the variance that the total would
    have among independent answers (Cochran 1977, chapter 9). The small number of clusters is reckoned with: by
    G / (G - 1) in the variance, and by Student's quantile over the normal one (Korn and Graubard 1998). Where no
    answer differs from any other, or there is a single cluster, the data don't say how far answers go together, and
    they are taken to go together wholly.

    >>> design_effect([1, -1], (2, 2), 1.0) > 100  # two clusters say next to nothing
    True
    >>> design_effect([0, 0, 0], (1, 1, 4), 0)
    3.0
    """
    count = len(sizes)
    if independent <= 0 or count < 2:
        return sum(size**2 for size in sizes) / sum(sizes)
    from scipy.special import stdtrit

    spread = sum(residual**2 for residual in residuals) * count / (count - 1)
    few = (float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) / _NORMAL) ** 2
    return max(1.0, spread / independent * few)
