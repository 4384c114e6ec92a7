from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.result import Result
from tests.evaluation.results import SETTING, row

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem


def of(problem: Problem, text: str, sha256: str) -> Result:
    setting = replace(
        SETTING,
        sampling={"temperature": 0.0, "stop": ["\n"]},
        split={"name": "test", "version": "t", "sha256": sha256},
    )
    return Result(setting, (row(problem, Completion(text)),), "2026-01-02T03:04:05+00:00", 1)


def accuracies(out: Path) -> dict[str, float]:
    return {path.parent.name: json.loads(path.read_text())["accuracy"] for path in out.glob("**/result.json")}


def test_the_same_run_again_takes_its_place(problem: Problem, tmp_path: Path) -> None:
    of(problem, r"\boxed{A}", "ab").write(tmp_path)
    of(problem, r"\boxed{B}", "ab").write(tmp_path)
    assert accuracies(tmp_path) == {"paper": 1.0}


def test_a_result_on_other_problems_is_moved_aside(problem: Problem, tmp_path: Path) -> None:
    of(problem, r"\boxed{A}", "old").write(tmp_path)
    of(problem, r"\boxed{B}", "new").write(tmp_path)
    assert accuracies(tmp_path) == {"paper": 1.0, "paper,2026-01-02T030405+0000": 0.0}


def test_a_whole_result_is_not_lost_to_one_with_failures(problem: Problem, tmp_path: Path) -> None:
    whole = of(problem, r"\boxed{B}", "ab")
    whole.write(tmp_path)
    failed = replace(whole, rows=(row(problem, Failure("away")),))
    failed.write(tmp_path)
    assert accuracies(tmp_path) == {"paper": None, "paper,2026-01-02T030405+0000": 1.0}
    whole.write(tmp_path)
    assert accuracies(tmp_path)["paper"] == 1.0


def test_any_text_of_a_model_can_be_written(problem: Problem, tmp_path: Path) -> None:
    folder = of(problem, "\ud800\x00\u2028\n\\boxed{B}", "ab").write(tmp_path)
    (line,) = (folder / "samples.jsonl").read_text().splitlines()
    assert json.loads(line)["answer"] == "\ud800\x00\u2028\n\\boxed{B}"


def test_a_result_quotes_the_digest_of_its_rows(problem: Problem, tmp_path: Path) -> None:
    folder = of(problem, "\ud800 \\boxed{B}", "ab").write(tmp_path)
    summary = json.loads((folder / "result.json").read_text())
    assert summary["samples_sha256"] == sha256((folder / "samples.jsonl").read_bytes()).hexdigest()


def test_a_run_that_counted_nothing_has_no_accuracy(problem: Problem) -> None:
    result = of(problem, "", "ab")
    empty = replace(result, rows=())
    assert (empty.accuracy.value, empty.accuracy.interval) == (None, None)
    assert result.accuracy.value == 0.0
