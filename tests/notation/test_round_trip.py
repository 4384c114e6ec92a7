"""What is written is read again, and no text at all upsets the reader."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read, write
from ssmr_bench.notation.score import Score
from tests.notation.scores import scores, whole_scores
from tests.notation.tunes import needed, tunes

HEADER = "X:1\nM:4/4\nL:1/8\nK:C\n"
SIGNS = "ABCdefgzxZX0123456789/^_=,'|:[](){}<>-!+\"~.%&\\wVKLM*#; \n\t\r\u2028é\x00"


@given(score=whole_scores())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_whole_score_reads_back_to_itself(score: Score) -> None:
    assert read(write(score)) == score


@given(score=scores)
@settings(max_examples=200, deadline=None)
def test_a_simple_score_reads_back_to_itself(score: Score) -> None:
    assert read(write(score)) == score


def only_scores_and_notation_errors(text: str) -> None:
    flaw = None
    try:
        score = read(text)
    except NotationError as error:
        flaw = error
    if flaw is None:
        assert isinstance(score, Score)
        assert read(write(score)) == score
    else:
        assert 1 <= flaw.line <= text.count("\n") + text.count("\r") + 1
        assert flaw.column >= 1
        assert "expected" in str(flaw)


@given(text=st.text() | st.text(SIGNS))
@settings(max_examples=500, deadline=None)
def test_any_text(text: str) -> None:
    only_scores_and_notation_errors(text)


@given(
    music=st.text(SIGNS)
    | st.lists(
        st.sampled_from(
            [
                "(3",
                "[1",
                "|:",
                ":|",
                "::",
                "A",
                "^f2-",
                "[ce]/",
                "{g}",
                "w:a-b",
                "\nV:2\n",
                "[K:Ddor]",
                "[M:3/8]",
                "[L:1/32]",
                '"Am"',
                ">",
                "<",
                "z",
                "Z2",
                "|]",
                "||",
                "\n",
                "%",
                "[|]",
                "(5:2:3",
                "__b",
                "[K:D exp _b clef=bass-8]",
                "[V:1]",
            ]
        )
    ).map("".join)
)
@settings(max_examples=1500, deadline=None)
@example("w:a\\")
@example("[cc-][c-ec]")
@example("A" + "9" * 5000)
@example("Z" + "9" * 5000 + "[M:" + "9" * 5000 + "/4]")
def test_any_music(music: str) -> None:
    only_scores_and_notation_errors(HEADER + music)


@needed
@given(data=st.data())
@settings(max_examples=500, deadline=None)
def test_real_tunes_cut_and_changed(data: st.DataObject) -> None:
    tune = data.draw(st.sampled_from(tunes()), label="tune")
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(tune))] * 2), label="cut"))
    patch = data.draw(st.text(SIGNS, max_size=3), label="patch")
    only_scores_and_notation_errors(tune[:start] + patch + tune[end:])
    only_scores_and_notation_errors(tune[:end])


UNITS = [
    *(
        "[",
        '"',
        "{",
        "!",
        "(",
        "|",
        ":",
        "::",
        "[|",
        "[1",
        "^",
        "A",
        "A/",
        "9",
        "/",
        "A>",
        "-",
        "+",
        "%",
        "\\",
        ".",
        "~",
    ),
    *(
        "[A:",
        "A-|",
        "[V:1]A",
        "(3",
        "A|[K:C]",
        "[c]",
        "{c}",
        '"C"',
        "[M:3/4]",
        "w",
        "A>B ",
        "[cc-]",
        "[c-",
        "!p!",
        "z2",
    ),
    *(" ", "\n", "\t!", "V:1\n", "\nw:a", "\nw:a-\nA", "A\nw:a", "\nA\\", "\nV:1 clef=bass", "\nK:Dm", "A |1 "),
]
"""Bits of music that a reader may stumble over again and again."""


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = HEADER + unit * (count // len(unit))
        gc.disable()  # its passes over all the tests' objects would be counted here
        try:
            started = time.process_time()
            only_scores_and_notation_errors(text)
            return time.process_time() - started
        finally:
            gc.enable()

    seconds(1000)
    # Ten times the text: a quadratic reader would take a hundred times as long.
    assert seconds(50_000) < 30 * max(min(seconds(5_000) for _ in range(3)), 0.002)
