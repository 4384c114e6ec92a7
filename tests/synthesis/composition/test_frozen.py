from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.canonical import side
from ssmr_bench.synthesis.composition import frozen
from ssmr_bench.synthesis.composition.assignment import KINDS
from ssmr_bench.synthesis.composition.generator import COMPOSER, assignments, form
from ssmr_bench.synthesis.composition.requirements import flaws

if TYPE_CHECKING:
    from pathlib import Path

FILES = ["README.md", "assignments.jsonl", "manifest.json"]
FOLDER = shipped("data") / "composition" / "1.0"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own with a small version in it."""
    frozen.freeze("9.9", tmp_path / "composition", 4)
    monkeypatch.setattr(frozen, "shipped", lambda _: tmp_path)
    return tmp_path / "composition" / "9.9"


def test_freezing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    frozen.freeze("1.0", tmp_path, 100)
    assert sorted(path.name for path in (tmp_path / "1.0").iterdir()) == FILES
    for file in FILES:
        assert (tmp_path / "1.0" / file).read_bytes() == (FOLDER / file).read_bytes()


def test_the_composer_can_do_all_of_it() -> None:
    made = [drawn for kind in KINDS for drawn in assignments("1.0", "test", kind, 100)]
    assert tuple(drawn.assignment for drawn in made) == frozen.load("1.0").all
    assert {drawn.assignment.id: found for drawn in made if (found := flaws(drawn.assignment, drawn.answer))} == {}


def test_a_hundred_of_each_kind_even_over_levels_all_different() -> None:
    loaded = frozen.load("1.0")
    counted = Counter((each.kind, each.level) for each in loaded.all)
    assert counted == {(kind, level): 20 for kind in KINDS for level in range(1, 6)}
    assert len({form(each) for each in loaded.all}) == len({each.id for each in loaded.all}) == 200
    assert {side(form(each)) for each in loaded.all} == {"test"}
    assert [each.id for each in loaded.of("composition")] == [f"1.0/test/composition/{place}" for place in range(100)]


def test_the_manifest_counts_what_is_there() -> None:
    manifest, loaded = json.loads((FOLDER / "manifest.json").read_bytes()), frozen.load("1.0")
    assert manifest["sha256"] == loaded.sha256
    assert (manifest["version"], manifest["generator"], manifest["count"]) == ("1.0", COMPOSER, 200)
    assert manifest["canary"] == splits.CANARY
    assert manifest["kinds"]["composition"]["cadence"] == Counter(e.cadence for e in loaded.of("composition"))
    assert manifest["canary"] in (FOLDER / "README.md").read_text()


def test_it_is_no_version_of_the_problems() -> None:
    assert splits.versions() == ("1.0",)
    assert frozen.versions() == ("1.0",)
    with pytest.raises(UnknownNameError, match=r"no composition version '2\.0'"):
        frozen.load("2.0")


def test_another_byte_is_seen(shelf: Path) -> None:
    assert len(frozen.load("9.9").all) == 8
    path = shelf / "assignments.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"level": 1', b'"level": 2', 1))
    with pytest.raises(DataError, match=r"has sha256 .* not .* as frozen"):
        frozen.load("9.9")
    path.unlink()
    with pytest.raises(DataError, match="can't be read"):
        frozen.load("9.9")


def test_what_is_frozen_stays(shelf: Path) -> None:
    with pytest.raises(FileError, match="frozen already"):
        frozen.freeze("9.9", shelf.parent, 4)
