from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssmr_bench.evaluation.judging.tune import tune
from ssmr_bench.notation.abc import read, write
from tests.evaluation.judging.tune_replies import FULL, GOOD, HEAD, MEANT, OTHER, UNREADABLE
from tests.notation.test_tunes import abc2midi, alike, plain, played

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.judging.tune import Tune
    from ssmr_bench.notation.score import Score

FIELDS = ("X:1", "M:3/4", "L:1/8", "K:G")
EXPECTED = read(FULL)


def taken(text: str) -> Tune:
    return tune(text, FIELDS)


def sung(score: Score | None) -> list[list[tuple[object, object]]]:
    """Pitches and lengths, bar by bar."""
    assert score is not None
    return [[(event.pitches, event.duration) for event in bar.events if event.duration] for bar in score.bars]


@pytest.mark.parametrize("habit", MEANT)
def test_habits_of_models_leave_the_music_as_it_is(habit: str) -> None:
    reply, rule = MEANT[habit]
    found = taken(reply)
    assert (found.flaw, found.rule) == ("", rule)
    assert sung(found.score) == sung(EXPECTED)
    assert found.score is not None
    assert found.score.signature == EXPECTED.signature
    assert found.score.meter == EXPECTED.meter


@pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is missing: apt-get install abcmidi")
@pytest.mark.parametrize("habit", MEANT)
def test_abc2midi_plays_what_was_read(habit: str, tmp_path: Path) -> None:
    score = taken(MEANT[habit][0]).score
    assert score is not None
    sounds = abc2midi(plain(write(score) + "\n"), tmp_path)
    assert sounds is not None
    assert alike(played(score), sounds)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_holds_no_tune_is_not_read_and_says_why(name: str) -> None:
    found = taken(UNREADABLE[name])
    assert found.score is None
    assert found.flaw
    assert "\n" not in found.flaw


def test_the_reason_names_line_column_and_the_line_itself() -> None:
    flaw = taken(UNREADABLE["a letter that is no note"]).flaw
    assert flaw.startswith("line 5, column 16: ")
    assert "'G2 B2 d2 | e4 h2 j |" in flaw


def test_a_field_that_is_left_out_is_the_assignments() -> None:
    found = tune(f"```abc\nX:1\nK:D\n{GOOD}\n```", ("X:1", "M:2/4", "L:1/16", "K:Bb clef=bass"))
    assert found.score is not None
    assert (str(found.score.meter), found.score.bars[0].duration) == ("2/4", read(FULL).bars[0].duration / 2)
    assert found.score.signature == read("K:D\nD|").signature
    bare = tune(GOOD, ("X:1", "M:2/4", "L:1/16", "K:Bb clef=bass")).score
    assert bare is not None
    assert bare.clef.name == "bass"


@pytest.mark.parametrize(
    ("reply", "is_open"),
    [
        (f"```abc\n{FULL}\n```\nThis tune", False),
        (f"```abc\n{FULL}\n```", False),
        (f"```abc\n{FULL}", True),
        (FULL, True),
        (f"{FULL}\n\nThis tune", False),
        (f"\\boxed{{{FULL}}}", False),
        (f"{FULL}\nWrite music in ABC notation.\n", False),
        (f"```abc\n{OTHER}\n```\n```abc\n{HEAD}\nG2 B2", True),
    ],
)
def test_whether_the_reply_ends_within_its_tune(reply: str, is_open: bool) -> None:
    assert taken(reply).open == is_open


SIGNS = "ABCDEFGabcdefgzxZ|:[](){}<>^_=,'\"!+-~/\\%&`*#>.1234 \n\u2019\ud800\0\u0660"
WORDS = """\
```|```abc~|X:1~|K:G~|M:3/4~|L:1/8~|\\boxed{|\\n|w: la~|V:1~|[K:D]|[M:2/4]|(3|Bar 1: |1. |Here it is:~|[V:2]|
K:C exp ^f|Z99|z/|C1/99999999""".replace("\n", "").replace("~", "\n")
PIECES = st.sampled_from([*SIGNS, *WORDS.split("|"), "|]", "::", "|:", GOOD, FULL, OTHER])
"""What replies are made of."""


REPLIES = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPLIES)
def test_no_text_makes_it_fail_and_what_is_read_can_be_written(text: str) -> None:
    check(text)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPLIES)
def test_no_text_of_very_many_makes_it_fail(text: str) -> None:
    check(text)


def check(text: str) -> None:
    found = taken(text)
    assert (found.score is None) == bool(found.flaw)
    if found.score is not None:
        assert found.score.pitches
        assert read(write(found.score)).pitches == found.score.pitches


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(MEANT)), st.integers(0, 400), st.integers(0, 6), PIECES)
def test_a_damaged_reply_is_read_or_refused(habit: str, at: int, gone: int, put: str) -> None:
    reply = MEANT[habit][0]
    found = taken(reply[:at] + put + reply[at + gone :])
    assert (found.score is None) == bool(found.flaw)


MASSES = (
    *(
        "C",
        "|",
        "\n",
        " ",
        "`",
        "```",
        "```\n",
        "[A:",
        "[",
        "{",
        "(3",
        '"',
        "!",
        "X:1\n",
        "X:1 ",
        "K:C\n",
        "X:1\nK:C\nC|\n",
    ),
    *(
        "\\boxed{",
        "}",
        "C1/99999989",
        "C1/3",
        "\\n",
        "1. ",
        "> ",
        "- ",
        "*",
        "Bar 1: C|",
        "K:C C|",
        "V:1\nC|",
        "w:",
        "a b ",
    ),
    *("Write music in ABC notation.\n", "User:", "%", "\\", ".", "::", "\0", "\ud800", "C|D ", "<think>", "Here is "),
)


@pytest.mark.parametrize("unit", ["```\n", "X:1\nK:C\nC|\n", "[A:"])
def test_five_megabytes_are_read_or_refused(unit: str) -> None:
    mass(unit)


@pytest.mark.slow
@pytest.mark.parametrize("unit", MASSES)
def test_five_megabytes_of_anything_are_read_or_refused(unit: str) -> None:
    mass(unit)


def mass(unit: str) -> None:
    found = taken(unit * (5_000_000 // len(unit)))
    assert (found.score is None) == bool(found.flaw)
    assert len(found.flaw) < 500


def test_the_last_of_a_long_reply_counts() -> None:
    assert sung(taken("blah " * 1_000_000 + f"\n```abc\n{FULL}\n```").score) == sung(EXPECTED)
