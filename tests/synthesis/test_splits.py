from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits, templates
from ssmr_bench.synthesis.generator import GENERATOR, Series, synthesize
from ssmr_bench.synthesis.problem import CATEGORIES, LETTERS, LEVELS

if TYPE_CHECKING:
    from pathlib import Path

FROZEN = splits.load("1.0")
MANIFEST = json.loads((shipped("data") / "1.0" / "manifest.json").read_bytes())
TRIAL = {"chord_name": 2, "interval_name": 2}
FILES = ["README.md", "croissant.json", "manifest.json", "problems.jsonl"]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own with a small version in it."""
    splits.freeze("9.9", tmp_path, TRIAL)
    monkeypatch.setattr(splits, "shipped", lambda _: tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_frozen_split_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    splits.freeze("1.0", tmp_path, splits.even_counts(1_600), 8_000)
    for file in FILES:
        assert (tmp_path / "1.0" / file).read_bytes() == (shipped("data") / "1.0" / file).read_bytes()
    assert sorted(path.name for path in tmp_path.glob("1.0/*")) == FILES


def test_the_frozen_split_still_begins_as_the_generator_makes_it() -> None:
    made = list(synthesize(Series("1.0", "test"), dict.fromkeys(templates.names(), 5)))
    by_id = {problem.id: problem for problem in FROZEN.problems}
    assert [by_id[problem.id] for problem in made] == made


def test_the_frozen_split_is_even() -> None:
    assert (FROZEN.name, FROZEN.version, len(FROZEN.problems)) == ("test", "1.0", 1_600)
    assert Counter(problem.category for problem in FROZEN.problems) == dict.fromkeys(CATEGORIES, 400)
    cells = Counter((problem.template, problem.level, problem.answer) for problem in FROZEN.problems)
    sizes = {name: 5 if templates.find(name).category == "chord" else 10 for name in templates.names()}
    assert cells == {(name, level, letter): sizes[name] for name in sizes for level in LEVELS for letter in LETTERS}
    assert len({problem.id for problem in FROZEN.problems}) == 1_600
    first = Counter(problem.template for problem in FROZEN.problems[:160])
    assert first == {name: 2 * size for name, size in sizes.items()}


def test_the_manifest_counts_what_is_there() -> None:
    assert MANIFEST["count"] == 1_600
    assert MANIFEST["sha256"] == FROZEN.sha256
    assert MANIFEST["generator"] == GENERATOR
    assert MANIFEST["canary"] == splits.CANARY
    assert MANIFEST["categories"] == dict.fromkeys(CATEGORIES, 400)
    for name in templates.names():
        found = [problem for problem in FROZEN.problems if problem.template == name]
        assert MANIFEST["templates"][name]["count"] == len(found)
        assert set(MANIFEST["templates"][name]["letters"].values()) == {len(found) // 4}
        assert set(MANIFEST["templates"][name]["levels"].values()) == {len(found) // 5}


def test_the_card_and_the_metadata_say_what_the_manifest_says() -> None:
    folder = shipped("data") / "1.0"
    card = (folder / "README.md").read_text()
    assert card.startswith("---\n")
    for told in ("1,600", MANIFEST["canary"], MANIFEST["training"]["sha256"], *templates.names()):
        assert told in card
    metadata = json.loads((folder / "croissant.json").read_bytes())
    assert metadata["distribution"][0]["sha256"] == FROZEN.sha256
    fields = [field["name"] for field in metadata["recordSet"][0]["field"]]
    assert fields == list(json.loads(FROZEN.problems[0].to_json()))


@pytest.mark.parametrize("total", [1, 7, 40, 1_600, 8_001])
def test_counts_are_even_over_the_categories_and_come_to_the_total(total: int) -> None:
    counts = splits.even_counts(total)
    assert sum(counts.values()) == total
    by_category = Counter(dict.fromkeys(CATEGORIES, 0))
    for name, count in counts.items():
        by_category[templates.find(name).category] += count
    assert max(by_category.values()) - min(by_category.values()) <= 3
    assert sum(splits.even_counts(total, ["scale_key", "chord_name"]).values()) == total


def test_what_was_frozen_is_loaded(shelf: Path) -> None:
    split = splits.load("9.9")
    assert split.problems == tuple(synthesize(Series("9.9", "test"), TRIAL))
    assert splits.versions() == ("9.9",)
    assert sorted(path.name for path in (shelf / "9.9").iterdir()) == FILES


def test_frozen_means_frozen(shelf: Path) -> None:
    with pytest.raises(FileError, match="is frozen already"):
        splits.freeze("9.9", shelf, TRIAL)
    assert len(splits.load("9.9").problems) == 4


def test_one_changed_byte_is_found(shelf: Path) -> None:
    path = shelf / "9.9" / "problems.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"A"', b'"B"', 1) + b" ")
    with pytest.raises(DataError, match=r"has sha256 .* as frozen"):
        splits.load("9.9")


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"name": "test"}'])
def test_a_broken_manifest_is_named(shelf: Path, manifest: str) -> None:
    (shelf / "9.9" / "manifest.json").write_text(manifest)
    with pytest.raises(DataError, match=r"split 9\.9 in .* can't be read"):
        splits.load("9.9")


def test_missing_problems_are_named(shelf: Path) -> None:
    (shelf / "9.9" / "problems.jsonl").unlink()
    with pytest.raises(DataError, match=r"split 9\.9 in .* can't be read"):
        splits.load("9.9")


@pytest.mark.parametrize("version", ["9.8", "..", "", "/"])
def test_an_unknown_version_is_answered_with_those_there_are(shelf: Path, version: str) -> None:
    assert shelf.is_dir()
    with pytest.raises(UnknownNameError, match=r"no split version .*9\.9"):
        splits.load(version)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="file is a file; name a folder"):
        splits.freeze("1", tmp_path / "file", TRIAL)
