from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation.stored import Stored
from ssmr_bench.reporting import comparison_page
from ssmr_bench.reporting.comparison import Standing, compare
from ssmr_bench.reporting.pairing import pairing
from ssmr_bench.reporting.statistics import holm, sign_test
from tests.reporting.runs import SETTING, answered, paired_with, written
from tests.reporting.simulation import singles


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Stored, Stored, Stored]:
    first, worse = paired_with(60, 20)
    tie = [not each if 55 <= i < 65 else each for i, each in enumerate(first)]
    return tuple(written(tmp_path, name, right) for name, right in (("a", first), ("b", worse), ("c", tie)))  # type: ignore[return-value]


def test_a_difference_is_told_from_a_tie(runs: tuple[Stored, ...]) -> None:
    worse, tie = compare(runs)
    assert (worse.standing, tie.standing) == (Standing.WORSE, Standing.TIE)
    assert worse.whole.value == -0.1
    assert worse.p_value == sign_test(singles(60, 20, 400))
    assert (worse.adjusted, tie.adjusted) == holm([worse.p_value, tie.p_value])
    low, high = worse.whole.interval
    assert low < -0.1 < high < 0
    assert worse.bootstrap == pytest.approx((low, high), abs=0.005)
    assert [side.value for side in worse.whole.accuracies] == [0.55, 0.45]
    assert (
        tie.verdict == f"tie: with 400 items a difference of {100 * tie.detectable:.1f} points is shown in 4 of 5 cases"
    )
    (turned,) = compare((runs[1], runs[0]))
    assert turned.standing is Standing.BETTER
    assert turned.whole.interval == pytest.approx((-high, -low))


def test_a_verdict_heeds_all_comparisons(tmp_path: Path) -> None:
    runs = [written(tmp_path, "a", paired_with(23, 10)[0])]
    runs += [written(tmp_path, name, paired_with(23, 10)[1]) for name in ("b", "c")]
    (alone,), together = compare(runs[:2]), compare(runs)
    assert 0.025 < alone.p_value < 0.05
    assert alone.standing is Standing.WORSE
    assert {each.standing for each in together} == {Standing.TIE}


def test_all_pairs_are_corrected_together(runs: tuple[Stored, ...]) -> None:
    found = compare(runs, all_pairs=True)
    assert [each.pairing.names for each in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert tuple(each.adjusted for each in found) == holm([each.p_value for each in found])
    assert all(each.adjusted > each.p_value for each in found[:1])


def test_categories_and_levels_add_up(runs: tuple[Stored, ...]) -> None:
    worse, _ = compare(runs)
    for kind, count in (("category", 4), ("level", 5)):
        parts = [part for (each, _), part in worse.parts.items() if each == kind]
        assert len(parts) == count
        assert sum(part.counts.n for part in parts) == 400
        assert sum(sum(part.counts.lost) for part in parts) == 60


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("task", {"task": "ssmr_visual"}, "task: ssmr_text against ssmr_visual"),
        ("split", {"split": {"name": "test", "version": "1.1", "sha256": "cd"}}, r"1.0 \(ab\) against test 1.1 \(cd\)"),
        ("prompt", {"prompt": "cot", "prompt_sha256": "12"}, r"prompt: paper \(ef\) against cot \(12\)"),
        ("prompt", {"prompt_sha256": "12"}, r"prompt: paper \(ef\) against paper \(12\)"),
        (
            "sampling",
            {"sampling": {"temperature": 0.7}},
            r'sampling: {"temperature": 0.0} against {"temperature": 0.7}',
        ),
        ("items", {"limit": 40}, "items: all against the first 40"),
    ],
)
def test_runs_of_different_kinds_are_refused(tmp_path: Path, name: str, settings: dict[str, Any], said: str) -> None:
    first, second = (
        written(tmp_path / each, each, [True, False], **extra) for each, extra in (("a", {}), ("b", settings))
    )
    with pytest.raises(ConfigError, match=rf"not runs of one kind \(.*{said}.*--allow {name}$"):
        compare((first, second))
    (found,) = compare((first, second), (name,))
    assert len(found.pairing.differences) == 1
    assert compare((first, second), ("all",))


def test_every_difference_is_named(tmp_path: Path) -> None:
    first = written(tmp_path / "a", "m", [True])
    second = written(tmp_path / "b", "m", [True], task="ssmr_visual", prompt="cot", sampling={"n": 1})
    with pytest.raises(ConfigError, match=r"--allow task,prompt,sampling$"):
        compare((first, second))
    with pytest.raises(ConfigError, match=r"--allow sampling$"):
        compare((first, second), ("task", "prompt"))
    with pytest.raises(UnknownNameError, match="did you mean 'sampling'"):
        compare((first, second), ("sampl",))


def test_other_items_are_left_out_only_if_that_is_allowed(tmp_path: Path) -> None:
    first = written(tmp_path / "a", "a", [True] * 30)
    second = written(tmp_path / "b", "b", [True] * 20)
    with pytest.raises(ConfigError, match="items: 10 questions only in the first, 0 in the second"):
        compare((first, second))
    (found,) = compare((first, second), ("items",))
    assert (found.whole.counts.n, found.pairing.alone) == (20, 10)
    assert "10 questions are LEFT OUT" in comparison_page.warnings([found])[0]
    strange = replace(second, rows=tuple(replace(row, id=f"x{row.id}") for row in second.rows))
    with pytest.raises(ConfigError, match="have no question in common"):
        compare((first, strange), ("all",))


def test_failed_items_are_left_out_of_both_and_that_is_said(tmp_path: Path) -> None:
    first = written(tmp_path / "a", "a", [None, True, True, True])
    second = written(tmp_path / "b", "b", [True, None, False, True])
    (found,) = compare((first, second))
    assert (found.whole.counts.n, found.pairing.failed) == (2, 2)
    (said,) = comparison_page.warnings([found])
    assert said.startswith("2 questions are LEFT OUT of a and b, for one of the two got no answer")
    assert said in comparison_page.page([found], 5)
    nothing = written(tmp_path / "c", "c", [None] * 4)
    with pytest.raises(ConfigError, match="no answered question in common"):
        compare((first, nothing))


def test_one_run_is_not_compared(tmp_path: Path) -> None:
    run = written(tmp_path, "a", [True])
    with pytest.raises(ConfigError, match="one run can't be compared"):
        compare((run,))
    with pytest.raises(ConfigError, match="compared with itself"):
        compare((run, run))


def sung(right: list[bool], tunes: int, orders: tuple[str, ...]) -> Stored:
    """Each item asked in several orders, all with the same outcome; so many items a tune."""
    rows = []
    for i, row in enumerate(answered(right)):
        rows += [replace(row, music=f"tune {i // tunes}", order=order) for order in orders]
    return Stored(Path(f"sung-{len(rows)}-{right[0]}"), SETTING, "", tuple(rows), 0, None)


def test_orders_and_tunes_are_no_further_questions() -> None:
    first, second = paired_with(30, 10, 200)
    (once,) = compare((sung(first, 1, ("ABCD",)), sung(second, 1, ("ABCD",))))
    (often,) = compare(
        (sung(first, 1, ("ABCD", "BCDA", "CDAB", "DABC")), sung(second, 1, ("ABCD", "BCDA", "CDAB", "DABC")))
    )
    assert (once.whole.counts.n, often.whole.counts.n) == (200, 800)
    assert often.p_value == pytest.approx(once.p_value)
    assert often.whole.interval == pytest.approx(once.whole.interval, abs=0.002)
    assert often.detectable == pytest.approx(once.detectable, rel=0.02)
    (shared,) = compare((sung(first, 10, ("ABCD",)), sung(second, 10, ("ABCD",))))
    assert len(shared.whole.counts.sizes) == 20
    assert shared.p_value > 10 * once.p_value, "all that is lost lies on three tunes"


def test_the_same_order_of_the_same_item_is_compared() -> None:
    first, second = sung([True, False], 1, ("ABCD", "DCBA")), sung([False, False], 1, ("DCBA",))
    with pytest.raises(ConfigError, match="items: 2 questions only in the first"):
        pairing(first, second)
    found = pairing(first, second, ("orders",))
    assert [(pair.first.id, getattr(pair.first, "order", "")) for pair in found.pairs] == [
        (row.id, "DCBA") for row in second.rows
    ]


def test_flips_are_listed_item_by_item(runs: tuple[Stored, ...]) -> None:
    found = compare(runs[:2])
    listed = list(csv.DictReader(StringIO(comparison_page.flips_csv(found))))
    assert len(listed) == 80
    assert [row["change"] for row in listed].count("lost") == 60
    row, (first, second) = listed[0], (run.rows[0] for run in runs[:2])
    assert (row["id"], row["key"], row["first_letter"], row["second_letter"]) == (
        first.id,
        first.key,
        first.letter,
        second.letter,
    )
    assert (row["first_outcome"], row["second_outcome"], row["level"]) == ("correct", "wrong", str(first.level))
    assert len(json.loads(comparison_page.flips_json(found))) == 80


def test_the_data_hold_all_figures(runs: tuple[Stored, ...]) -> None:
    worse, tie = json.loads(comparison_page.as_json(compare(runs)))
    assert (worse["standing"], tie["standing"]) == ("worse", "tie")
    assert (worse["lost"], worse["gained"], worse["n"], len(worse["flips"])) == (60, 20, 400, 80)
    assert len(worse["parts"]) == 9


def test_a_page_shows_names_and_obeys_none(tmp_path: Path) -> None:
    first = written(tmp_path / "a", "a|<b>[x](y)", [True, True])
    second = written(tmp_path / "b", "\x1b[31m", [True, False])
    page = comparison_page.page(compare((first, second)), 5)
    assert "a\\|&lt;b>\\[x\\](y)" in page
    assert "\\\\x1b\\[31m" in page
    assert "\x1b" not in page
    assert "1 items flipped" in page
