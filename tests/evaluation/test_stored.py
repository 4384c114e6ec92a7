from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.synthesis import splits
from tests.evaluation.results import SETTING, row

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = (r"\boxed{A}", "\ud800\u2028\n\\boxed{B}", "", "hm")


@pytest.fixture
def result() -> Result:
    setting = replace(SETTING, sampling={"temperature": 0.0}, versions={"python": "3"})
    problems = splits.load("1.0").problems[:5]
    replies: tuple[Completion | Failure, ...] = (
        *(Completion(text, "stop", latency=1) for text in ANSWERS),
        Failure("away"),
    )
    rows = tuple(row(problem, reply) for problem, reply in zip(problems, replies, strict=True))
    return Result(setting, rows, "2026-01-01T00:00:00+00:00", 5)


@pytest.fixture
def folder(result: Result, tmp_path: Path) -> Path:
    return result.write(tmp_path)


def test_what_was_written_is_read_back(result: Result, folder: Path) -> None:
    for place in (folder, folder / "result.json"):
        read = stored(place)
        assert (read.setting, read.rows, read.date) == (result.setting, result.rows, result.date)
        assert (read.folder, read.failed) == (folder, 1)


def test_what_later_versions_add_is_passed_over(result: Result, folder: Path) -> None:
    for name in ("samples.jsonl", "result.json"):
        lines = (folder / name).read_text()
        (folder / name).write_text(lines.replace("{", '{"yet_unknown": [1], ', 1))
    assert stored(folder).rows == result.rows


def test_one_item_may_have_rows_in_several_orders_and_repeats(folder: Path) -> None:
    lines = (folder / "samples.jsonl").read_text().splitlines()
    rows = [json.loads(lines[0]) | {"order": order, "repeat": r} for order in ("ABCD", "BADC") for r in (0, 1)]
    summary = json.loads((folder / "result.json").read_text())
    summary |= {"n": 4, "outcomes": {rows[0]["outcome"]: 4}}
    (folder / "result.json").write_text(json.dumps(summary))
    (folder / "samples.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert len(stored(folder).rows) == 4
    (folder / "samples.jsonl").write_text("\n".join(map(json.dumps, rows[:3] + rows[:1])))
    with pytest.raises(DataError, match=r"line 4 is a second row for 1.0/test/"):
        stored(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"letter": "A"', '"letter": 3', r"line 1 has letter = 3, which is of the wrong type"),
        ('"measures": {}', '"measures": {"quality": "1"}', r"line 1 has measures = .*, of which not all are numbers"),
        ('"attempts": 1', '"attempts": true', r"line 1 has attempts = True, which is of the wrong type"),
        ('"key"', '"kye"', r"line 1 lacks 'key'"),
        ('"outcome": "', '"outcome": "x', r"line 1 has outcome = 'x\w+'; there are: correct, wrong"),
        ('"latency": 1', '"latency": NaN', r"line 1 is damaged: NaN is no number"),
        ('"latency": 1', '"latency": 1e999', r"line 1 is damaged: 1e999 is a number beyond all"),
        (
            '"completion_tokens": null',
            '"completion_tokens": 1' + 400 * "0",
            r"line 1 has completion_tokens = 10+, which no run has",
        ),
        ("}\n", "\n", r"line 1 is damaged"),
        ("{", "[", r"line 1 is damaged"),
        ('{"id"', '3\n{"id"', r"line 1 is not a JSON object"),
    ],
)
def test_a_damaged_row_is_named(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "samples.jsonl"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=message):
        stored(folder)


def test_rows_and_figures_of_two_runs_are_not_one_result(result: Result, folder: Path) -> None:
    (folder / "samples.jsonl").write_text("".join((folder / "samples.jsonl").read_text().splitlines(True)[:-1]))
    with pytest.raises(
        DataError, match=r"result.json counts 1 failed, samples.jsonl has 0; the two are not of one run"
    ):
        stored(folder)
    assert result.failed == 1


def test_a_damaged_setting_is_named(folder: Path) -> None:
    path = folder / "result.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps({**summary, "limit": "x"}))
    with pytest.raises(DataError, match=r"result.json has limit = 'x', which is of the wrong type"):
        stored(folder)
    path.write_text(json.dumps({name: value for name, value in summary.items() if name != "outcomes"}))
    with pytest.raises(DataError, match=r"result.json is not a result: outcomes missing"):
        stored(folder)


PRICES: dict[str, Any] = {"input": 1.0, "output": 2.0, "cached_input": 0.5, "currency": "USD", "date": "2026-01-01"}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "cost",
            {"prices_per_million_tokens": PRICES | {"output": -1.0}},
            "output = -1.0, which is no price of a million",
        ),
        ("cost", {"prices_per_million_tokens": PRICES | {"input": 1e308}}, r"input = 1e\+308, which no run has"),
        ("cost", {"prices_per_million_tokens": PRICES | {"input": float("inf")}}, "Infinity is no number"),
        ("sampling", {"temperature": float("nan")}, "NaN is no number"),
        ("requests_sent", 10**400, "requests_sent = 10+ is no number of requests"),
        ("requests_sent", True, "requests_sent = True is no number of requests"),
        ("repeats", 10**16, "repeats = 10+, which no run has"),
        ("endpoint", "\ud800", "holds half a character"),
    ],
)
def test_numbers_that_no_run_has_are_refused(folder: Path, field: str, value: object, message: str) -> None:
    path = folder / "result.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps(summary | {"cost": {"prices_per_million_tokens": PRICES}}))
    assert stored(folder).price == Price(**PRICES)
    path.write_text(json.dumps(summary | {field: value}))
    with pytest.raises(DataError, match=rf"result.json .*{message}"):
        stored(folder)


def test_a_pipe_is_no_file_of_rows(folder: Path) -> None:
    (folder / "samples.jsonl").unlink()
    os.mkfifo(folder / "samples.jsonl")
    with pytest.raises(FileError, match=r"samples.jsonl can't be read: it is no regular file"):
        stored(folder)


def test_what_is_not_there_is_said(result: Result, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"there is no folder .*nowhere; name one with a result.json in it"):
        stored(tmp_path / "nowhere")
    with pytest.raises(FileError, match=r"there is no folder .*ssmr_txt/m/paper; did you mean .*ssmr_text/m/paper\?"):
        stored(tmp_path / "ssmr_txt" / "m" / "paper")
    with pytest.raises(FileError, match=r"there is no result.json in .*; did you mean .*ssmr_text/m/paper\?"):
        stored(tmp_path)
    with pytest.raises(FileError, match=r"samples.jsonl is no result; name a folder with a result.json in it"):
        stored(folder / "samples.jsonl")
    (folder / "samples.jsonl").unlink()
    with pytest.raises(FileError, match=r"samples.jsonl can't be read: .*; name a folder with a whole samples.jsonl"):
        stored(folder)
    empty = replace(result, rows=()).write(tmp_path / "empty")
    assert stored(empty).rows == ()
