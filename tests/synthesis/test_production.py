from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow.parquet
import pytest

from ssmr_bench.errors import ConfigError, FileError, UnknownNameError
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.production import Order, produce
from ssmr_bench.synthesis.templates import names

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = {"chord_name": 30, "scale_key": 60, "bar_lines": 0, "interval_note": 10}


def test_the_bytes_are_those_of_the_generator_for_any_number_of_processes(tmp_path: Path) -> None:
    wanted = "".join(f"{problem.to_json()}\n" for problem in synthesize(Series("1", "train"), COUNTS))
    for jobs in (1, 3):
        out = tmp_path / f"{jobs}.jsonl"
        assert produce(Order("1", "train", COUNTS, jobs=jobs), out) == 100
        assert out.read_text() == wanted
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.jsonl", "3.jsonl"]


def test_parquet_holds_the_same_problems(tmp_path: Path) -> None:
    produce(Order("1", "train", COUNTS), tmp_path / "x.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert rows == [json.loads(problem.to_json()) for problem in synthesize(Series("1", "train"), COUNTS)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_rises_to_the_total(tmp_path: Path, jobs: int) -> None:
    told: list[int] = []
    produce(Order("1", "train", {"chord_name": 120, "scale_key": 30}, jobs=jobs), tmp_path / "x.jsonl", told.append)
    assert told == sorted(told)
    assert told[-1] == 150


def test_a_level_alone_is_made_alone(tmp_path: Path) -> None:
    produce(Order("1", "train", dict.fromkeys(names(), 2), level=5), tmp_path / "x.jsonl")
    levels = [json.loads(line)["level"] for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    assert levels == [5] * 20


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_can_not_be_made_leaves_what_was_there(tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "x.jsonl"
    out.write_text("before")
    order = Order("1", "train", {"chord_name": 10, "scale_key": 5}, tunes=tmp_path / "missing.abc", jobs=jobs)
    with pytest.raises(FileError, match=r"missing\.abc can't be read"):
        produce(order, out)
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]


def test_bad_orders_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"x\.csv must end in \.jsonl or \.parquet"):
        produce(Order("1", "train", COUNTS), tmp_path / "x.csv")
    with pytest.raises(UnknownNameError, match="no template 'chord_nam'; did you mean 'chord_name'"):
        produce(Order("1", "train", {"chord_nam": 1}), tmp_path / "x.jsonl")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="file is a file; name a folder"):
        produce(Order("1", "train", COUNTS), tmp_path / "file" / "x.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(FileError, match=r"folder\.jsonl is a folder; name a file"):
        produce(Order("1", "train", COUNTS), tmp_path / "folder.jsonl")


def test_a_failure_leaves_no_new_folder(tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        produce(Order("1", "train", COUNTS), tmp_path / "a" / "b" / "x.jsonl", stop)
    assert not list(tmp_path.iterdir())
