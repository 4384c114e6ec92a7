"""The wheel, installed in an empty environment and used far from any checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from ssmr_bench.paths import shipped
from tests.evaluation.conftest import surroundings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment that holds the wheel and what it requires, and nothing else."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=True)
    subprocess.run([place / "bin/pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    return place / "bin"


def test_a_checkout_finds_its_own_folders() -> None:
    assert {folder: shipped(folder) for folder in ("tasks", "prompts", "data")} == {
        folder: ROOT / folder for folder in ("tasks", "prompts", "data")
    }


def test_the_wheel_holds_every_task_prompt_and_problem(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for folder in ("tasks", "prompts", "data"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert inside[f"ssmr_bench/shipped/{path.relative_to(ROOT).as_posix()}"] == path.read_bytes()
    assert "ssmr_bench/evaluation/models.toml" in inside
    assert not any(name.startswith(("tests/", "results/")) for name in inside)


def test_a_plain_installation_runs_from_anywhere(installed: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [installed / arguments[0], *arguments[1:]],
            cwd="/",
            env=surroundings(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    ended = run("ssmr-eval", "--model", "random", "--tasks", "ssmr_text", "--limit", "8", "--out", str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    (path,) = tmp_path.glob("**/result.json")
    assert json.loads(path.read_text())["n"] == 8
    assert run("ssmr", "leaderboard", str(tmp_path), "--out", str(tmp_path / "board")).returncode == 0
    assert "torch" not in run("pip", "list").stdout
    for model, extra in (("smollm2-135m", "local"), ("qwen3-8b", "vllm"), ("gemini-2.5-flash", "gemini")):
        ended = run("ssmr-eval", "--model", model, "--tasks", "ssmr_text", "--out", str(tmp_path))
        assert ended.returncode == 2
        assert f"pip install 'ssmr-bench[{extra}]'" in ended.stderr
        assert "Traceback" not in ended.stderr
