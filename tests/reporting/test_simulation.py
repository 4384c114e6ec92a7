"""10,000 runs with a known truth: `pytest -m slow -s` on this file prints the figures of docs/statistics.md.

An ordinary test asks the same of fewer runs, within wider bounds. The standard error of a rate of 5 % over 10,000 runs
is 0.22 points.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ssmr_bench.reporting.detection import detectable, questions_to_decide
from ssmr_bench.reporting.noninferiority import p_of_less, p_of_more
from tests.reporting.simulation import (
    Clustered,
    Truth,
    cluster_coverage,
    clustered_rate,
    covers,
    rate,
    wilson_coverage,
)

ALPHA = 0.05
RUNS = 10_000
NOISE = 3 * (ALPHA * (1 - ALPHA) / RUNS) ** 0.5
PAGE = Path(__file__).parents[2] / "docs" / "statistics.md"

WILSON = [(0.25, 1600), (0.60, 1600), (0.95, 1600), (0.25, 400), (0.60, 400), (0.90, 400), (0.98, 400)]
CLUSTERED = [
    Clustered(0.60, 400, (4,), 0.5),
    Clustered(0.25, 400, (4,), 0.3),
    Clustered(0.90, 400, (4,), 0.5),
    Clustered(0.60, 400, (1, 2, 4, 9), 0.3),
    Clustered(0.60, 100, (1, 2, 4, 9), 0.1),
    Clustered(0.60, 400, (4,), 0.0),
]
GATES = [(1600, 0.20, 0.02), (1600, 0.20, 0.0), (400, 0.10, 0.02), (400, 0.30, 0.05), (200, 0.05, 0.02)]


def say(*cells: object) -> None:
    """Prints a line of the page's tables; the page must hold it."""
    line = f"| {' | '.join(map(str, cells))} |"
    print(line)
    assert line in PAGE.read_text(encoding="utf-8"), "docs/statistics.md holds other figures"


@pytest.mark.slow
@pytest.mark.parametrize(("p", "n"), WILSON)
def test_wilson_covers(p: float, n: int) -> None:
    found = wilson_coverage(p, n, RUNS)
    assert 0.94 <= found <= 0.96
    say("Wilson", f"{n} answers", f"{p:.0%}", f"{found:.1%}")


@pytest.mark.slow
@pytest.mark.parametrize("design", CLUSTERED)
def test_cluster_intervals_cover(design: Clustered) -> None:
    found = cluster_coverage(design, RUNS)
    assert 0.94 <= found <= 0.96
    sizes = f"{design.clusters} clusters of {', '.join(map(str, design.sizes))}, correlation {design.together}"
    say("clustered", sizes, f"{design.p:.0%}", f"{found:.1%}")


@pytest.mark.slow
@pytest.mark.parametrize(("n", "discordance", "drop"), [(1600, 0.2, 0.0), (1600, 0.2, 0.04), (400, 0.2, 0.04)])
def test_intervals_of_a_difference_cover(n: int, discordance: float, drop: float) -> None:
    truth = Truth(n, discordance, drop)
    found = {name: rate(truth, shown, RUNS) for name, shown in covers(truth).items()}
    for name in ("score", "bootstrap"):
        assert 0.94 <= found[name] <= 0.965
    if not drop:
        assert found["sign test"] <= ALPHA + NOISE
    said = f"{found['sign test']:.1%}"
    say(n, f"{discordance:.0%}", f"{100 * drop:g}", f"{found['score']:.1%}", f"{found['bootstrap']:.1%}", said)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "discordance", "margin"), GATES)
def test_the_gate_errs_and_finds_as_it_says(n: int, discordance: float, margin: float) -> None:
    at = Truth(n, discordance, margin)
    false_alarm = rate(at, lambda table: p_of_more(table, margin) <= ALPHA, RUNS)
    false_pass = rate(at, lambda table: p_of_less(table, margin) <= ALPHA, RUNS)
    drop = detectable(n, discordance, ALPHA, margin)
    found = rate(Truth(n, discordance, drop), lambda table: p_of_more(table, margin) <= ALPHA, RUNS)
    assert false_alarm <= ALPHA + NOISE
    assert false_pass <= ALPHA + NOISE
    assert found >= 0.8
    rates = (f"{false_alarm:.1%}", f"{false_pass:.1%}", f"{100 * drop:.1f}", f"{found:.1%}")
    say(f"{n} items", f"{discordance:.0%}", f"{100 * margin:g}", *rates)


@pytest.mark.slow
@pytest.mark.parametrize("margin", [0.0, 0.02])
def test_the_gate_errs_and_finds_as_it_says_in_clusters(margin: float) -> None:
    n, discordance, size, together = 1600, 0.3, 4, 0.4

    def shown(table: object) -> bool:
        return p_of_more(table, margin) <= ALPHA  # type: ignore[arg-type]

    at = Truth(n, discordance, margin)
    false_alarm = clustered_rate(at, size, together, shown, RUNS)
    false_pass = clustered_rate(at, size, together, lambda table: p_of_less(table, margin) <= ALPHA, RUNS)
    drop = detectable(n / (1 + (size - 1) * together), discordance, ALPHA, margin)
    found = clustered_rate(Truth(n, discordance, drop), size, together, shown, RUNS)
    assert false_alarm <= ALPHA + NOISE
    assert false_pass <= ALPHA + NOISE
    assert found >= 0.8
    rates = (f"{false_alarm:.1%}", f"{false_pass:.1%}", f"{100 * drop:.1f}", f"{found:.1%}")
    say("400 items in 4 orders, correlation 0.4", f"{discordance:.0%}", f"{100 * margin:g}", *rates)


@pytest.mark.slow
@pytest.mark.parametrize(("discordance", "drop", "margin"), [(0.1, 0.0, 0.02), (0.2, 0.05, 0.02), (0.2, 0.0, 0.05)])
def test_as_many_questions_as_are_said_decide(discordance: float, drop: float, margin: float) -> None:
    n = questions_to_decide(discordance, drop, margin, ALPHA)
    assert n is not None
    test = p_of_less if drop < margin else p_of_more
    found = rate(Truth(n, discordance, drop), lambda table: test(table, margin) <= ALPHA, RUNS)
    assert found >= 0.8
    say(f"{discordance:.0%}", f"{100 * drop:g}", f"{100 * margin:g}", n, f"{found:.1%}")


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    assert 0.93 < wilson_coverage(0.6, 400, 2000) < 0.97
    assert 0.92 < cluster_coverage(Clustered(0.6, 100, (4,), 0.5), 500) < 0.98
    for name, share in {
        k: rate(Truth(200, 0.3, 0.05), v, 500) for k, v in covers(Truth(200, 0.3, 0.05)).items()
    }.items():
        assert name == "sign test" or 0.92 < share < 0.98, name


def test_the_gate_errs_seldom_and_finds_what_it_says() -> None:
    at = Truth(200, 0.2, 0.02)
    assert rate(at, lambda table: p_of_more(table, 0.02) <= ALPHA, 500) < 0.08
    assert rate(at, lambda table: p_of_less(table, 0.02) <= ALPHA, 500) < 0.08
    large = Truth(200, 0.2, detectable(200, 0.2, ALPHA, 0.02))
    assert rate(large, lambda table: p_of_more(table, 0.02) <= ALPHA, 300) > 0.74
    small = clustered_rate(Truth(400, 0.3, 0.0), 4, 0.4, lambda table: p_of_more(table, 0.0) <= ALPHA, 500)
    assert small < 0.08
