from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.evaluation.conftest import script, surroundings

if TYPE_CHECKING:
    from pathlib import Path
    from pathlib import Path as PathType


def run(*arguments: str, cwd: PathType | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script(arguments[0]), *arguments[1:]],
        env=surroundings(),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


HEAVY = {"lm_eval", "torch", "openai", "pandas", "scipy", "datasets", "xllamacpp", "rich", "aiohttp"}


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, ssmr_bench; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "ssmr_bench" in loaded
    assert not HEAVY & set(loaded)


def test_the_commands_load_nothing_heavy_before_they_know_what_to_do() -> None:
    code = "import sys, ssmr_bench.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not (HEAVY - {"rich"}) & set(loaded)


@pytest.mark.parametrize("command", [["ssmr-eval"], ["ssmr"], ["ssmr", "leaderboard"], ["ssmr", "models"]])
def test_help_has_an_example(command: list[str]) -> None:
    ended = run(*command, "--help")
    assert ended.returncode == 0
    if command != ["ssmr"]:
        assert "Example" in ended.stdout
    assert command[0] in ended.stdout


@pytest.mark.parametrize("name", ["ssmr", "ssmr-eval"])
def test_version(name: str) -> None:
    assert run(name, "--version").stdout.startswith("ssmr-bench 0.")


def test_models_are_listed_with_ones_own_among_them(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[mine]\nbackend = "scripted"\nmodel = "m"\nreply = "A"\n')
    listed = run("ssmr", "models", "--models-file", "mine.toml", cwd=tmp_path).stdout
    assert all(name in listed for name in ("smollm2-135m", "qwen3-8b", "random", "mine"))


def test_a_leaderboard_of_nothing_is_an_error_on_one_line(tmp_path: Path) -> None:
    ended = run("ssmr", "leaderboard", "nowhere", cwd=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr == "error: there is no folder nowhere\n"
