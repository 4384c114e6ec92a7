from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmr_bench.errors import DataError, UnknownNameError
from ssmr_bench.evaluation.completion import Completion, Failure, FinishReason
from ssmr_bench.evaluation.judging import open_scoring
from ssmr_bench.evaluation.judging.open_scoring import judge_open
from ssmr_bench.evaluation.judging.outcome import ANSWERED, Outcome
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.templates import names
from tests.evaluation.judging.ways import ways

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem

GOLDEN = Path(__file__).parents[2] / "golden" / "open"


@cache
def problems() -> dict[str, Problem]:
    return {problem.id: problem for problem in splits.load("1.0").problems}


@dataclass(frozen=True)
class Transcript:
    """A reply to an open question, and what a careful musician says of it."""

    id: str
    reply: str
    outcome: Outcome
    read: str | None
    why: str
    finish: FinishReason = "stop"


def transcripts() -> list[Transcript]:
    lines = (line for file in sorted(GOLDEN.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines())
    found = [Transcript(**json.loads(line)) for line in lines]
    assert len(found) >= 200
    return found


@pytest.mark.parametrize("said", transcripts(), ids=lambda said: f"{said.id.removeprefix('1.0/test/')}: {said.why}")
def test_golden_replies(said: Transcript) -> None:
    judgement = judge_open(problems()[said.id], Completion(said.reply, said.finish))
    assert judgement.outcome == said.outcome
    assert (judgement.letter is None) == (judgement.outcome not in ANSWERED) == (judgement.rule == "none")
    if said.read is not None:
        assert judgement.letter == said.read


@pytest.mark.parametrize("template", names())
def test_every_key_in_every_way_is_right_and_every_other_option_wrong(template: str) -> None:
    for problem in (problem for problem in problems().values() if problem.template == template):
        for letter, option in zip(LETTERS, problem.options, strict=True):
            right = Outcome.CORRECT if letter == problem.answer else Outcome.WRONG
            replies = ways(problem, option)
            assert len(replies) >= 5
            for reply in replies:
                assert judge_open(problem, Completion(reply)).outcome is right, (problem.id, reply)


def test_a_failure_is_no_wrong_answer() -> None:
    assert judge_open(problems()["1.0/test/chord_root/0"], Failure("the network")).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("The answer is C-flat", Outcome.TRUNCATED),
        (r"\boxed{C\flat} and th", Outcome.CORRECT),
        ("<answer>Cb</answer> and th", Outcome.CORRECT),
        (r"<think>\boxed{C\flat}", Outcome.TRUNCATED),
    ],
)
def test_a_cut_reply_is_trusted_only_in_a_closed_box(reply: str, outcome: Outcome) -> None:
    assert judge_open(problems()["1.0/test/chord_root/0"], Completion(reply, "length")).outcome is outcome


def test_a_template_without_an_open_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problems()["1.0/test/chord_root/0"]
    with pytest.raises(UnknownNameError):
        judge_open(replace(problem, template="nothing"), Completion("C"))
    monkeypatch.setattr(open_scoring, "form_of", lambda _: None)
    with pytest.raises(DataError, match="chord_root has no open form; score it with its options"):
        judge_open(problem, Completion("C"))


PIECES = [
    r"\boxed{",
    "}",
    r"\text{",
    r"\flat",
    "C",
    "b",
    "#",
    "♭",
    " minor",
    "third",
    "3",
    "/",
    "4",
    "|",
    "_",
    "^",
    " ",
    "\n",
    "`",
]
PIECES += [
    "the answer is ",
    "<answer>",
    "</answer>",
    "(",
    ")",
    ",",
    " or ",
    "=",
    "K:",
    "[",
    "]",
    '"',
    "!",
    "z",
    ":",
    "'",
    "...",
]


@given(st.sampled_from(names()), st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_gives_a_verdict(template: str, text: str) -> None:
    problem = problems()[f"1.0/test/{template}/0"]
    for finish in ("stop", "length"):
        judgement = judge_open(problem, Completion(text, finish))
        assert (judgement.letter is None) == (judgement.outcome not in ANSWERED) == (judgement.rule == "none")


@pytest.mark.parametrize("template", ["interval_name", "bar_lines", "chord_completion", "scale_spelling"])
@pytest.mark.parametrize(
    "piece",
    [
        "C ",
        "[A:c]",
        "\\boxed{C} ",
        "the answer is C\n",
        "\\frac{",
        "is ",
        "(",
        " or C",
        "_",
        "```\nC D\n```\n",
        "\n\n",
        '"C" ',
    ],
)
def test_long_replies(template: str, piece: str) -> None:
    judge_open(problems()[f"1.0/test/{template}/0"], Completion(piece * (50_000 // len(piece))))
