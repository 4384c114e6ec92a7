"""What a paired test can see: the smallest difference at so many questions, and the questions that a decision takes."""

from __future__ import annotations

from math import inf, sqrt
from statistics import NormalDist

from ssmr_bench.reporting.tango import score

POWER = 0.8
_MOST = 10**9


def power(n: float, discordance: float, drop: float, margin: float, alpha: float) -> float:
    """The chance that a true drop is shown, one-sided at level alpha, to be beyond the margin.

    By the normal approximation (for a margin of 0: Connor 1987), less a step of the difference, which is what an exact
    test loses. Drop and margin run from -1 to 1; `discordance` is the share of questions that one model has right and
    the other has not; `n` counts independent questions.
    """
    if n <= 0 or drop <= margin:
        return 0.0
    discordance = min(1.0, max(discordance, abs(drop)))
    spread = sqrt(max(0.0, discordance - drop**2))
    reach = (drop - margin - 2 / n) * sqrt(n) - NormalDist().inv_cdf(1 - alpha) * _spread_at(discordance, drop, margin)
    return NormalDist().cdf(reach / spread) if spread else float(reach > 0)


def detectable(n: float, discordance: float, alpha: float, margin: float = 0.0) -> float:
    """The smallest drop that is shown beyond the margin, one-sided at level alpha, in 80 of 100 runs; 1 if none is.

    >>> f"{detectable(1600, 0.2, 0.025):.3f}"  # 1,600 questions, a fifth of them discordant
    '0.033'
    """
    low, high = margin, 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        enough = power(n, discordance, middle, margin, alpha) >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return high


def questions_to_decide(discordance: float, drop: float, margin: float, alpha: float) -> int | None:
    """How many independent questions show, in 80 of 100 runs, on which side of the margin such a drop lies.

    None where it lies so near that no number would do.
    """
    if drop < margin:
        drop, margin = -drop, -margin
    low, high = 1, _MOST
    if power(high, discordance, drop, margin, alpha) < POWER:
        return None
    while low < high:
        middle = (low + high) // 2
        enough = power(middle, discordance, drop, margin, alpha) >= POWER
        low, high = (low, middle) if enough else (middle + 1, high)
    return high


def _spread_at(discordance: float, drop: float, margin: float) -> float:
    """The standard deviation that Tango's score reckons with for one question, where the drop is as given."""
    lost, gained = (discordance + drop) / 2, (discordance - drop) / 2
    statistic = float(score(lost, gained, 1, margin))
    return (drop - margin) / statistic if statistic else inf
