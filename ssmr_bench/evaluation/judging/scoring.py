"""The one judge: the same verdict for a run, for stock lm-eval, for a re-scoring and for a reward."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.extraction import Reading, Rule, extract
from ssmr_bench.evaluation.judging.refusal import declines
from ssmr_bench.evaluation.judging.thoughts import apart

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


class Outcome(StrEnum):
    """What became of an item. Only the first two are answers; a failed one says nothing about the model."""

    CORRECT = "correct"
    WRONG = "wrong"
    TRUNCATED = "truncated"
    """Cut off at the token limit before it answered."""
    EMPTY = "empty"
    UNPARSED = "unparsed"
    """Text without a choice that could be read."""
    REFUSED = "refused"
    """Held back by a content filter, or declined in words."""
    FAILED = "failed"
    """No answer came: the network, the server."""


SCORER = 1
"""The version of the judge: it rises whenever an answer may come to be judged otherwise."""
ANSWERED = frozenset({Outcome.CORRECT, Outcome.WRONG})
UNANSWERED = frozenset({Outcome.TRUNCATED, Outcome.EMPTY, Outcome.UNPARSED, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one answer."""

    outcome: Outcome
    letter: str | None = None
    rule: Rule = "none"


def judge(problem: Problem, answer: Completion | Failure) -> Judgement:
    """The verdict on an answer to a problem."""
    if isinstance(answer, Failure):
        return Judgement(Outcome.FAILED)
    said = apart(answer.text)
    cut = answer.finish_reason == "length" or not said.closed
    reading = extract(said.answer, problem.options, cut=cut)
    return Judgement(_outcome(problem, answer, reading, cut), reading.letter, reading.rule)


def _outcome(problem: Problem, answer: Completion, reading: Reading, cut: bool) -> Outcome:
    if reading.letter is not None:
        return Outcome.CORRECT if reading.letter == problem.answer else Outcome.WRONG
    if answer.finish_reason == "content_filter":
        return Outcome.REFUSED
    if cut:
        return Outcome.TRUNCATED
    said = apart(answer.text).answer
    if declines(said):
        return Outcome.REFUSED
    return Outcome.UNPARSED if said.strip() else Outcome.EMPTY
