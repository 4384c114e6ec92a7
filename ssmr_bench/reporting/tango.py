"""Tango's score for a difference of paired proportions: the intervals and the exact test both go by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import ArrayLike, NDArray


def score(lost: ArrayLike, gained: ArrayLike, n: float, drop: float) -> NDArray[float64]:
    """Tango's statistic for a true drop of that size; large where the observed one is larger (Tango 1998, section 3).

    >>> f"{score(16, 4, 100, 0.0):.4f}"  # without a margin it is McNemar's
    '2.6833'
    """
    import numpy as np

    b, c = np.asarray(lost, float), np.asarray(gained, float)
    if drop < 0:
        return -score(c, b, n, -drop)
    excess = b - c - n * drop
    linear = (2 * n - b + c) * drop - b - c
    root = np.sqrt(np.maximum(0.0, linear**2 + 8 * n * c * drop * (1 - drop)))
    variance = n * ((root - linear) / (2 * n) + drop * (1 - drop))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(excess == 0, 0.0, excess / np.sqrt(np.maximum(variance, 0.0)))
