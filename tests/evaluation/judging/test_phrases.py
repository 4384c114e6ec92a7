"""Both judges, of choices and of open answers, take the same words for a correction."""

from __future__ import annotations

import pytest

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.judging.extraction import extract
from ssmr_bench.evaluation.judging.open_scoring import judge_open
from ssmr_bench.synthesis import splits

PROBLEM = next(problem for problem in splits.load("1.0").problems if problem.id == "1.0/test/chord_root/0")
"""Its root is C-flat."""
TAKES_BACK = [
    *("No.", "**No,** that can't be.", "Wait, I forgot the clef.", "Scratch that.", "Strike that.", "Sorry!", "Oops."),
    *(
        "I apologize.",
        "My apologies.",
        "I was wrong.",
        "I am mistaken.",
        "I made a counting error.",
        "I've misread it.",
    ),
    *("I take it back.", "That is wrong.", "This was a mistake.", "On reflection it isn't.", "Let me correct that."),
    *("Actually it isn't.", "Correction needed.", "Just kidding.", "更正。"),
]


def chosen(text: str) -> str | None:
    return extract(text, PROBLEM.options).letter


def named(text: str) -> str | None:
    return judge_open(PROBLEM, Completion(text)).letter


@pytest.mark.parametrize("words", TAKES_BACK)
@pytest.mark.parametrize("shape", ["{}\n\n{}", "{} {}"])
def test_what_takes_an_answer_back(words: str, shape: str) -> None:
    assert chosen(shape.format(r"\boxed{A}.", words)) is None
    assert chosen(shape.format("The answer is A.", words)) is None
    assert named(shape.format(r"\boxed{C\flat}.", words)) is None
    assert named(shape.format("The answer is C♭.", words)) is None


@pytest.mark.parametrize("words", ["Hmm.", "Let me double-check.", "Let me verify this."])
def test_who_looks_again_takes_nothing_back(words: str) -> None:
    assert chosen(rf"\boxed{{A}} {words}") == "A"
    assert named(rf"\boxed{{C\flat}} {words}") == "Cb"


@pytest.mark.parametrize(
    "words",
    [" Hmm, {}.", ", actually {}.", "; actually, {}.", " Let me recount: {}.", ", or rather {}.", "; make that {}."],
)
def test_another_answer_behind_the_words_is_a_correction(words: str) -> None:
    assert chosen(rf"\boxed{{A}}{words.format('B')}") == "B"
    assert named(rf"\boxed{{C\flat}}{words.format('E♭')}") is None


def test_words_before_an_answer_do_not_take_it_back() -> None:
    assert chosen("Wait, no. Actually, the answer is A.") == "A"
    for reply in ("Wait, no: C♭.", "Actually, the answer is C♭.", "C♭, actually.", "It is E♭.\n\nNo: C♭"):
        assert named(reply) == "Cb", reply
