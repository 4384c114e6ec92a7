from __future__ import annotations

from itertools import product
from math import comb, sqrt

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.reporting import noninferiority
from ssmr_bench.reporting.detection import detectable, power, questions_to_decide
from ssmr_bench.reporting.noninferiority import p_of_less, p_of_more
from ssmr_bench.reporting.paired import Counts, Paired
from ssmr_bench.reporting.statistics import bootstrap_interval, holm, interval, sign_test, sign_test_of_a_drop
from ssmr_bench.reporting.tango import score
from tests.reporting.simulation import singles

TABLES = [(0, 0, 40), (5, 5, 40), (7, 1, 21), (16, 6, 161), (30, 10, 400), (90, 212, 1600)]
CLUSTERS = Paired((2, 0, 1, 0, 4, 0, 1, 0), (0, 1, 1, 0, 0, 3, 0, 0), (4, 2, 2, 4, 4, 4, 1, 1))


@pytest.mark.parametrize(("right", "n"), [(0, 40), (50, 200), (40, 40), (961, 1600)])
def test_wilson_is_that_of_statsmodels(right: int, n: int) -> None:
    assert Accuracy(right, n).interval == pytest.approx(proportion_confint(right, n, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(("n", "least", "most"), [(100, 0.927, 0.967), (400, 0.939, 0.957), (1600, 0.945, 0.956)])
def test_wilson_covers_whatever_the_truth_is(n: int, least: float, most: float) -> None:
    """Exactly, by adding up all outcomes, for accuracies from 20 % to 95 %."""
    bounds = np.array([Accuracy(right, n).interval for right in range(n + 1)])
    for p in np.linspace(0.2, 0.95, 150):
        held = (bounds[:, 0] <= p) & (p <= bounds[:, 1])
        assert least <= float(np.sum(stats.binom.pmf(np.arange(n + 1), n, p)[held])) <= most, p


def test_the_design_effect_is_the_cluster_robust_variance_of_a_regression() -> None:
    rng = np.random.default_rng(0)
    names = np.repeat(np.arange(60), rng.integers(1, 9, 60))
    right = rng.random(len(names)) < rng.random(60)[names]
    fit = OLS(right.astype(float), np.ones(len(names))).fit(cov_type="cluster", cov_kwds={"groups": names})
    accuracy = Accuracy.of(zip(names.tolist(), right.tolist(), strict=True))
    p = right.mean()
    student = (stats.t.ppf(0.975, 59) / stats.norm.ppf(0.975)) ** 2
    robust = float(fit.bse[0]) ** 2 * student
    assert accuracy.design_effect == pytest.approx(robust / (p * (1 - p) / len(names)), rel=1e-9)
    (low, high), alone = accuracy.interval or (0.0, 0.0), Accuracy(accuracy.correct, accuracy.n).interval
    assert alone is not None
    assert high - low > 1.3 * (alone[1] - alone[0])


def test_answers_that_all_agree_count_once_a_cluster() -> None:
    together = Accuracy.of((item, True) for item in range(40) for _ in range(4))
    assert together.interval == pytest.approx(Accuracy(40, 40).interval)
    assert Accuracy.of(()).interval is None
    assert Accuracy.of([("a", True), ("a", False)]).design_effect == 2


@pytest.mark.parametrize(("lost", "gained", "n"), TABLES)
def test_the_sign_test_is_mcnemars_where_questions_stand_alone(lost: int, gained: int, n: int) -> None:
    expected = mcnemar([[0, lost], [gained, 0]], exact=True).pvalue if lost + gained else 1.0
    assert sign_test(singles(lost, gained, n)) == pytest.approx(expected, rel=1e-9)
    one_sided = stats.binomtest(lost, lost + gained, 0.5, "greater").pvalue if lost + gained else 1.0
    assert p_of_more(singles(lost, gained, n), 0.0) == pytest.approx(one_sided, rel=1e-9)
    assert p_of_less(singles(gained, lost, n), 0.0) == pytest.approx(one_sided, rel=1e-9)


def test_the_sign_test_counts_all_signs_of_clusters() -> None:
    drops = np.subtract(CLUSTERS.lost, CLUSTERS.gained)
    signs = np.array(list(product((-1, 1), repeat=len(drops))))
    expected = float((signs @ np.abs(drops) >= drops.sum()).mean())
    assert sign_test_of_a_drop(CLUSTERS) == pytest.approx(expected, rel=1e-12)
    assert sign_test(CLUSTERS) == pytest.approx(min(1, 2 * expected), rel=1e-12)


def test_holm_is_that_of_statsmodels() -> None:
    p_values = [0.001, 0.2, 0.04, 0.013, 0.9, 0.013]
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])
    assert holm([]) == ()


@pytest.mark.parametrize(("lost", "gained", "n"), TABLES)
@pytest.mark.parametrize("drop", [-0.3, -0.02, 0.02, 0.1])
def test_the_score_is_the_difference_over_its_most_likely_spread(lost: int, gained: int, n: int, drop: float) -> None:
    """Tango's closed form against a search for the most likely share of discordant questions."""
    same = n - lost - gained

    def unlikely(c: float) -> float:
        shares = np.maximum([c + drop, c, 1 - 2 * c - drop], 1e-300)
        return -float(np.dot([lost, gained, same], np.log(shares)))

    bounds = max(0.0, -drop), (1 - drop) / 2
    c = minimize_scalar(unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    expected = (lost - gained - n * drop) / sqrt(n * (2 * c + drop - drop**2))
    assert float(score(lost, gained, n, drop)) == pytest.approx(expected, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize(("lost", "gained", "n"), TABLES)
def test_the_interval_ends_where_the_score_does(lost: int, gained: int, n: int) -> None:
    low, high = interval(singles(lost, gained, n))
    assert low < (gained - lost) / n < high
    for bound, quantile in ((low, -1.959964), (high, 1.959964)):
        assert float(score(lost, gained, n, -bound)) == pytest.approx(quantile, abs=1e-4)


def test_clusters_widen_the_interval_as_far_as_their_questions_go_together() -> None:
    twice = Paired((2,) * 30 + (0,) * 170, (0,) * 30 + (2,) * 10 + (0,) * 160, (2,) * 200)
    once = singles(30, 10, 200)
    assert twice.design_effect == pytest.approx(2 * once.n / (once.n - 1) * (1.97196 / 1.95996) ** 2, rel=1e-4)
    assert interval(twice) == pytest.approx(interval(once), abs=0.001)
    assert p_of_more(twice, 0.05) == pytest.approx(p_of_more(once, 0.05), abs=0.02)
    assert p_of_more(twice, 0.0) == p_of_more(once, 0.0)


@pytest.mark.parametrize("table", [singles(30, 10, 400), CLUSTERS, singles(0, 0, 10)])
def test_the_bootstrap_is_that_of_scipy(table: Paired) -> None:
    drops = np.subtract(table.gained, table.lost).astype(float)

    def ratio(d: np.ndarray, m: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.asarray(d.sum(axis=axis) / m.sum(axis=axis))

    ours = bootstrap_interval(table)
    assert ours == bootstrap_interval(table)
    if table.discordant:
        theirs = stats.bootstrap(
            (drops, np.array(table.sizes)), ratio, paired=True, method="percentile", n_resamples=10_000, rng=1
        ).confidence_interval
        assert ours == pytest.approx((theirs.low, theirs.high), abs=0.02)
    else:
        assert ours == (0, 0)


@pytest.mark.parametrize("margin", [-0.1, 0.05, 0.1])
def test_the_exact_p_value_is_a_sum_over_all_tables(margin: float) -> None:
    n, lost, gained = 14, 5, 2
    tables = [(b, c) for b in range(n + 1) for c in range(n + 1 - b)]
    observed = float(score(lost, gained, n, margin))
    extreme = [(b, c) for b, c in tables if float(score(b, c, n, margin)) >= observed - 1e-9]

    def chance(share: float) -> float:
        p, q = (share + margin) / 2, (share - margin) / 2
        return sum(comb(n, b) * comb(n - b, c) * p**b * q**c * max(0.0, 1 - p - q) ** (n - b - c) for b, c in extreme)

    low = max(abs(margin), float(stats.beta.ppf(5e-5, lost + gained, n - lost - gained + 1)))
    high = float(stats.beta.isf(5e-5, lost + gained + 1, n - lost - gained))
    expected = max(chance(share) for share in np.linspace(low, high, 500)) + 1e-4
    assert noninferiority._exact(Counts(lost, gained, n), margin) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("margin", [-0.1, -0.02, 0.02, 0.1])
def test_the_exact_test_errs_in_at_most_5_of_100_cases_whatever_is_discordant(margin: float) -> None:
    n = 40
    counts = np.arange(n + 1)
    least = []
    for m in counts.tolist():
        shown = [noninferiority._exact(Counts(b, m - b, n), margin) <= 0.05 for b in range(m + 1)]
        assert shown == sorted(shown), "more lost questions show more"
        least.append(m + 1 - sum(shown))
    shares = np.linspace(abs(margin), 1, 200)
    errs = [
        float(np.sum(stats.binom.pmf(counts, n, s) * stats.binom.sf(np.array(least) - 1, counts, (s + margin) / 2 / s)))
        for s in shares
    ]
    assert 0.03 < max(errs) <= 0.05


def test_a_larger_margin_is_harder_to_exceed_and_easier_to_keep() -> None:
    table = singles(60, 20, 400)
    margins = [0.0, 0.001, 0.02, 0.05, 0.1, 0.2]
    more, less = [p_of_more(table, each) for each in margins], [p_of_less(table, each) for each in margins]
    assert more == sorted(more)
    assert less[1:] == sorted(less[1:], reverse=True)
    assert less[0] == pytest.approx(1, abs=1e-4)
    assert more[0] < 0.001 < 0.9 < more[-1]


def test_what_can_be_detected_shrinks_with_the_root_of_the_questions() -> None:
    seen = [detectable(n, 0.2, 0.05) for n in (400, 1600, 6400)]
    assert seen[0] / seen[1] == pytest.approx(2, abs=0.1)
    assert seen[1] / seen[2] == pytest.approx(2, abs=0.1)
    assert detectable(3, 0.2, 0.05) == 1.0
    assert power(1600, 0.2, 0.02, 0.02, 0.05) == 0.0
    for drop, margin in ((0.0, 0.02), (0.05, 0.02)):
        n = questions_to_decide(0.2, drop, margin, 0.05)
        assert n is not None
        sign = -1 if drop < margin else 1
        assert power(n, 0.2, sign * drop, sign * margin, 0.05) >= 0.8
        assert power(n - 2, 0.2, sign * drop, sign * margin, 0.05) < 0.8
    assert questions_to_decide(0.2, 0.02, 0.02, 0.05) is None


def test_what_is_not_whole_is_rounded_against_either_claim() -> None:
    clustered = Paired((0,) * 41, (0,) * 41, (4,) * 40 + (1,))
    assert 40 < clustered.effective()[2] < 41
    assert p_of_less(clustered, 0.0706) == p_of_less(singles(0, 0, 40), 0.0706) > 0.05
    assert clustered.against_a_drop().n == 41
