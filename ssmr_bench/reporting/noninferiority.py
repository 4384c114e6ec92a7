"""Is a drop shown to be larger than the one allowed, or smaller: an exact test on paired answers, at any margin."""

from __future__ import annotations

from dataclasses import replace
from math import pi
from typing import TYPE_CHECKING

from ssmr_bench.reporting.statistics import sign_test_of_a_drop
from ssmr_bench.reporting.tango import score

if TYPE_CHECKING:
    from numpy import float64, int_
    from numpy.typing import NDArray

    from ssmr_bench.reporting.paired import Counts, Paired

    Reals = NDArray[float64]
    Wholes = NDArray[int_]

_GAMMA = 1e-4
"""What is set aside for a share of discordant questions that lies outside the range in which it is looked for."""
_NEGLIGIBLE = 1e-10
_ALIKE = 1e-9
"""Statistics that differ by less are one: they are sums of the same numbers in another order."""


def p_of_more(paired: Paired, margin: float) -> float:
    """The p-value of "the second model's accuracy drops by at most the margin"; a small one shows a larger drop.

    Without a margin it is the one-sided sign test, which is McNemar's where each cluster has one question. With one,
    Tango's score orders the tables, and the p-value is the largest chance of one at least as far out, over all shares
    of discordant questions that the data allow (Hsueh, Liu and Chen 2001; Berger and Boos 1994). Where questions share
    clusters, the counts are first divided by the design effect and rounded against the claim.

    `margin` runs from 0 to 1.
    """
    unconditional = sign_test_of_a_drop(paired)
    if margin == 0:
        return unconditional
    # What is not shown to drop at all is not shown to drop by more than a little.
    return max(unconditional, _exact(paired.against_a_drop(), margin))


def p_of_less(paired: Paired, margin: float) -> float:
    """The p-value of "the accuracy drops by at least the margin", as `p_of_more`; a small one rules that out."""
    if margin == 0:
        return sign_test_of_a_drop(paired.turned)
    counts = paired.for_a_drop()
    return _exact(replace(counts, lost=counts.gained, gained=counts.lost), -margin)


def _exact(counts: Counts, margin: float) -> float:
    """The largest chance, over what the data allow, that a drop of just the margin shows so large a score."""
    import numpy as np
    from scipy.stats import binom

    n, m = counts.n, counts.lost + counts.gained
    if n == 0:
        return 1.0
    observed = float(score(counts.lost, counts.gained, n, margin))
    shares = _shares(m, n, abs(margin))
    few, many = int(binom.ppf(_NEGLIGIBLE, n, shares[0])), int(binom.isf(_NEGLIGIBLE, n, shares[-1]))
    discordant = np.arange(few, many + 1)
    least = _least(discordant, n, margin, observed)
    of_lost = (shares + margin) / (2 * shares)
    extreme = binom.sf(least[:, None] - 1, discordant[:, None], of_lost[None, :])
    chances = np.sum(binom.pmf(discordant[:, None], n, shares[None, :]) * extreme, axis=0)
    return min(1.0, float(np.max(chances)) + _GAMMA + 2 * _NEGLIGIBLE)


def _shares(discordant: int, n: int, margin: float) -> Reals:
    """Shares of discordant questions that the data and the margin allow, closer together than the chances can turn."""
    import numpy as np
    from scipy.stats import beta

    low = float(beta.ppf(_GAMMA / 2, discordant, n - discordant + 1)) if discordant else 0.0
    high = float(beta.isf(_GAMMA / 2, discordant + 1, n - discordant)) if discordant < n else 1.0
    start, stop = (float(np.arcsin(np.sqrt(max(margin, each)))) for each in (low, high))
    steps = 2 + int((stop - start) / (pi / 2) * 16 * np.sqrt(n))
    shares: Reals = np.clip(np.sin(np.linspace(start, stop, steps)) ** 2, margin, 1.0)
    return shares


def _least(discordant: Wholes, n: int, margin: float, observed: float) -> Wholes:
    """For each number of discordant questions the fewest lost ones whose score is at least the observed one.

    One more than there are where none is enough. The score rises with each that is lost rather than gained.
    """
    import numpy as np

    low, high = np.zeros_like(discordant), discordant + 1
    while (low < high).any():
        middle = (low + high) // 2
        enough = (middle > discordant) | (score(middle, discordant - middle, n, margin) >= observed - _ALIKE)
        low, high = np.where(enough, low, np.minimum(middle + 1, high)), np.where(enough, middle, high)
    return low
