from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.composition import judge_composition
from ssmr_bench.evaluation.judging.outcome import ANSWERED, UNANSWERED, Outcome
from ssmr_bench.notation.abc import read, write
from ssmr_bench.synthesis.composition import frozen
from ssmr_bench.synthesis.composition.assignment import Assignment
from ssmr_bench.synthesis.composition.generator import answer
from ssmr_bench.synthesis.composition.repertoire import Repertoire
from ssmr_bench.synthesis.generator import Series, synthesize
from tests.evaluation.judging.test_tune import REPLIES
from tests.evaluation.judging.tune_replies import GOOD, MEANT, UNREADABLE
from tests.notation.test_tunes import abc2midi, alike, plain, played
from tests.synthesis.composition.test_assignment import COMPOSED, CONTINUED

if TYPE_CHECKING:
    from pathlib import Path

BRIEF = Assignment.from_json(json.dumps(COMPOSED | {"key": "G major", "cadence": "tonic"}))
SHOWN = "G2 A2 B2 | d6 |"
CONTINUE = Assignment.from_json(json.dumps(CONTINUED | {"key": "G major", "abc": f"X:1\nM:3/4\nL:1/8\nK:G\n{SHOWN}"}))


def said(text: str, **more: Any) -> Completion:
    return Completion(text, **more)


@pytest.mark.parametrize("assignment", [BRIEF, CONTINUE], ids=["composition", "continuation"])
@pytest.mark.parametrize("habit", MEANT)
def test_what_is_meant_is_right_however_it_is_wrapped(assignment: Assignment, habit: str) -> None:
    verdict = judge_composition(assignment, said(MEANT[habit][0]))
    assert (verdict.outcome, verdict.flaws) == (Outcome.CORRECT, ())
    assert verdict.rule == MEANT[habit][1]
    assert verdict.measures["full_bars"] == 1
    assert 0 < verdict.measures["quality"] <= 1
    assert verdict.tune.startswith("X:1\nM:3/4\nL:1/8\nK:G\n")


@pytest.mark.parametrize("assignment", [BRIEF, CONTINUE], ids=["composition", "continuation"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_scores_nothing(assignment: Assignment, name: str) -> None:
    verdict = judge_composition(assignment, said(UNREADABLE[name]))
    empty = not UNREADABLE[name].strip()
    assert verdict.outcome is (Outcome.EMPTY if empty else Outcome.UNPARSED)
    assert bool(verdict.flaws) != empty
    assert verdict.tune == ""
    assert set(verdict.measures.values()) == {0.0}


def test_a_continuation_may_repeat_the_excerpt_or_not() -> None:
    alone = judge_composition(CONTINUE, said(f"```abc\n{GOOD}\n```"))
    repeated = judge_composition(CONTINUE, said(f"```abc\nX:1\nM:3/4\nL:1/8\nK:G\n{SHOWN}\n{GOOD}\n```"))
    assert repeated == alone
    assert alone.outcome is Outcome.CORRECT
    nothing = judge_composition(CONTINUE, said(f"```abc\n{SHOWN}\n```"))
    assert (nothing.outcome, nothing.flaws) == (Outcome.WRONG, ("there is no new bar",))
    assert nothing.tune == ""
    assert set(nothing.measures.values()) == {0.0}


@pytest.mark.parametrize(
    ("answer_", "outcome"),
    [
        (said(f"```abc\n{GOOD}\n```"), Outcome.CORRECT),
        (said(f"<think>```abc\n{GOOD}\n```</think>I have none."), Outcome.UNPARSED),
        (said(f"<think>Hm, G2 |</think>```abc\n{GOOD}\n```"), Outcome.CORRECT),
        (said(f"```abc\n{GOOD}\n```\nIt begins", finish_reason="length"), Outcome.CORRECT),
        (said("```abc\nG2 B2 d2 | e4 d2 | c2", finish_reason="length"), Outcome.TRUNCATED),
        (said(GOOD, finish_reason="length"), Outcome.TRUNCATED),
        (said("The melody should", finish_reason="length"), Outcome.TRUNCATED),
        (said("", finish_reason="content_filter"), Outcome.REFUSED),
        (said("I'm sorry, but I can't help with that."), Outcome.REFUSED),
        (said("```abc\nG2 B2 d2 | e4 d2 |]\n```"), Outcome.WRONG),
        (said("  "), Outcome.EMPTY),
        (Failure("503"), Outcome.FAILED),
    ],
)
def test_outcomes(answer_: Completion | Failure, outcome: Outcome) -> None:
    verdict = judge_composition(BRIEF, answer_)
    assert verdict.outcome is outcome
    if outcome is Outcome.FAILED:
        assert verdict.measures == {}
    if outcome in UNANSWERED:
        assert set(verdict.measures.values()) == {0.0}
    if outcome in ANSWERED:
        assert verdict.tune
    if outcome is Outcome.TRUNCATED:
        assert verdict.flaws == ()


def test_flaws_are_named_and_many_are_counted() -> None:
    verdict = judge_composition(BRIEF, said("```abc\n" + "c' | " * 30 + "\n```"))
    assert verdict.flaws[:2] == ("there are 30 bars, not 4", "bar 1 lasts 1/8, not 3/4")
    assert verdict.flaws[-1] == "and 25 more"
    assert len(verdict.flaws) == 9
    assert verdict.measures["full_bars"] == 0
    half = judge_composition(BRIEF, said("G6 | G4 | G6 | G4 |"))
    assert half.measures["full_bars"] == 0.5


def test_the_tune_stands_in_the_assignments_clef_and_says_what_was_read() -> None:
    low = Assignment.from_json(json.dumps(COMPOSED | {"key": "G major", "clef": "bass", "cadence": "tonic"}))
    verdict = judge_composition(low, said(f'T:<script>alert(1)</script>\n"<b>"{GOOD}\nw: <i>'))
    assert "K:G clef=bass" in verdict.tune
    assert "script" not in verdict.tune
    assert read(verdict.tune).pitches == read(f"L:1/8\nK:G\n{GOOD}").pitches


def test_a_tune_has_no_measure_that_one_without_an_answer_has_not() -> None:
    for assignment in (BRIEF, CONTINUE):
        good = judge_composition(assignment, said(GOOD)).measures
        none = judge_composition(assignment, said("No.")).measures
        assert {"full_bars", "quality"} < set(good) <= set(none)
        assert all(0 <= value <= 1 for value in good.values())


def test_a_copy_of_a_known_tune_is_less_new() -> None:
    known = Repertoire.of([read(f"L:1/8\nM:3/4\nK:C\n{'C2 E2 G2 | A4 G2 | F2 E2 D2 | C6 |]'}")])
    copied = judge_composition(BRIEF, said(GOOD), known).measures
    own = judge_composition(BRIEF, said("G2 A2 F2 | G4 d2 | B2 A4 | G6 |]"), known).measures
    assert copied["copied_from_known"] < own["copied_from_known"]
    assert copied["quality"] < judge_composition(BRIEF, said(GOOD)).measures["quality"]


def test_a_copy_of_the_training_set_is_less_new() -> None:
    text = next(
        problem.abc
        for problem in synthesize(Series("1.0", "train"), {"time_signature": 40})
        if problem.abc.count("|") > 3 and len(read(problem.abc).pitches) > 8
    )
    copied = judge_composition(BRIEF, said(f"```abc\n{text}\n```")).measures
    assert copied["copied_from_known"] == 0


def test_the_composers_own_answers_are_all_right() -> None:
    for assignment in frozen.load("1.0").all[::4]:
        reply = f"Here it is:\n```abc\n{write(answer(assignment))}\n```"
        verdict = judge_composition(assignment, said(reply))
        assert (verdict.outcome, verdict.flaws) == (Outcome.CORRECT, ()), assignment.id


@pytest.mark.slow
def test_every_answer_of_the_composer_is_right() -> None:
    outcomes = {
        assignment.id: judge_composition(assignment, said(write(answer(assignment)))).outcome
        for assignment in frozen.load("1.0").all
    }
    assert set(outcomes.values()) == {Outcome.CORRECT}
    assert len(outcomes) == 200


@pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is missing: apt-get install abcmidi")
def test_abc2midi_plays_the_tunes_of_verdicts(tmp_path: Path) -> None:
    for assignment in frozen.load("1.0").all[::10]:
        verdict = judge_composition(assignment, said(write(answer(assignment))))
        sounds = abc2midi(plain(verdict.tune + "\n"), tmp_path)
        assert sounds is not None
        assert alike(played(answer(assignment)), sounds)


def test_music21_counts_the_same_lengths_of_bars() -> None:
    from music21 import converter, stream

    for assignment in frozen.load("1.0").all[::20]:
        verdict = judge_composition(assignment, said(write(answer(assignment))))
        bars = list(converter.parse(verdict.tune, format="abc").recurse().getElementsByClass(stream.Measure))
        assert len(bars) == assignment.bars
        assert {bar.duration.quarterLength / 4 for bar in bars} == {assignment.time.bar}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPLIES, st.sampled_from([BRIEF, CONTINUE]), st.sampled_from(["stop", "length"]))
def test_any_reply_is_judged(reply: str, assignment: Assignment, finish: Any) -> None:
    check(reply, assignment, finish)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPLIES, st.sampled_from([BRIEF, CONTINUE]), st.sampled_from(["stop", "length"]))
def test_any_of_very_many_replies_is_judged(reply: str, assignment: Assignment, finish: Any) -> None:
    check(reply, assignment, finish)


def check(reply: str, assignment: Assignment, finish: Any) -> None:
    verdict = judge_composition(assignment, said(reply, finish_reason=finish))
    assert verdict.outcome is not Outcome.FAILED
    assert all(0 <= value <= 1 for value in verdict.measures.values())
    assert (verdict.outcome is Outcome.CORRECT) <= (not verdict.flaws and verdict.measures["full_bars"] == 1)
    assert (verdict.outcome is Outcome.WRONG) <= bool(verdict.flaws)
