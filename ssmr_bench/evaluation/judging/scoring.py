"""The one judge: the same verdict for a run, for stock lm-eval, for a re-scoring and for a reward."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.extraction import extract
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.synthesis.problem import Problem

SCORER = 2
"""The version of the judge: it rises whenever an answer may come to be judged otherwise."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one answer."""

    outcome: Outcome
    letter: str | None = None
    """Of an open question what was read, in words."""
    rule: str = "none"
    """What told the verdict: each kind of question has rules of its own, `none` among them."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Of an answer that is music."""


def judge(problem: Problem, answer: Completion | Failure) -> Judgement:
    """The verdict on an answer to a problem."""
    if isinstance(answer, Failure):
        return Judgement(Outcome.FAILED)
    reply = Reply.of(answer)
    reading = extract(reply.text, problem.options, cut=reply.cut)
    if reading.letter is None:
        return Judgement(reply.unread)
    right = reading.letter == problem.answer
    return Judgement(Outcome.CORRECT if right else Outcome.WRONG, reading.letter, reading.rule)
