"""Results that somebody tampered with: naively, or with digest, counts and figures worked out anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.result import RESULT, SAMPLES, as_text
from ssmr_bench.evaluation.stored import ROW, as_stored
from ssmr_bench.evaluation.verification import Verification, verify
from tests.evaluation.conftest import surroundings

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
Rows = list[dict[str, Any]]
Summary = dict[str, Any]
Edit = Callable[[Rows, Summary], object]
PRICES = 'date = "2026-11-01"\ncurrency = "USD"\n[models.random]\ninput = 1.0\noutput = 2.0\n'
TEXT = "ssmr_text/random/paper,subset=smoke"
"""Where the run over a subset of text lies."""


def random_runs(factory: pytest.TempPathFactory) -> Path:
    """Real runs of the random model below `r`: a subset of text with prices; few items, text and visual, many ways;
    three as photos.
    """
    return _runs(factory.getbasetemp() / "random-runs")


@cache
def _runs(place: Path) -> Path:
    place.mkdir()
    (place / "prices.toml").write_text(PRICES)
    few = ("--limit", "12", "--orders", "2", "--repeats", "2", "--tasks", "ssmr_text,ssmr_visual")
    worn = ("--limit", "3", "--tasks", "ssmr_visual_photo")
    for more in (("--tasks", "ssmr_text", "--prices", "prices.toml"), few, worn):
        command = ("ssmr_eval", "--model", "random", "--subset", "smoke", "--out", "r", *more)
        ended = call(*command, cwd=place, SSMR_CACHE=str(place / "cache"))
        assert ended.returncode == 0, ended.stderr
    return place


def call(name: str, *arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of this checkout."""
    return subprocess.run(
        [sys.executable, "-c", f"from ssmr_bench.cli import {name}; {name}()", *map(str, arguments)],
        cwd=cwd,
        env=surroundings(PYTHONPATH=str(ROOT), **environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def tampered(folder: Path, out: Path, edit: Edit, *, clever: bool = True) -> Path:
    """A copy of a result after the edit; a clever forger works everything out anew, and moves it where it belongs."""
    rows, summary = read(folder)
    edit(rows, summary)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if clever:
        run = as_stored(folder, summary, tuple(ROW.read(row, "") for row in rows))
        summary = run.result.summary()
        place = run.setting.folder(out)
    else:
        place = out.joinpath(*folder.parts[-3:])
    place.mkdir(parents=True)
    (place / SAMPLES).write_text(text)
    (place / RESULT).write_text(as_text(summary))
    return place


def read(folder: Path) -> tuple[Rows, Summary]:
    """The rows and the summary of a result."""
    lines = (folder / SAMPLES).read_text().splitlines()
    return [json.loads(line) for line in lines], json.loads((folder / RESULT).read_text())


def copied(folder: Path, out: Path) -> Path:
    """A copy of a result, below another folder."""
    return Path(shutil.copytree(folder, out.joinpath(*folder.parts[-3:])))


def said(found: Verification) -> str:
    """The findings, one a line."""
    return "\n".join(map(str, found.findings))


def findings(folder: Path) -> str:
    """What is wrong with the result in a folder, one finding a line."""
    return said(verify(folder))
