"""Two models on the same questions: is one better, and by how much."""

from __future__ import annotations

from collections import Counter
from statistics import NormalDist
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.accuracy import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.paired import Paired

_RESAMPLES = 10_000


def sign_test(paired: Paired) -> float:
    """The two-sided p-value of "no difference": exact, at any number of questions.

    Where no difference is, each cluster's difference is as likely to have the other sign. The p-value counts the signs
    that give a total at least as far from zero. With one question a cluster it is McNemar's exact test (McNemar 1947;
    clustered: Durkalski et al. 2003, here by permutation).

    >>> from ssmr_bench.reporting.paired import Paired
    >>> f"{sign_test(Paired((1,) * 10, (0,) * 10, (1,) * 10)):.5f}"
    '0.00195'
    """
    return min(1.0, 2 * min(sign_test_of_a_drop(paired), sign_test_of_a_drop(paired.turned)))


def sign_test_of_a_drop(paired: Paired) -> float:
    """The one-sided p-value of "the second model is no worse", as `sign_test`."""
    import numpy as np
    from scipy.signal import convolve
    from scipy.stats import binom

    drops = [lost - gained for lost, gained in zip(paired.lost, paired.gained, strict=True)]
    # Of clusters with a difference of d either way, those that turn against the second model count d each.
    chances = np.ones(1)
    for size, count in sorted(Counter(abs(drop) for drop in drops if drop).items()):
        spaced = np.zeros(size * count + 1)
        spaced[::size] = binom.pmf(np.arange(count + 1), count, 0.5)
        chances = convolve(chances, spaced)
    against = sum(drop for drop in drops if drop > 0)
    return min(1.0, max(0.0, float(chances[against:].sum())))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values as they stand after so many tests (Holm 1979): below alpha, whatever the others are.

    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    adjusted, highest = [0.0] * len(p_values), 0.0
    for done, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, p_values[i] * (len(p_values) - done)))
        adjusted[i] = highest
    return tuple(adjusted)


def interval(paired: Paired, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval of the difference, second less first, from -1 to 1 (Tango 1998).

    Where questions share clusters all counts are divided by the design effect first.
    """
    from scipy.optimize import brentq

    from ssmr_bench.reporting.tango import score

    if not paired.n:
        return -1.0, 1.0
    lost, gained, n = paired.effective()
    reach = NormalDist().inv_cdf((1 + confidence) / 2)
    edge = 1 - 1e-9

    def bound(quantile: float) -> float:
        def off(drop: float) -> float:
            return float(score(lost, gained, n, drop)) - quantile

        if off(-edge) <= 0:
            return -1.0
        if off(edge) >= 0:
            return 1.0
        return float(brentq(off, -edge, edge, xtol=1e-9))

    return -bound(-reach), -bound(reach)


def bootstrap_interval(paired: Paired, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The percentile interval of the difference over 10,000 draws of whole clusters (Efron and Tibshirani 1993).

    The seed is fixed: the same answers give the same interval.
    """
    import numpy as np

    if not paired.n:
        return -1.0, 1.0
    drops = (gained - lost for lost, gained in zip(paired.lost, paired.gained, strict=True))
    kinds = Counter(zip(drops, paired.sizes, strict=True))
    # Clusters of one kind are interchangeable: how often each kind is drawn is all that matters.
    order = sorted(kinds)
    counts = np.array([kinds[kind] for kind in order])
    draws = np.random.default_rng(0).multinomial(counts.sum(), counts / counts.sum(), size=_RESAMPLES)
    differences = draws @ np.array([kind[0] for kind in order]) / (draws @ np.array([kind[1] for kind in order]))
    low, high = np.quantile(differences, ((1 - confidence) / 2, (1 + confidence) / 2))
    return float(low), float(high)
