from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.composition.assignment import Assignment
from ssmr_bench.synthesis.composition.requirements import added, flaws, full_bars
from tests.synthesis.composition.test_assignment import COMPOSED, CONTINUED

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

CONTINUE = Assignment.from_json(json.dumps(CONTINUED))


def brief(**changes: object) -> Assignment:
    return Assignment.from_json(json.dumps(COMPOSED | {"key": "G major", "cadence": "tonic"} | changes))


def tune(music: str, head: str = "M:3/4\nL:1/8\nK:G") -> Score:
    return read(f"X:1\n{head}\n{music}")


GOOD = "G2 B2 d2 | e4 d2 | c2 B2 A2 | G6 |]"


@pytest.mark.parametrize(
    ("music", "change", "flaw"),
    [
        (GOOD, {}, None),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | G4 z2 |]", {}, None),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | [DG]6 |]", {}, None),
        ("|: G2 B2 d2 | e4 d2 :|: c2 B2 A2 | G6 :|", {}, None),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 |]", {}, "there are 3 bars, not 4"),
        ("G6 |]", {}, "there is 1 bar, not 4"),
        ("G2 B2 d2 | e4 d3 | c2 B2 A2 | G6 |]", {}, "bar 2 lasts 7/8, not 3/4"),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | G4 |]", {}, "bar 4 lasts 2/4, not 3/4"),
        ("G2 B2 d2 | z6 | c2 B2 A2 | G6 |]", {}, "bar 2 holds no note"),
        ("G2 B2 d2 | e4 d/7d13/7 | c2 B2 A2 | G4 G3/1023 |]", {}, "bar 4 is of some other length, not 3/4"),
        ("G2 B2 d2 | g4 d2 | c2 B2 A2 | G6 |]", {}, "the range goes up to G5, beyond F5"),
        ("G2 B2 d2 | f4 d2 | c2 B2 A2 | G6 |]", {}, "the range goes up to F#5, beyond F5"),
        ("=f2 A,2 d2 | e4 d2 | c2 B2 A2 | G6 |]", {}, None),
        ("G2 _A,2 d2 | e4 d2 | c2 B2 A2 | G6 |]", {}, "the range goes down to Ab3, beyond A3"),
        ("G2 B2 d2 | G,4 d2 | c2 B2 A2 | G6 |]", {}, "the range goes down to G3, beyond A3"),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | B6 |]", {}, "the last note is B, not G"),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | ^G6 |]", {}, "the last note is G-sharp, not G"),
        ("G2 B2 d2 | [M:2/4] e4 | c2 B2 A2 | G6 |]", {}, "bar 2 changes the meter to 2/4"),
        ("G2 B2 d2 | [K:D] e4 d2 | c2 B2 A2 | G6 |]", {}, "bar 2 changes the key"),
        (GOOD, {"cadence": "step"}, None),
        ("G2 B2 d2 | e4 d2 | c2 B2 ^F2 | G6 |]", {"cadence": "step"}, None),
        ("G2 B2 d2 | e4 d2 | c2 A2 B2 | G6 |]", {"cadence": "step"}, "the last note is not come to by step"),
        ("G2 B2 d2 | e4 d2 | c2 A2 ^A2 | G6 |]", {"cadence": "step"}, "the last note is not come to by step"),
        ("G2 B2 d2 | e4 d2 | c2 A2 G2- | G6 |]", {"cadence": "step"}, None),
        ("G2 B2 d2 | e4 d2 | c2 A2 G2 | G6 |]", {"cadence": "step"}, "the last note is not come to by step"),
        (GOOD, {"cadence": "dominant"}, "the last note is G, not D"),
        ("G2 B2 d2 | e4 d2 | c2 B2 A2 | d6 |]", {"cadence": "dominant"}, None),
        (GOOD, {"cadence": "period"}, None),
        (
            "G2 B2 d2 | e4 B2 | c2 B2 A2 | G6 |]",
            {"cadence": "period"},
            "bar 2 does not end on a note of the dominant triad",
        ),
        (GOOD, {"key": "E minor", "cadence": "tonic"}, "the header's key is not E minor"),
    ],
)
def test_a_composition_is_held_against_its_brief(music: str, change: dict[str, object], flaw: str | None) -> None:
    found = flaws(brief(**change), tune(music))
    assert (flaw in found) if flaw else not found, found


def test_header_and_voices_count() -> None:
    four = "M:4/4\nL:1/8\nK:G"
    assert flaws(brief(), tune(GOOD, four)) == ("the meter is 4/4, not 3/4",)
    assert flaws(brief(), tune(GOOD, "L:1/8\nK:G")) == ("the meter is not given, not 3/4",)
    found = flaws(brief(), tune(f"V:1\n{GOOD}\nV:2\n{GOOD}", "M:3/4\nL:1/8\nK:G"))
    assert found == ("there are 2 voices, not one",)


def test_a_repeated_excerpt_is_dropped_and_alone_is_nothing_new() -> None:
    shown, new = "D2 E2 F2 | A6 |", "D6 | E6 | F6 | D6 |]"
    head = "M:3/4\nL:1/8\nK:Dm"
    both = added(CONTINUE, tune(f"{shown} {new}", head))
    assert both.bars == tune(new, head).bars
    assert not flaws(CONTINUE, both)
    assert added(CONTINUE, tune(new, head)).bars == tune(new, head).bars
    other = tune(f"D2 E2 G2 | A6 | {new}", head)
    assert added(CONTINUE, other) == other
    assert flaws(CONTINUE, other) == ("there are 6 bars, not 4",)
    assert flaws(CONTINUE, added(CONTINUE, tune(shown, head))) == ("there is no new bar",)


def test_a_copy_of_bars_shown_is_no_continuation() -> None:
    shown = "D6 | E6 | F6 | G6 | A6 | D6 |"
    long = Assignment.from_json(json.dumps(CONTINUED | {"abc": f"X:1\nM:3/4\nL:1/8\nK:Dm\n{shown}"}))
    head = "M:3/4\nL:1/8\nK:Dm"
    for copy in ("D6 | E6 | F6 | G6 |", "F6 | G6 | A6 | D6 |]", "D3-D3 | [EE]6 | F6- | G6 |"):
        assert flaws(long, tune(copy, head)) == ("the bars are a copy of bars shown",)
        assert flaws(long, added(long, tune(f"{shown} {copy}", head))) == ("the bars are a copy of bars shown",)
    for new in ("D6 | E6 | F6 | A6 |]", "D6 | F6 | G6 | A6 |]", "D6 | E6 | F6 | G4 G2 |]"):
        assert not flaws(long, tune(new, head))


def test_a_continuation_stays_in_its_key() -> None:
    assert flaws(CONTINUE, tune("G6 | A6 | F6 | D6 |]", "M:3/4\nL:1/8\nK:C")) == ("the header's key is not D minor",)
    changed = tune("G6 | [K:A] A6 | F6 | D6 |]", "M:3/4\nL:1/8\nK:Dm")
    assert flaws(CONTINUE, changed) == ("bar 2 changes the key",)


def test_a_continuation_may_end_and_climb_as_it_will() -> None:
    assert not flaws(CONTINUE, tune("c'6 | C,6 | F6 | ^G6 |]", "M:3/4\nL:1/8\nK:Dm"))


def test_the_papers_measure_is_the_share_of_full_bars() -> None:
    assert full_bars(brief(), tune("G6 | G4 | G2 | G6 |").bars) == 0.5
    assert full_bars(brief(), ()) == 0.0
