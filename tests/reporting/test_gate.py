from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.reporting import gate_page
from ssmr_bench.reporting.gate import Gate, Limit, Verdict, gate
from ssmr_bench.reporting.junit import junit
from ssmr_bench.reporting.ladder import Ladder, grid, ladder
from ssmr_bench.reporting.noninferiority import p_of_more
from ssmr_bench.reporting.statistics import sign_test_of_a_drop
from tests.reporting.runs import paired_with, written
from tests.reporting.simulation import singles

if TYPE_CHECKING:
    from ssmr_bench.evaluation.stored import Stored

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


def judged(out: Path, lost: int, gained: int, limit: Limit | None = None, n: int = 400) -> Gate:
    first, second = paired_with(lost, gained, n)
    return gate(written(out, "old", first), written(out, "new", second), limit or Limit())


@pytest.mark.parametrize(
    ("lost", "gained", "verdict"),
    [
        (40, 10, Verdict.REGRESSION),
        (10, 40, Verdict.PASS),
        (0, 0, Verdict.PASS),
        (5, 5, Verdict.PASS),
        (20, 20, Verdict.INCONCLUSIVE),
        (20, 12, Verdict.INCONCLUSIVE),
        (12, 0, Verdict.INCONCLUSIVE),
        (18, 0, Verdict.REGRESSION),
    ],
)
def test_a_verdict_is_one_of_three(tmp_path: Path, lost: int, gained: int, verdict: Verdict) -> None:
    found = judged(tmp_path, lost, gained)
    assert found.verdict is verdict
    assert verdict in gate_page.headline(found)


def test_without_a_margin_it_is_mcnemars_one_sided_test(tmp_path: Path) -> None:
    found = judged(tmp_path, 20, 9, Limit(0.0))
    assert found.p_of_more == sign_test_of_a_drop(singles(20, 9, 400))
    assert found.verdict is Verdict.REGRESSION
    assert judged(tmp_path, 20, 10, Limit(0.0)).verdict is Verdict.REGRESSION
    assert judged(tmp_path, 20, 11, Limit(0.0)).verdict is Verdict.INCONCLUSIVE
    assert judged(tmp_path, 10, 20, Limit(0.0)).verdict is Verdict.PASS


def test_alpha_is_heeded(tmp_path: Path) -> None:
    p_value = judged(tmp_path, 24, 6).p_of_more
    assert p_value == p_of_more(singles(24, 6, 400), 0.02)
    assert 0.01 < p_value < 0.05
    assert judged(tmp_path, 24, 6, Limit(alpha=0.01)).verdict is Verdict.INCONCLUSIVE


def test_what_is_inconclusive_says_how_many_items_would_decide(tmp_path: Path) -> None:
    found = judged(tmp_path, 20, 20)
    assert found.needed is not None
    assert 1000 < found.needed < 3000
    assert f"{found.needed} items instead of 400 would decide in 4 of 5 cases" in found.reason
    assert judged(tmp_path, 18, 10).needed is None
    assert "no number of items would decide" in judged(tmp_path, 18, 10).reason


def test_a_run_with_lost_answers_is_not_judged(tmp_path: Path) -> None:
    whole, part = written(tmp_path, "a", [True] * 9), written(tmp_path, "b", [True] * 8 + [None])
    for pair in ((whole, part), (part, whole)):
        with pytest.raises(ConfigError, match="b/paper: 1 of 9 questions got no answer; a run with lost answers is no"):
            gate(*pair, Limit())


@pytest.mark.parametrize("limit", [Limit(-0.01), Limit(1.0), Limit(alpha=0.0), Limit(alpha=0.5), Limit(float("nan"))])
def test_an_impossible_limit_is_refused(tmp_path: Path, limit: Limit) -> None:
    with pytest.raises(ConfigError, match=r"--max-drop|--alpha"):
        judged(tmp_path, 1, 1, limit)


def test_the_page_holds_verdict_figures_and_categories(tmp_path: Path) -> None:
    page = gate_page.page(judged(tmp_path, 40, 10))
    assert "ssmr gate: regression" in page
    assert "| all | 400 | 53.8% | 46.2% | -7.5 |" in page
    assert page.count("\n| ") == 2 + 5
    (data,) = json.loads(gate_page.as_json([judged(tmp_path, 20, 20)]))
    assert (data["verdict"], data["n"], set(data["categories"])) == (
        *("inconclusive", 400),
        {"chord", "interval", "rhythm", "scale"},
    )


@pytest.mark.parametrize(
    ("lost", "gained", "tag", "totals"),
    [(40, 10, "failure", "5 1 0 0"), (10, 40, None, "5 0 0 0"), (20, 20, "skipped", "5 0 0 1")],
)
def test_junit_is_what_ci_reads(tmp_path: Path, lost: int, gained: int, tag: str | None, totals: str) -> None:
    text = junit([judged(tmp_path, lost, gained)])
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    root = ET.fromstring(text)
    assert " ".join(root.get(name, "") for name in ("tests", "failures", "errors", "skipped")) == totals
    overall, *categories = root.iter("testcase")
    assert overall.get("name") == "overall"
    assert [child.tag for child in overall] == ([tag] if tag else []) + ["system-out"]
    assert len(categories) == 4
    assert all([child.tag for child in case] == ["system-out"] for case in categories)


def test_names_are_text_in_junit_and_nothing_else(tmp_path: Path) -> None:
    name = 'x" \x1b\x00<failure>]]>&\ud800\ufffe'
    first, second = paired_with(40, 10)
    runs = written(tmp_path / "a", "old", first), written(tmp_path / "b", "x", second)
    found = gate(runs[0], _renamed(runs[1], name), Limit())
    found = replace(found, parts={"<\x1b>": found.whole})
    root = etree.fromstring(junit([found]).encode())
    SCHEMA.assertValid(root)
    assert len(root.findall(".//failure")) == 1
    assert 'x" \\x1b\\x00<failure>]]>&\\ud800\\ufffe' in root[0].get("name")


def _renamed(run: Stored, name: str) -> Stored:
    return replace(run, setting=replace(run.setting, model=name))


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    first, better = paired_with(10, 60)
    worse = [each and not 70 <= i < 130 for i, each in enumerate(first)]
    for name, right in (("step-1000", better), ("step-200", first), ("step-3000", worse), ("step-2000", first)):
        written(tmp_path / "steps", name, right)
    return tmp_path / "steps"


def climbed(folder: Path, baseline: Path | None = None, best: bool = False) -> Ladder:
    return ladder(folder, lambda old, new: gate(old, new, Limit()), baseline, best)


def test_checkpoints_stand_in_the_order_of_their_steps(steps: Path) -> None:
    found = climbed(steps)
    assert [rung.step for rung in found.rungs] == [200, 1000, 2000, 3000]
    assert [each.verdict for each in found.gates] == ["pass", "pass", "regression"]
    assert {each.pairing.names[0] for each in found.gates} == {"step-200"}
    assert [row[0] for row in grid(found).rows] == ["step-200", "step-1000", "step-2000", "step-3000"]


def test_steps_come_before_names(tmp_path: Path) -> None:
    for name in ("a-200", "b-100", "c-30", "z"):
        written(tmp_path, name, [True] * 5)
    assert [rung.name for rung in climbed(tmp_path).rungs] == ["c-30", "b-100", "a-200", "z"]


def test_each_may_be_held_against_the_best_before_it(steps: Path) -> None:
    found = climbed(steps, best=True)
    assert [each.pairing.names[0] for each in found.gates] == ["step-200", "step-1000", "step-1000"]
    assert [each.verdict for each in found.gates] == ["pass", "regression", "regression"]


def test_a_baseline_may_come_from_elsewhere(steps: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "other", "human", paired_with(10, 60)[1])
    found = climbed(steps, other.folder)
    assert len(found.gates) == 4
    assert found.baseline == other


def test_a_folder_that_is_no_ladder_is_refused(steps: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        climbed(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match=r"no result.json below"):
        climbed(tmp_path / "empty")
    with pytest.raises(ConfigError, match="step-3000, is the baseline; there is nothing to judge"):
        climbed(steps, steps / "ssmr_text" / "step-3000" / "paper")
    written(steps, "step-200", [True], task="ssmr_visual")
    with pytest.raises(
        ConfigError, match=r"step-200 has two results below.*of ssmr_text and ssmr_visual; name the folder"
    ):
        climbed(steps)


@pytest.mark.parametrize(
    ("settings", "different"),
    [({"prompt": "cot"}, "prompt cot and paper"), ({"variant": "shots=3"}, "variant none and shots=3")],
)
def test_one_checkpoint_that_was_asked_in_two_ways_is_named_with_what_differs(
    steps: Path, settings: dict[str, str], different: str
) -> None:
    written(steps, "step-200", [True], **settings)
    with pytest.raises(ConfigError, match=rf"step-200 has two .* which differ \({different}\); a ladder asks"):
        climbed(steps / "ssmr_text")
