"""A proportion of right answers, with what it can be trusted for."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Accuracy:
    """So many right out of so many."""

    correct: int
    n: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where nothing was counted."""
        return self.correct / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson score interval at 95 %, each bound from 0 to 1 (Wilson 1927); None where nothing was counted.

        >>> low, high = Accuracy(50, 200).interval
        >>> f"{low:.3f} {high:.3f}"
        '0.195 0.314'
        """
        if not self.n:
            return None
        from scipy.stats import binomtest

        bounds = binomtest(self.correct, self.n).proportion_ci(CONFIDENCE, method="wilson")
        return float(bounds.low), float(bounds.high)
