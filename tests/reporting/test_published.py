"""The published runs, and the leaderboard that is made of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr

ROOT = Path(__file__).parents[2]


def test_the_leaderboard_made_again_is_the_same(tmp_path: Path) -> None:
    assert len(list((ROOT / "results").glob("**/manifest.json"))) >= 15
    words = ["leaderboard", str(ROOT / "results"), "--published", "--out", str(tmp_path / "leaderboard")]
    ended = CliRunner().invoke(ssmr, words)
    assert ended.exit_code == 0, ended.output
    assert ended.stderr == ""  # every one of them is valid
    made = {path.name: path.read_bytes() for path in (tmp_path / "leaderboard").iterdir()}
    held = {path.name: path.read_bytes() for path in (ROOT / "leaderboard").iterdir() if path.name != "README.md"}
    assert sorted(made) == sorted(held)
    for name, content in held.items():
        assert made[name] == content, f"leaderboard/{name}: run `make leaderboard`"


def test_only_a_result_with_a_manifest_of_its_own_is_published(tmp_path: Path) -> None:
    run = tmp_path / "ssmr_text" / "random" / "paper"
    shutil.copytree(
        ROOT / "results" / "ssmr_text" / "random" / "paper,subset=smoke", run.with_name("paper,subset=smoke")
    )
    (run.parents[2] / "manifest.json").write_text("{}")
    (run.with_name("paper,subset=smoke") / "manifest.json").unlink()
    ended = CliRunner().invoke(ssmr, ["leaderboard", str(tmp_path), "--published", "--out", str(tmp_path / "board")])
    assert "there is no result with a manifest.json below" in str(ended.exception)
    assert not (tmp_path / "board").exists()
