"""The commands `ssmr compare` and `ssmr gate`: what they print, write and end with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import SSMRError
from tests.reporting.runs import paired_with, written

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def run(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(ssmr, [str(word) for word in words])


@pytest.fixture
def results(tmp_path: Path) -> Path:
    first, worse = paired_with(60, 20)
    even = paired_with(20, 20)[1]
    for name, right in (("a", first), ("b", worse), ("c", paired_with(20, 20)[0]), ("d", even)):
        written(tmp_path / "results", name, right)
    written(tmp_path / "lost", "e", [None, *first[1:]])
    return tmp_path / "results" / "ssmr_text"


def test_compare_shows_and_writes(results: Path, tmp_path: Path) -> None:
    flips, page, data = (tmp_path / name for name in ("x/flips.csv", "page.md", "data.json"))
    folders = [results / name / "paper" for name in ("c", "d", "b")]
    ended = run("compare", *folders, "--items", 2, "--out", flips, "--markdown", page, "--json", data)
    assert ended.exit_code == 0, ended.output
    for said in ("b - c", "worse", "tie: with", "p (Holm)", "40 items flipped, the first 2", "category"):
        assert said in ended.output
    assert len(flips.read_text().splitlines()) == 1 + 40 + 60
    assert "| b - c | -5.0 |" in page.read_text()
    assert [each["standing"] for each in json.loads(data.read_text())] == ["tie", "worse"]
    assert "flipped" not in run("compare", *folders, "--items", 0, "--all-pairs").output
    assert run("compare", *folders, "--out", tmp_path / "flips.json").exit_code == 0
    assert json.loads((tmp_path / "flips.json").read_text())[0]["change"] in ("lost", "gained")


def test_compare_says_loudly_what_is_left_out(results: Path, tmp_path: Path) -> None:
    ended = run("compare", results / "a" / "paper", tmp_path / "lost" / "ssmr_text" / "e" / "paper")
    assert ended.exit_code == 0
    assert "1 questions are LEFT OUT of a and e" in ended.stderr


@pytest.mark.parametrize(
    ("pair", "status", "verdict"), [("ab", 1, "regression"), ("ba", 0, "pass"), ("cd", 4, "inconclusive")]
)
def test_gate_ends_with_its_verdict(results: Path, tmp_path: Path, pair: str, status: int, verdict: str) -> None:
    first, second = (results / name / "paper" for name in pair)
    files = [tmp_path / name for name in ("gate.md", "gate.xml", "gate.json")]
    written = ("--markdown", files[0], "--junit", files[1], "--json", files[2])
    ended = run("gate", "--baseline", first, "--candidate", second, *written)
    assert ended.exit_code == status
    assert f"{verdict}: {pair[1]} against {pair[0]}" in ended.output
    assert all(verdict in file.read_text(encoding="utf-8") for file in files if verdict != "pass")
    assert all(file.is_file() for file in files)


def test_a_ladder_ends_as_its_last_step_does(results: Path, tmp_path: Path) -> None:
    curve, page = tmp_path / "curve.svg", tmp_path / "page.md"
    ended = run("gate", "--ladder", results, "--picture", curve, "--markdown", page)
    assert ended.exit_code in (0, 1, 4)
    assert ended.output.count("regression") >= 1
    assert curve.read_text().startswith("<svg")
    assert "| checkpoint |" in page.read_text()
    png = tmp_path / "curve.png"
    assert run("gate", "--ladder", results, "--best", "--picture", png).exit_code in (0, 1, 4)
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gate"], "name --baseline and --candidate, or a folder of checkpoints with --ladder"),
        (["gate", "--baseline", "A"], "name --baseline and --candidate"),
        (
            ["gate", "--baseline", "A", "--candidate", "B", "--picture", "x.svg"],
            "--picture and --best are for a folder",
        ),
        (["gate", "--baseline", "A", "--candidate", "B", "--max-drop", "-1"], "--max-drop -1 is no drop in points"),
        (["gate", "--baseline", "A", "--candidate", "B", "--alpha", "5"], "--alpha 5 is no level of a test"),
        (
            ["gate", "--baseline", "A", "--candidate", "LOST"],
            "1 of 400 questions got no answer; a run with lost answers",
        ),
        (["gate", "--baseline", "A", "--candidate", "nowhere"], "there is no folder nowhere"),
        (["gate", "--ladder", "DIR", "--candidate", "B"], "leave --candidate out"),
        (["gate", "--ladder", "DIR", "--picture", "x.gif"], "x.gif must end in .svg or .png"),
        (["compare", "A"], "one run can't be compared"),
        (["compare", "A", "A"], "a run is compared with itself"),
        (["gate", "--baseline", "A", "--candidate", "A"], "is its own baseline"),
        (["compare", "A", "B", "--out", "x.txt"], "x.txt must end in .csv or .json"),
        (["compare", "A", "B", "--allow", "promt"], "did you mean 'prompt'"),
    ],
)
def test_bad_input_is_named(results: Path, tmp_path: Path, words: list[str], message: str) -> None:
    lost = tmp_path / "lost" / "ssmr_text" / "e" / "paper"
    known = {"A": results / "a" / "paper", "B": results / "b" / "paper", "LOST": lost, "DIR": results}
    ended = run(*(known.get(word, word) for word in words))
    assert isinstance(ended.exception, SSMRError)
    assert message in str(ended.exception)
