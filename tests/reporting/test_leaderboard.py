from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.result import Result
from ssmr_bench.reporting.leaderboard import leaderboard, write
from ssmr_bench.synthesis import splits
from tests.evaluation.results import SETTING, row

if TYPE_CHECKING:
    from pathlib import Path

PROBLEMS = splits.load("1.0").problems[:40]


def finished(model: str, right: int, failed: int = 0, limit: int | None = None) -> Result:
    """A run with the first answers right, the last ones failed, and all between them wrong."""
    rows = []
    for i, problem in enumerate(PROBLEMS):
        letter = problem.answer if i < right else "ABCD"["BCDA".index(problem.answer)]
        answer = Failure("away") if i >= len(PROBLEMS) - failed else Completion(rf"\boxed{{{letter}}}")
        rows.append(row(problem, answer))
    variant = f"limit={limit}" if limit else ""
    setting = replace(SETTING, model=model, model_id=model, limit=limit, variant=variant)
    return Result(setting, tuple(rows), "2026-01-01T00:00:00+00:00", len(rows))


def test_the_best_comes_first_and_parts_come_last(tmp_path: Path) -> None:
    for result in (finished("low", 10), finished("high", 30), finished("part", 40, limit=40)):
        result.write(tmp_path)
    frame, left_out = leaderboard(tmp_path)
    assert list(frame["model"]) == ["high", "low", "part"]
    assert list(frame["accuracy"]) == [0.75, 0.25, 1.0]
    assert not left_out
    high = frame.iloc[0]
    assert (round(high["low"], 3), round(high["high"], 3)) == (0.598, 0.858)


def test_a_run_with_failed_items_stays_out_and_is_named(tmp_path: Path) -> None:
    finished("whole", 10).write(tmp_path)
    finished("broken", 10, failed=3).write(tmp_path)
    frame, left_out = leaderboard(tmp_path)
    assert list(frame["model"]) == ["whole"]
    assert len(left_out) == 1
    assert "broken" in left_out[0]
    assert "3 of 40 items failed" in left_out[0]


def test_writes_a_table_to_compute_with_and_one_to_read(tmp_path: Path) -> None:
    finished("m", 20).write(tmp_path / "results")
    frame, _ = leaderboard(tmp_path / "results")
    csv, markdown = write(frame, tmp_path / "out")
    pd.testing.assert_frame_equal(pd.read_csv(csv, keep_default_na=False), frame)
    assert "| ssmr_text | m       | paper    | 40  | 50.0%      | 35.2% - 64.8%   | 0" in markdown.read_text()


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        leaderboard(tmp_path / "nowhere")
    with pytest.raises(FileError, match=r"there is no result.json below"):
        leaderboard(tmp_path)


@pytest.mark.parametrize(("text", "message"), [("{", "is not JSON"), ("[]", "is not a result"), ("{}", "task")])
def test_a_damaged_result_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "result.json").write_text(text)
    with pytest.raises(DataError, match=message):
        leaderboard(tmp_path)


def test_the_figures_of_a_result_add_up(tmp_path: Path) -> None:
    folder = finished("m", 25, failed=5).write(tmp_path)
    summary: dict[str, Any] = json.loads((folder / "result.json").read_text())
    assert summary["outcomes"] | {"correct": 25, "wrong": 10, "failed": 5} == summary["outcomes"]
    assert summary["accuracy"] == 25 / 35
    assert sum(category["n"] for category in summary["categories"].values()) == summary["n"] == 40
    assert sum(category["correct"] for category in summary["categories"].values()) == summary["correct"]
    assert len((folder / "samples.jsonl").read_text().splitlines()) == 40
