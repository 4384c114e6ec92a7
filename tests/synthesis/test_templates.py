from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import Chord, Score
from ssmr_bench.synthesis import setting as staves
from ssmr_bench.synthesis import templates, triads, voicing
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS, LEVELS, Question
from ssmr_bench.synthesis.templates import interval_name, interval_note
from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.interval import Interval, transpose
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName
from ssmr_bench.theory.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
STRATA = [Stratum(level, letter) for level, letter in product(LEVELS, LETTERS)]


def questions(name: str, stratum: Stratum, count: int = 40) -> Iterator[Question]:
    ask = templates.find(name).ask
    return (ask(Draw(f"trial/{name}/{index}", stratum)) for index in range(count))


def test_the_folder_is_the_registry() -> None:
    assert {name: templates.find(name).category for name in templates.names()} == {
        "bar_lines": "rhythm",
        "chord_completion": "chord",
        "chord_key_root": "chord",
        "chord_name": "chord",
        "chord_root": "chord",
        "interval_name": "interval",
        "interval_note": "interval",
        "scale_key": "scale",
        "scale_spelling": "scale",
        "time_signature": "rhythm",
    }


def test_an_unknown_template_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no template 'chord_nam'; did you mean 'chord_name'"):
        templates.find("chord_nam")


@pytest.mark.parametrize("name", templates.names())
@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_questions_keep_the_contract(name: str, stratum: Stratum) -> None:
    for question in questions(name, stratum):
        assert len(set(question.options)) == 4
        assert question.options[LETTERS.index(stratum.letter)] == question.key
        for score in scores(question):
            bars = score.bars if name != "bar_lines" or score.meter is None else ()
            assert score.meter is None or all(bar.duration == score.meter.bar for bar in bars)
            assert max(abs(score.clef.place(pitch)) for pitch in score.pitches) <= 10
            limit = 2 if stratum.level == 5 or name.startswith("scale") or name == "time_signature" else 1
            assert max(abs(pitch.alteration) for pitch in score.pitches) <= limit


def scores(question: Question) -> list[Score]:
    """All the music of a question, that of its options too."""
    music = [question.score] if question.score else []
    return music + [option for option in question.options if isinstance(option, Score)]


VARYING = {"chord_completion", "interval_note", "scale_spelling"}


@pytest.mark.parametrize("name", templates.names())
def test_the_stem_varies_only_where_it_helps_to_decide(name: str) -> None:
    stems = {question.stem for stratum in STRATA for question in questions(name, stratum, 10)}
    assert (len(stems) > 1) == (name in VARYING)


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_four_meters_fill_their_bars_with_the_same_notes(stratum: Stratum) -> None:
    for question in questions("bar_lines", stratum):
        assert question.score is not None
        assert isinstance(question.key, Score)
        assert question.score.meter is not None
        lengths = set()
        for option in question.options:
            assert isinstance(option, Score)
            assert option.pitches == question.score.pitches
            (length,) = {bar.duration for bar in option.bars}
            lengths.add(length)
            assert len(option.bars) >= 2
        assert len(lengths) == 4
        assert {bar.duration for bar in question.key.bars} == {question.score.meter.bar}


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_only_one_meter_on_offer_fills_the_bars_of_the_tune(stratum: Stratum) -> None:
    for question in questions("time_signature", stratum):
        assert question.score is not None
        (length,) = {bar.duration for bar in question.score.bars}
        assert [option for option in question.options if Meter.parse(str(option)).bar == length] == [question.key]


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_any_option_might_lie_at_the_interval_from_a_note_of_the_setting(stratum: Stratum) -> None:
    wanted = interval_note.LEVELS[stratum.level]
    for question in questions("interval_note", stratum):
        assert question.score is not None
        found = re.match(r"Which note lies an? (.*) (above|below) the (\w+) note", question.stem)
        assert found is not None
        interval = Interval.parse(found[1]) if found[2] == "above" else -Interval.parse(found[1])
        shown = question.score.pitches
        offered = [option.pitches[0] for option in question.options if isinstance(option, Score)]
        assert 4 <= len(shown) <= 6
        assert isinstance(question.key, Score)
        assert question.key.pitches[0] == transpose(shown[PLACES.index(found[3])], interval)
        starts = [transpose(option, -interval) for option in offered]
        assert len(set(starts)) == 4
        for start, option in zip(starts, offered, strict=True):
            assert abs(start.alteration) <= (2 if stratum.level == 5 else 1)
            assert any(abs(Interval.between(note, option)) in wanted.pool for note in shown)


def test_the_order_of_notes_and_options_does_not_settle_the_interval() -> None:
    hits = []
    for stratum in STRATA:
        for question in questions("interval_note", stratum):
            assert question.score is not None
            found = re.search(r"the (\w+) note of", question.stem)
            assert found is not None
            shown = [pitch.midi for pitch in question.score.pitches]
            below = sorted(shown).index(shown[PLACES.index(found[1])])
            offered = sorted(scores(question)[1:], key=lambda option: option.pitches[0].midi)
            hits.append(offered[below * 4 // len(shown)] == question.key)
    assert sum(hits) / len(hits) < 0.5


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_each_option_completes_one_bar_and_no_other(stratum: Stratum) -> None:
    for question in questions("chord_completion", stratum):
        assert question.score is not None
        found = re.search(r"two notes of an? (\w+) triad.* the (\w+) bar,", question.stem)
        assert found is not None
        offered = [option.pitches[0].name for option in question.options if isinstance(option, Score)]
        completed = []
        for bar in question.score.bars:
            names = {pitch.name for event in bar.events for pitch in event.pitches}
            assert len(names) == 2
            made = {name: Harmony.of([*names, name]) for name in offered}
            (right,) = [name for name, triad in made.items() if triad and triad.quality == found[1]]
            completed.append(right)
        assert sorted(map(str, completed)) == sorted(map(str, offered))
        assert isinstance(question.key, Score)
        assert question.key.pitches[0].name == completed[PLACES.index(found[2])]


@pytest.mark.parametrize("name", ["chord_root", "chord_key_root"])
@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_the_root_is_the_key(name: str, stratum: Stratum) -> None:
    lowest = []
    for question in questions(name, stratum):
        assert question.score is not None
        triad = Harmony.of(pitch.name for pitch in question.score.pitches)
        assert triad is not None
        assert triad.root.full == question.key
        lowest.append(min(question.score.pitches, key=lambda pitch: pitch.step).name == triad.root)
    assert not all(lowest)


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_only_one_scale_on_offer_has_the_notes_shown(stratum: Stratum) -> None:
    for question in questions("scale_key", stratum):
        assert question.score is not None
        names = {pitch.name for pitch in question.score.pitches}
        scales = {option: Scale.parse(str(option)) for option in question.options}
        fitting = [o for o, scale in scales.items() if names in (set(scale.ascending), set(scale.descending))]
        assert fitting == [question.key]


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_every_option_is_a_scale_on_the_same_keynote(stratum: Stratum) -> None:
    for question in questions("scale_spelling", stratum):
        found = re.match(r"Which option writes the (.*), (ascending|descending) ", question.stem)
        assert found is not None
        scale = Scale.parse(found[1])
        wanted = scale.ascending if found[2] == "ascending" else scale.descending
        holding = [o for o in scores(question) if tuple(pitch.name for pitch in o.pitches) == wanted]
        assert holding == [question.key]
        assert {option.pitches[0].name for option in scores(question)} == {scale.tonic}


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_the_interval_is_the_key(stratum: Stratum) -> None:
    for question in questions("interval_name", stratum):
        assert question.score is not None
        first, *_, last = question.score.pitches
        assert Interval.between(first, last).name == question.key


@pytest.mark.parametrize("stratum", STRATA, ids=str)
def test_the_triad_is_the_key(stratum: Stratum) -> None:
    for question in questions("chord_name", stratum):
        assert question.score is not None
        triad = Harmony.of(pitch.name for pitch in question.score.pitches)
        assert triad is not None
        assert triad.name == question.key


def test_levels_are_as_described() -> None:
    for level, letter in product((1, 2), LETTERS):
        for question in questions("interval_name", Stratum(level, letter)):
            (score,) = scores(question)
            assert not any(sign in write(score).split("\n")[-1] for sign in "^_=")
            assert level == 2 or score.signature == KeySignature(0)
    for question in questions("interval_name", Stratum(5, "A")):
        (score,) = scores(question)
        assert abs(Interval.between(score.pitches[0], score.pitches[-1])).steps >= 8
    for level, roots in ((1, True), (2, True), (3, False)):
        for question in questions("chord_name", Stratum(level, "A")):
            (score,) = scores(question)
            assert all(isinstance(event, Chord) for event in score.bars[0].events)
            lowest = min(score.pitches, key=lambda pitch: pitch.step)
            assert not roots or str(question.key).startswith(lowest.name.spoken + " ")


@pytest.mark.parametrize("level", LEVELS)
def test_every_interval_of_the_pool_can_be_written_in_every_setting(level: int) -> None:
    wanted = interval_name.LEVELS[level]
    assert len(wanted.pool) >= 6
    assert len({interval.name for interval in wanted.pool}) == len(wanted.pool)
    for interval, setting in product(wanted.pool, wanted.settings):
        assert interval_name.ends(setting, interval), f"{interval.name} in {setting}"


@pytest.mark.parametrize("level", LEVELS)
def test_every_triad_of_the_pool_can_be_written_wherever_its_names_are_allowed(level: int) -> None:
    wanted = triads.LEVELS[level]
    assert len(wanted.pool) >= 14
    assert len({triad.name for triad in wanted.pool}) == len(wanted.pool)
    for triad in wanted.pool:
        fitting = [setting for setting in wanted.settings if setting.allows_all(triad.members)]
        assert fitting, triad.name
        draw = Draw(f"{triad.name}/{level}", Stratum(level, "A"))
        for setting in fitting:
            for score in (voicing.broken(draw, setting, triad), voicing.struck(draw, setting, triad)):
                assert {pitch.name for pitch in score.pitches} == set(triad.members), f"{triad.name} in {setting}"


def test_struck_chords_lie_within_an_octave_in_as_many_inversions_as_are_asked_for() -> None:
    level = triads.LEVELS[3]
    triad = level.pool[0]
    for inversions in (1, 2, 3):
        lowest = set()
        for index in range(60):
            score = voicing.struck(Draw(str(index), Stratum(3, "A")), level.settings[0], triad, inversions)
            chord = score.bars[0].events[0].pitches
            assert chord[0].step < chord[1].step < chord[2].step < chord[0].step + 7
            lowest.add(chord[0].name)
        assert lowest == set(triad.members[:inversions])


@pytest.mark.parametrize("level", [3, 4, 5])
def test_near_options_are_near(level: int) -> None:
    for letter in LETTERS:
        stratum = Stratum(level, letter)
        for question in questions("chord_name", stratum):
            assert len({str(option)[0] for option in question.options}) <= (2 if level == 3 else 1)
        for question in questions("interval_name", stratum):
            numbers = [Interval.parse(str(option)).number for option in question.options]
            assert max(numbers) - min(numbers) <= 1
        for question in questions("chord_completion", stratum):
            letters = {option.pitches[0].letter for option in question.options if isinstance(option, Score)}
            assert len(letters) <= (3 if level == 3 else 2)
        for question in questions("chord_root", stratum):
            assert len({str(option)[0] for option in question.options}) == (4 if level == 3 else 2)


@pytest.mark.parametrize(("name", "most"), [("chord_root", 0.7), ("chord_key_root", 0.8)])
def test_an_option_that_sounds_is_often_another_than_the_root(name: str, most: float) -> None:
    guessed = []
    for stratum in STRATA:
        for question in questions(name, stratum):
            assert question.score is not None
            names = {pitch.name.full for pitch in question.score.pitches}
            guessed.append(1 / len(names & set(question.options)))
    assert sum(guessed) / len(guessed) < most


def test_a_setting_holds_what_its_bounds_allow() -> None:
    setting = interval_name.LEVELS[2].settings[0]
    assert [str(pitch) for pitch in staves.pitches(replace(setting, reach=2))] == ["G4", "A4", "Bb4", "C5", "D5"]
    loose = replace(setting, reach=0, chromatic=1, limit=1)
    assert [str(pitch) for pitch in staves.pitches(loose)] == ["Bb4", "B4"]
    assert [str(pitch) for pitch in staves.pitches(replace(loose, limit=2))] == ["Bbb4", "Bb4", "B4"]
    assert [str(pitch) for pitch in staves.octaves(replace(setting, reach=8), NoteName("G"))] == ["G4", "G5"]
    assert staves.octaves(setting, NoteName("G", 1)) == ()
