from __future__ import annotations

from collections import Counter

import pytest

from ssmr_bench.errors import ConfigError, DataError
from ssmr_bench.notation.abc import read, write
from ssmr_bench.synthesis.canonical import side
from ssmr_bench.synthesis.composition import levels
from ssmr_bench.synthesis.composition.assignment import KINDS, Assignment
from ssmr_bench.synthesis.composition.generator import answer, assignments, form
from ssmr_bench.synthesis.composition.requirements import added, fulfils, full_bars


@pytest.fixture(scope="module", params=KINDS)
def drawn(request: pytest.FixtureRequest) -> list[tuple[Assignment, str]]:
    return [(each.assignment, write(each.answer)) for each in assignments("t", "train", request.param, 100)]


def test_the_composer_fulfils_what_it_is_asked(drawn: list[tuple[Assignment, str]]) -> None:
    for assignment, said in drawn:
        assert fulfils(assignment, added(assignment, read(said)))
        assert full_bars(assignment, read(said).bars) == 1


def test_a_name_gives_its_answer_again(drawn: list[tuple[Assignment, str]]) -> None:
    for assignment, said in drawn[:20]:
        assert write(answer(assignment)) == said
    with pytest.raises(DataError, match="is none that this version makes"):
        answer(Assignment.from_json(drawn[0][0].to_json().replace("/0", "/1")))
    with pytest.raises(DataError, match="is none that this version makes"):
        answer(Assignment.from_json(drawn[0][0].to_json().replace("t/train/", "t-train-")))


def test_levels_keys_meters_and_clefs_are_even(drawn: list[tuple[Assignment, str]]) -> None:
    for level, pool in levels.OF.items():
        of_level = [assignment for assignment, _ in drawn if assignment.level == level]
        assert len(of_level) == 20
        for wanted, counted in (
            (len(pool.keys), Counter(each.key for each in of_level)),
            (len(pool.meters), Counter(each.meter for each in of_level)),
            (len(pool.clefs), Counter(each.clef for each in of_level)),
        ):
            assert len(counted) == wanted
            assert max(counted.values()) - min(counted.values()) <= 1
        assert {abs(each.scale.fifths) for each in of_level} == {abs(fifths) for fifths in pool.fifths}


def test_excerpts_are_four_to_eight_full_bars_and_left_open() -> None:
    for each in assignments("t", "train", "continuation", 40):
        excerpt = each.assignment.excerpt
        assert excerpt is not None
        assert len(excerpt.bars) in levels.OF[each.assignment.level].shown
        assert full_bars(each.assignment, excerpt.bars) == 1
        assert each.assignment.abc.endswith(" |")


def test_test_and_train_share_no_form_and_transposing_makes_none() -> None:
    for kind in KINDS:
        test, train = ([form(d.assignment) for d in assignments("t", split, kind, 60)] for split in ("test", "train"))
        assert len({*test, *train}) == 120
        assert {*map(side, test)} == {"test"}
        assert {*map(side, train)} == {"train"}


def test_a_transposed_assignment_has_the_same_form() -> None:
    by_form: dict[str, set[str]] = {}
    for key, low, high in (("C major", "E4", "F5"), ("D major", "F#4", "G5"), ("B-flat major", "D3", "Eb4")):
        said = Assignment("i", "composition", 1, "", key, "4/4", "treble", 4, low, high, "tonic")
        by_form.setdefault(form(said), set()).add(key)
    assert len(by_form) == 1
    other = Assignment("i", "composition", 1, "", "C major", "4/4", "treble", 4, "E4", "G5", "tonic")
    assert form(other) not in by_form


def test_more_than_there_are_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = {
        level: levels.Level((0,), ("major",), ("4/4",), ("treble",), (4,), (4,), ("tonic",)) for level in levels.OF
    }
    monkeypatch.setattr(levels, "OF", narrow)
    with pytest.raises(ConfigError, match="ask for fewer"):
        list(assignments("t", "test", "composition", 100))
