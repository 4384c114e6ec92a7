"""What two models made of the same questions, counted: where one was right and the other wrong, cluster by cluster."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.accuracy import design_effect

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of paired answers: how many only the first had right, how many only the second, of how many."""

    lost: int
    gained: int
    n: int


@dataclass(frozen=True, slots=True)
class Paired:
    """Two models' answers to the same questions; each tuple has an entry for each cluster of questions."""

    lost: tuple[int, ...]
    """Answers that only the first model had right."""
    gained: tuple[int, ...]
    """Answers that only the second had right."""
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, answers: Iterable[tuple[Hashable, bool, bool]]) -> Paired:
        """From each question's cluster, and whether the first and the second model had it right.

        >>> Paired.of([("a", True, False), ("b", True, True), ("b", False, True)])
        Paired(lost=(1, 0), gained=(0, 1), sizes=(1, 2))
        """
        clusters: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0, 0])
        for cluster, first, second in answers:
            counts = clusters[cluster]
            counts[0] += first and not second
            counts[1] += second and not first
            counts[2] += 1
        lost, gained, sizes = zip(*clusters.values(), strict=True) if clusters else ((), (), ())
        return cls(lost, gained, sizes)

    @property
    def n(self) -> int:
        """Questions."""
        return sum(self.sizes)

    @property
    def discordant(self) -> int:
        """Questions that one of the two had right, and the other had not."""
        return sum(self.lost) + sum(self.gained)

    @property
    def difference(self) -> float:
        """The second's accuracy less the first's, from -1 to 1; 0 where nothing was asked."""
        return (sum(self.gained) - sum(self.lost)) / self.n if self.n else 0.0

    @property
    def turned(self) -> Paired:
        """The same, with the second model first."""
        return Paired(self.gained, self.lost, self.sizes)

    @property
    def design_effect(self) -> float:
        """How many times the variance of the difference exceeds what it would be among independent questions."""
        if len(self.sizes) == self.n:
            return 1.0
        difference = self.difference
        residuals = [
            gained - lost - size * difference
            for lost, gained, size in zip(self.lost, self.gained, self.sizes, strict=True)
        ]
        return design_effect(residuals, self.sizes, self.discordant - self.n * difference**2)

    def effective(self) -> tuple[float, float, float]:
        """Lost, gained and all questions, each over the design effect."""
        effect = self.design_effect
        return sum(self.lost) / effect, sum(self.gained) / effect, self.n / effect

    def against_a_drop(self) -> Counts:
        """Whole counts of as many independent questions, rounded so that they show no more of a drop."""
        lost, gained, n = self.effective()
        return Counts(floor(lost), ceil(gained), ceil(n))

    def for_a_drop(self) -> Counts:
        """The same, rounded so that they show no less of a drop."""
        lost, gained, n = self.effective()
        return Counts(ceil(lost), floor(gained), max(floor(n), ceil(lost) + floor(gained)))
