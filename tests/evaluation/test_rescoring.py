from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.rescoring import rescored
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.synthesis import splits
from tests.evaluation.results import SETTING, row

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

SPLIT = splits.load("1.0")
TRUE = {"name": "test", "version": "1.0", "sha256": SPLIT.sha256}
REPLIES: tuple[Completion | Failure, ...] = (
    *(Completion(text) for text in (r"\boxed{B}", "The answer is C.", "hm", "", r"<think>\boxed{A}</think> D")),
    *(Completion("Let me", "length"), Completion("", "content_filter"), Failure("away")),
)


@pytest.fixture
def result() -> Result:
    rows = [
        row(problem, reply, order)
        for problem, reply in zip(SPLIT.problems, REPLIES, strict=False)
        for order in ("ABCD", "CDAB")
    ]
    return Result(replace(SETTING, split=TRUE, orders=2, scorer=SCORER), tuple(rows), "2026-01-01T00:00:00+00:00", 9)


def test_the_same_judge_comes_to_the_same_verdicts(result: Result, tmp_path: Path) -> None:
    again = rescored(stored(result.write(tmp_path)))
    assert not again.changed
    assert again.rows == result.rows
    assert again.result == result
    assert {each.outcome for each in again.rows} >= set(Outcome) - {Outcome.CORRECT}


def test_what_is_known_of_the_questions_is_told_anew(result: Result, tmp_path: Path) -> None:
    before = replace(result, rows=tuple(replace(each, flaw="an old word") for each in result.rows))
    assert rescored(stored(before.write(tmp_path))).rows == result.rows


def test_open_answers_are_judged_as_such(tmp_path: Path) -> None:
    problem = next(p for p in SPLIT.problems if p.template == "interval_name")
    item = ProblemItem(problem, "paper", 0, "ABCD", "1.0", None, open=True)
    rows = (Row.of(item, 0, "0" * 64, Completion(rf"\boxed{{{problem.key}}}")),)
    result = Result(replace(SETTING, task="ssmr_text_open", open=True, split=TRUE), rows, "2026", 1)
    assert rows[0].outcome is Outcome.CORRECT
    assert rescored(stored(result.write(tmp_path))).rows == rows


def test_what_an_older_judge_said_is_shown_beside_what_is_said_now(
    result: Result, tmp_path: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = replace(result, setting=replace(result.setting, scorer=0)).write(tmp_path / "results")
    _say(folder, outcome="unparsed", letter=None, rule="none")
    ended = command("ssmr", "rescore", "results", "--out", "again", COLUMNS="160")
    assert ended.returncode == 0, ended.stderr
    assert "1 unparsed to" in ended.stdout
    assert "1 of 1 items that are judged otherwise" in ended.stdout
    assert json.loads((folder / "result.json").read_text())["scorer"] == 0
    (new,) = (tmp_path / "again").glob("**/result.json")
    summary = json.loads(new.read_text())
    assert (summary["scorer"], summary["date"], summary["requests_sent"]) == (SCORER, result.date, result.sent)
    assert stored(new).rows == result.rows
    assert command("ssmr", "rescore", "results", "--out", "results").returncode == 2


def test_what_was_moved_aside_stays_aside(
    result: Result, tmp_path: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    other = replace(result, setting=replace(result.setting, endpoint="elsewhere"), date="2026-02-01T00:00:00+00:00")
    result.write(tmp_path / "results")
    other.write(tmp_path / "results")
    before = {p.parent.relative_to(tmp_path / "results"): stored(p).setting for p in tmp_path.glob("**/result.json")}
    assert len(before) == 2
    for _ in range(2):
        ended = command("ssmr", "rescore", "results", "--out", "again")
        assert ended.returncode == 0, ended.stderr
        after = {
            p.parent.relative_to(tmp_path / "again"): stored(p).setting for p in tmp_path.glob("again/**/result.json")
        }
        assert after == before
    inside = command("ssmr", "rescore", "results", "--out", "results/again")
    assert inside.returncode == 2
    assert "lies in the folder of the results themselves" in inside.stderr


def test_a_result_without_its_split_is_named(result: Result, tmp_path: Path) -> None:
    folder = result.write(tmp_path)
    summary = json.loads((folder / "result.json").read_text())
    del summary["split"]["version"]
    (folder / "result.json").write_text(json.dumps(summary))
    with pytest.raises(DataError, match="does not say on which split it was asked"):
        stored(folder)


def test_results_on_other_problems_are_refused(result: Result, tmp_path: Path) -> None:
    other = replace(result, setting=replace(result.setting, split=TRUE | {"sha256": "ab"}))
    with pytest.raises(DataError, match=r"was asked on split 1.0 with sha256 ab; here it has"):
        rescored(stored(other.write(tmp_path)))


def _say(folder: Path, **verdict: object) -> None:
    """Makes the first row say that it was judged so, and the counts agree."""
    lines = (folder / "samples.jsonl").read_text().splitlines(keepends=True)
    first = json.loads(lines[0])
    summary = json.loads((folder / "result.json").read_text())
    summary["outcomes"][first["outcome"]] -= 1
    summary["outcomes"][verdict["outcome"]] += 1
    (folder / "samples.jsonl").write_text("".join((json.dumps(first | verdict) + "\n", *lines[1:])))
    (folder / "result.json").write_text(json.dumps(summary))
