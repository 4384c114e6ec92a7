from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import Chord
from ssmr_bench.synthesis import templates
from ssmr_bench.synthesis.compose import Setting, pitches
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS, LEVELS, Question
from ssmr_bench.synthesis.templates import chord_name, interval_name
from ssmr_bench.theory.chord import Triad
from ssmr_bench.theory.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

STRATA = [Stratum(level, letter) for level, letter in product(LEVELS, LETTERS)]


def questions(name: str, stratum: Stratum, count: int = 40) -> Iterator[Question]:
    ask = templates.find(name).ask
    return (ask(Draw(f"trial/{name}/{index}", stratum)) for index in range(count))


def test_the_folder_is_the_registry() -> None:
    assert templates.names() == ("chord_name", "interval_name")
    assert {name: templates.find(name).category for name in templates.names()} == {
        "chord_name": "chord",
        "interval_name": "interval",
    }


def test_an_unknown_template_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no template 'chord_nam'; did you mean 'chord_name'"):
        templates.find("chord_nam")


@pytest.mark.parametrize("name", templates.names())
@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_questions_keep_the_contract(name: str, stratum: Stratum) -> None:
    stems = set()
    for question in questions(name, stratum):
        stems.add(question.stem)
        assert len(set(question.options)) == 4
        assert question.options[LETTERS.index(stratum.letter)] == question.key
        assert question.score.meter is not None
        assert [bar.duration for bar in question.score.bars] == [question.score.meter.bar] * len(question.score.bars)
        places = [abs(question.score.clef.place(pitch)) for pitch in question.score.pitches]
        assert max(places) <= (6 if stratum.level <= 2 else 8)
        assert max(abs(pitch.alteration) for pitch in question.score.pitches) <= (1 if stratum.level <= 4 else 2)
    assert len(stems) == 1


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_the_interval_is_the_key(stratum: Stratum) -> None:
    for question in questions("interval_name", stratum):
        first, *_, last = question.score.pitches
        assert Interval.between(first, last).name == question.key


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_the_triad_is_the_key(stratum: Stratum) -> None:
    for question in questions("chord_name", stratum):
        triad = Triad.of(pitch.name for pitch in question.score.pitches)
        assert triad is not None
        assert triad.name == question.key


def test_levels_are_as_described() -> None:
    for level, letter in product((1, 2), LETTERS):
        for question in questions("interval_name", Stratum(level, letter)):
            assert not any(sign in write(question.score).split("\n")[-1] for sign in "^_=")
            assert level == 2 or question.score.signature.fifths == 0
    for question in questions("interval_name", Stratum(5, "A")):
        assert abs(Interval.between(question.score.pitches[0], question.score.pitches[-1])).steps >= 8
    for level, roots in ((1, True), (2, True), (3, False)):
        for question in questions("chord_name", Stratum(level, "A")):
            assert all(isinstance(event, Chord) for event in question.score.bars[0].events)
            lowest = min(question.score.pitches, key=lambda pitch: pitch.step)
            assert not roots or question.key.startswith(lowest.name.spoken + " ")


@pytest.mark.parametrize("level", LEVELS)
def test_every_interval_of_the_pool_can_be_written_in_every_setting(level: int) -> None:
    wanted = interval_name.LEVELS[level]
    assert len(wanted.pool) >= 6
    assert len({interval.name for interval in wanted.pool}) == len(wanted.pool)
    for interval, setting in product(wanted.pool, wanted.settings):
        assert interval_name.ends(setting, interval), f"{interval.name} in {setting}"


@pytest.mark.parametrize("level", LEVELS)
def test_every_triad_of_the_pool_can_be_written_wherever_its_names_are_allowed(level: int) -> None:
    wanted = chord_name.LEVELS[level]
    assert len(wanted.pool) >= 14
    assert len({triad.name for triad in wanted.pool}) == len(wanted.pool)
    for triad in wanted.pool:
        fitting = [setting for setting in wanted.settings if all(map(setting.allows, triad.members))]
        assert fitting, triad.name
        for setting in fitting:
            assert chord_name.close(setting, triad, wanted.inversions), f"{triad.name} in {setting}"


def test_close_chords_lie_within_an_octave_in_every_inversion() -> None:
    level = chord_name.LEVELS[3]
    triad = level.pool[0]
    chords = chord_name.close(level.settings[0], triad, 3)
    assert {chord[0].name for chord in chords} == set(triad.members)
    for chord in chords:
        assert chord[0].step < chord[1].step < chord[2].step < chord[0].step + 7


def test_a_setting_holds_what_its_bounds_allow() -> None:
    setting = interval_name.LEVELS[2].settings[0]
    assert [str(pitch) for pitch in pitches(replace(setting, reach=2))] == ["G4", "A4", "Bb4", "C5", "D5"]
    loose: Setting = replace(setting, reach=0, chromatic=1, limit=1)
    assert [str(pitch) for pitch in pitches(loose)] == ["Bb4", "B4"]
    assert [str(pitch) for pitch in pitches(replace(loose, limit=2))] == ["Bbb4", "Bb4", "B4"]
