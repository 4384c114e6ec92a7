from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import music21
import pytest

from ssmr_bench.errors import ConfigError, DataError, FileError, UnknownNameError
from ssmr_bench.notation.score import TREBLE, Bar, Note, Score
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import LETTERS, LEVELS, Problem, Question
from ssmr_bench.synthesis.templates import Template
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch
from tests.notation.reader import Heard, read

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.drawing import Draw

FROZEN = splits.load("0.1")
TRIAL = ("chord_name", "interval_name")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own with a small version in it."""
    splits.freeze("9.9", tmp_path, TRIAL, 2)
    monkeypatch.setattr(splits, "shipped", lambda _: tmp_path)
    return tmp_path


def music21_pitch(heard: Heard) -> music21.pitch.Pitch:
    name, octave = heard
    return music21.pitch.Pitch(name=name.replace("b", "-"), octave=octave)


def spoken(name: str) -> str:
    """music21's "B--" as the options say it: "B-double-flat"."""
    marks = {"": "", "#": "-sharp", "##": "-double-sharp", "-": "-flat", "--": "-double-flat"}
    return name[0] + marks[name[1:]]


def answer_from_text(problem: Problem) -> set[str]:
    """What music21 makes of the published music, under both ways of reading its accidentals."""
    answers = set()
    for scope in ("octave", "everywhere"):
        heard = [music21_pitch(note) for note in read(problem.abc, scope).heard]
        if "interval" in problem.question:
            name = music21.interval.Interval(heard[0], heard[-1]).niceName
            answers.add(name.lower().replace("double-octave", "fifteenth"))
        else:
            chord = music21.chord.Chord(sorted(set(heard)))
            assert len({pitch.name for pitch in heard}) == 3
            answers.add(f"{spoken(chord.root().name)} {chord.quality} triad")
    return answers


def test_the_frozen_split_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    splits.freeze("0.1", tmp_path, TRIAL, 100)
    for file in ("problems.jsonl", "manifest.json"):
        assert (tmp_path / "0.1" / file).read_bytes() == (shipped("data") / "0.1" / file).read_bytes()
    assert not list(tmp_path.glob("**/*.part"))


@pytest.mark.parametrize("problem", FROZEN.problems, ids=lambda problem: problem.id)
def test_exactly_one_option_holds_for_an_independent_reader(problem: Problem) -> None:
    answers = answer_from_text(problem)
    assert [letter for letter, option in zip(LETTERS, problem.options, strict=True) if option in answers] == [
        problem.answer
    ]
    assert len(answers) == 1


@pytest.mark.parametrize("problem", FROZEN.problems, ids=lambda problem: problem.id)
def test_every_published_bar_is_full(problem: Problem) -> None:
    tune = read(problem.abc, "octave")
    above, below = map(int, tune.fields["M"].split("/"))
    assert all(sum(duration for _, duration in bar) * below == above for bar in tune.bars)


def test_the_frozen_split_is_even() -> None:
    assert (FROZEN.name, FROZEN.version, len(FROZEN.problems)) == ("test", "0.1", 200)
    cells = Counter((problem.template, problem.level, problem.answer) for problem in FROZEN.problems)
    assert cells == {(name, level, letter): 5 for name in TRIAL for level in LEVELS for letter in LETTERS}
    first = FROZEN.problems[:40]
    assert Counter(problem.template for problem in first) == {"chord_name": 20, "interval_name": 20}
    assert Counter(problem.level for problem in first) == dict.fromkeys(LEVELS, 8)
    assert Counter(problem.answer for problem in first) == dict.fromkeys(LETTERS, 10)
    assert len({problem.id for problem in FROZEN.problems}) == 200


def test_the_manifest_counts_what_is_there() -> None:
    manifest = json.loads((shipped("data") / "0.1" / "manifest.json").read_bytes())
    assert manifest["count"] == 200
    assert manifest["sha256"] == FROZEN.sha256
    assert manifest["generator"] == splits.GENERATOR
    for name in TRIAL:
        assert manifest["templates"][name] == {
            "count": 100,
            "levels": dict.fromkeys(map(str, LEVELS), 20),
            "letters": dict.fromkeys(LETTERS, 25),
        }


def test_a_longer_split_begins_with_the_shorter() -> None:
    longer = list(islice(splits.synthesize("0.1", "test", TRIAL, 10_000), 50))
    assert longer == list(FROZEN.problems[:50])


def test_another_version_and_another_split_are_other_problems() -> None:
    for version, split in (("0.2", "test"), ("0.1", "train")):
        others = list(splits.synthesize(version, split, TRIAL, 3))
        assert all(ours.options != theirs.options for ours, theirs in zip(others, FROZEN.problems, strict=False))


def poor(choices: int) -> Template:
    """A template with so many pieces of music, and always the same options."""

    def ask(draw: Draw) -> Question:
        key = draw.key(("a", "b", "c", "d"))
        pitch = Pitch.at_step(28 + draw.below(choices))
        meter = Meter(4, 4)
        return Question(
            "?", Score((Bar((Note(pitch, meter.bar),)),), TREBLE, KeySignature(), meter), tuple("abcd"), key
        )

    return Template("poor", "scale", ask)


def test_a_clash_changes_the_music_and_never_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splits, "find", lambda _: poor(20))
    problems = list(splits.synthesize("1", "test", ["poor"], 20))
    assert len({problem.abc for problem in problems}) == 20
    assert Counter(problem.answer for problem in problems) == dict.fromkeys(LETTERS, 5)


def test_a_template_that_runs_dry_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splits, "find", lambda _: poor(3))
    with pytest.raises(ConfigError, match="'poor' has no new problem for 1/test/poor/3; ask for fewer"):
        list(splits.synthesize("1", "test", ["poor"], 4))


def test_no_two_problems_are_alike_in_a_long_split() -> None:
    problems = list(splits.synthesize("1.0", "trial", TRIAL, 600))
    assert len({(problem.question, problem.abc, frozenset(problem.options)) for problem in problems}) == 1200


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no template 'chords'"):
        list(splits.synthesize("1", "test", ["chords"], 1))


def test_what_was_frozen_is_loaded(shelf: Path) -> None:
    split = splits.load("9.9")
    assert split.problems == tuple(splits.synthesize("9.9", "test", TRIAL, 2))
    assert splits.versions() == ("9.9",)
    assert sorted(path.name for path in (shelf / "9.9").iterdir()) == ["manifest.json", "problems.jsonl"]


def test_frozen_means_frozen(shelf: Path) -> None:
    with pytest.raises(FileError, match="is frozen already"):
        splits.freeze("9.9", shelf, TRIAL, 3)
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
    with pytest.raises(FileError, match="can't be written"):
        splits.freeze("1", tmp_path / "file", TRIAL, 1)
