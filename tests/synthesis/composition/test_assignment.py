from __future__ import annotations

import json

import pytest

from ssmr_bench.errors import DataError
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.composition.assignment import Assignment
from ssmr_bench.synthesis.composition.wording import header, question, spelled
from ssmr_bench.theory.pitch import Pitch

CONTINUED = {
    "id": "t/test/continuation/0",
    "kind": "continuation",
    "level": 1,
    "abc": "X:1\nM:3/4\nL:1/8\nK:Dmin\nD2 E2 F2 | A6 |",
    "key": "D minor",
    "meter": "3/4",
    "clef": "treble",
    "bars": 4,
    "lowest": "",
    "highest": "",
    "cadence": "free",
}
COMPOSED = CONTINUED | {
    "id": "t/test/composition/0",
    "kind": "composition",
    "abc": "",
    "lowest": "A3",
    "highest": "F5",
    "cadence": "period",
}


def line(record: dict[str, object]) -> str:
    return json.dumps(record)


@pytest.mark.parametrize("record", [CONTINUED, COMPOSED])
def test_json_and_back(record: dict[str, object]) -> None:
    assignment = Assignment.from_json(line(record))
    assert Assignment.from_json(assignment.to_json()) == assignment
    assert json.loads(assignment.to_json()) == record


@pytest.mark.parametrize(
    ("record", "change", "said"),
    [
        (CONTINUED, {"id": ""}, "the id is empty"),
        (CONTINUED, {"kind": "fugue"}, "kind 'fugue' is none of"),
        (CONTINUED, {"level": 6}, "level 6"),
        (CONTINUED, {"level": True}, "level must be of type int"),
        (CONTINUED, {"abc": ""}, "music to continue"),
        (CONTINUED, {"abc": "X:1\nM:3/4\nL:1/8\nK:Dmin\nD2 E2 {"}, "can't be read"),
        (CONTINUED, {"abc": "X:1\nM:4/4\nL:1/8\nK:Dmin\nD8|"}, "key and meter"),
        (CONTINUED, {"abc": "X:1\nM:3/4\nL:1/8\nK:F\nD6|"}, "key and meter"),
        (CONTINUED, {"abc": COMPOSED["abc"], "cadence": "tonic"}, "music to continue"),
        (CONTINUED, {"bars": 5}, "has 4 bars, not 5"),
        (CONTINUED, {"lowest": "C4", "highest": "C5"}, "a continuation none"),
        (COMPOSED, {"cadence": "free"}, "a composition as asked"),
        (COMPOSED, {"cadence": "plagal"}, "cadence 'plagal'"),
        (COMPOSED, {"key": "H major"}, "names no key"),
        (COMPOSED, {"key": "D"}, "names no key"),
        (COMPOSED, {"key": "G-sharp major"}, "has no key signature"),
        (COMPOSED, {"meter": "0/4"}, "is no meter"),
        (COMPOSED, {"meter": "03/4"}, "is no meter"),
        (COMPOSED, {"clef": "violin"}, "is no clef"),
        (COMPOSED, {"lowest": "F5"}, "is no range"),
        (COMPOSED, {"highest": "top"}, "is no range"),
        (COMPOSED, {"bars": 0}, "from 1 to 32"),
        (COMPOSED, {"bars": 5}, "no two halves"),
        (COMPOSED, {"colour": "red"}, "the fields must be"),
    ],
)
def test_what_does_not_hold_together_is_named(record: dict[str, object], change: dict[str, object], said: str) -> None:
    with pytest.raises(DataError) as error:
        Assignment.from_json(line(record | change))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_the_question_says_all_that_is_judged() -> None:
    said = question(Assignment.from_json(line(COMPOSED)))
    for words in ("exactly 4 bars", "D minor", "X:1, M:3/4, L:1/8, K:Dm.", "3 quarter notes (6 eighth notes)"):
        assert words in said
    assert "lower than A3 (ABC A,)" in said
    assert "higher than F5 (ABC f)" in said
    assert "bar 2 ends on a note of the dominant triad (A-natural, C-natural, C-sharp or E-natural)" in said
    assert "the tonic, D" in said
    said = question(Assignment.from_json(line(CONTINUED)))
    assert "exactly 4 bars. Write only the new bars" in said
    assert "Range" not in said
    assert "Ending" not in said


@pytest.mark.parametrize(
    ("key", "meter", "clef", "field"),
    [("E-flat major", "6/8", "treble", "K:Eb"), ("G-sharp minor", "5/4", "bass", "K:G#m clef=bass")],
)
def test_the_header_is_read_as_the_key_and_meter(key: str, meter: str, clef: str, field: str) -> None:
    changed = COMPOSED | {"key": key, "meter": meter, "clef": clef}
    assignment = Assignment.from_json(line(changed))
    fields = header(assignment)
    assert fields[-1] == field
    score = read("\n".join([*fields, "C|"]))
    assert (score.signature, score.meter, score.clef.name) == (assignment.scale.signature, assignment.time, clef)
    assert (score.tonic or assignment.scale.tonic) == assignment.scale.tonic


def test_a_pitch_is_spelled_as_it_is_read_without_a_signature() -> None:
    for step in range(14, 45):
        for alteration in (-1, 0, 1):
            pitch = Pitch.at_step(step, alteration)
            assert read(f"L:1/8\nK:C\n{spelled(pitch)}|").pitches == (pitch,)
