from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from ssmr_bench.reporting.leaderboard import leaderboard, write
from ssmr_bench.synthesis import splits

ROOT = Path(__file__).parent.parent
PUBLISHED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "results"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]


def test_the_leaderboard_is_what_the_published_results_give(tmp_path: Path) -> None:
    for path in PUBLISHED:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    frame, left_out = leaderboard(tmp_path / "results")
    assert not left_out
    for made in write(frame, tmp_path / "leaderboard"):
        assert made.read_bytes() == (ROOT / "leaderboard" / made.name).read_bytes()


def test_the_readme_shows_the_same_table() -> None:
    table = (ROOT / "leaderboard/leaderboard.md").read_text().split("\n\n", 1)[1]
    assert table in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("path", [path for path in PUBLISHED if path.name == "result.json"], ids=str)
def test_a_published_result_agrees_with_its_rows_and_the_frozen_split(path: Path) -> None:
    summary = json.loads(path.read_text())
    rows = [json.loads(line) for line in path.with_name("samples.jsonl").read_text().splitlines()]
    split = splits.load(summary["split"]["version"])
    assert summary["split"]["sha256"] == split.sha256
    assert [row["id"] for row in rows] == [problem.id for problem in split.problems]
    assert [row["key"] for row in rows] == [problem.answer for problem in split.problems]
    assert summary["correct"] == sum(row["outcome"] == "correct" for row in rows)
    assert sum(summary["outcomes"].values()) == summary["n"] == len(rows)
