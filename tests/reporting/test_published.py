"""The published runs, and the leaderboard that is made of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr

ROOT = Path(__file__).parents[2]


def published() -> list[Path]:
    """What git holds below `results/`: a run of one's own lies there too, and is nobody else's business."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "results"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name.endswith((".json", ".jsonl"))]


def test_the_leaderboard_made_again_is_the_same(tmp_path: Path) -> None:
    files = published()
    assert len(files) >= 2 * 10
    for file in files:
        copy = tmp_path / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    ended = CliRunner().invoke(ssmr, ["leaderboard", str(tmp_path / "results"), "--out", str(tmp_path / "leaderboard")])
    assert ended.exit_code == 0, ended.output
    assert ended.stderr == ""  # every one of them is valid
    made = {path.name: path.read_bytes() for path in (tmp_path / "leaderboard").iterdir()}
    held = {path.name: path.read_bytes() for path in (ROOT / "leaderboard").iterdir() if path.name != "README.md"}
    assert sorted(made) == sorted(held)
    for name, content in held.items():
        assert made[name] == content, f"leaderboard/{name}: run `make leaderboard`"
