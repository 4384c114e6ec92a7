from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.composition.measure import Heard, measured, raw
from ssmr_bench.synthesis.composition.repertoire import Repertoire, longest_common, moves_of
from ssmr_bench.synthesis.composition.yardsticks import composed
from ssmr_bench.synthesis.generator import Series, synthesize
from tests.notation.scores import scores
from tests.synthesis.composition.music import music

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.notation.score import Score


@given(st.lists(scores, max_size=4), scores)
def test_the_longest_passage_is_what_difflib_finds_tune_by_tune(known: list[Score], score: Score) -> None:
    moves = moves_of(line_of(score))
    longest = [
        SequenceMatcher(None, moves_of(line_of(each)), moves, autojunk=False).find_longest_match().size
        for each in known
    ]
    assert Repertoire.of(known).longest(moves) == max(longest, default=0)
    assert [longest_common(moves_of(line_of(each)), moves) for each in known] == longest


def test_a_copy_is_found_in_any_key_and_at_any_speed_among_many() -> None:
    known = Repertoire.of([*composed(40), music("CDEG|A3c|BAG2|C4|]")])
    copy = Heard(music("d/e/^f/a/b3/2d'/^c'/b/a|d2|]"))
    assert raw(copy, known)["copied_from_known"].value == 1
    assert measured(copy, known)["copied_from_known"] == 0
    changed = Heard(music("CDEG|A3B|BAG2|C4|]"))
    assert raw(changed, known)["copied_from_known"].value == 4 / 9, "a note amid is changed: four moves before it"
    longer = Heard(music("CDEG|A3c|BAG2|B4|]"))
    assert measured(longer, known)["copied_from_known"] == pytest.approx((1 - 8 / 9) / 0.5)


def test_no_passage_runs_from_one_tune_into_the_next() -> None:
    first, second = music("CDE|]"), music("GBA|]")
    assert Repertoire.of([first, second]).longest(moves_of(line_of(music("CDE^G^F|]")))) == 2


def test_tunes_come_from_a_file_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.abc").write_text("X:1\nL:1/4\nK:C\nCDEF|]\n\nX:2\nL:1/4\nK:C\nGEC:\n", encoding="utf-8")
    (tmp_path / "deep" / "two.jsonl").write_text(json.dumps({"abc_music": "L:1/4\nK:C\nGEC2|]"}), encoding="utf-8")
    assert Repertoire.load(tmp_path).tunes == 2, "the second of the first file can't be read"
    assert Repertoire.load(tmp_path / "one.abc").longest(moves_of(line_of(music("GABd|]")))) == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"empty holds no tune; name a file or a folder of tunes"):
        Repertoire.load(tmp_path / "empty")
    with pytest.raises(FileError, match="missing"):
        Repertoire.load(tmp_path / "missing")


def test_the_music_of_a_training_set_is_known() -> None:
    problems = list(synthesize(Series("1.0", "train"), {"time_signature": 3, "chord_root": 2}))
    known = Repertoire.of_problems(problems)
    assert known.tunes == len([problem for problem in problems if problem.abc])
    assert known.longest(moves_of(line_of(music(problems[0].abc.split("\nK:C\n")[-1])))) >= 1
