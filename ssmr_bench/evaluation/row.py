"""One item of a run, as it stands in `samples.jsonl`, and the accuracy over some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.scoring import Outcome, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.evaluation.completion import Failure
    from ssmr_bench.synthesis.problem import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a run: the answer as it came, and the verdict on it."""

    id: str
    template: str
    category: str
    level: int
    prompt_sha256: str
    answer: str | None
    """The raw text, thoughts included; None where none came."""
    reasoning: str
    letter: str | None
    key: str
    rule: str
    outcome: Outcome
    finish_reason: str | None
    failure: str | None
    """Why no answer came."""
    held_back: str
    """What the provider said where its filter held the question or the answer back."""
    model: str | None
    """The model's id as the endpoint returned it."""
    latency: float | None
    received: str | None
    """When the answer came; before the run's own date where the journal held it."""
    prompt_tokens: int | None
    completion_tokens: int | None
    """Thoughts included."""
    reasoning_tokens: int | None
    cached_tokens: int | None
    attempts: int
    """Requests sent until the answer came, or until it was given up."""

    @property
    def used(self) -> tuple[int | None, int | None, int | None]:
        """Tokens of the prompt, of the answer, and of what was cached of the prompt."""
        return self.prompt_tokens, self.completion_tokens, self.cached_tokens

    @classmethod
    def of(cls, problem: Problem, prompt_sha256: str, answer: Completion | Failure) -> Row:
        """The row for an answer to a problem."""
        verdict = judge(problem, answer)
        came = answer if isinstance(answer, Completion) else None
        return cls(
            id=problem.id,
            template=problem.template,
            category=problem.category,
            level=problem.level,
            prompt_sha256=prompt_sha256,
            answer=came.text if came else None,
            reasoning=came.reasoning if came else "",
            letter=verdict.letter,
            key=problem.answer,
            rule=verdict.rule,
            outcome=verdict.outcome,
            finish_reason=came.finish_reason if came else None,
            failure=None if isinstance(answer, Completion) else answer.reason,
            held_back=came.held_back if came else "",
            model=came.model if came else None,
            latency=came.latency if came else None,
            received=came.received if came else None,
            prompt_tokens=came.prompt_tokens if came else None,
            completion_tokens=came.completion_tokens if came else None,
            reasoning_tokens=came.reasoning_tokens if came else None,
            cached_tokens=came.cached_tokens if came else None,
            attempts=answer.attempts,
        )


def accuracy_of(rows: Iterable[Row]) -> Accuracy:
    """The accuracy over the rows that did not fail; an unanswered one counts as wrong."""
    judged = [row.outcome for row in rows if row.outcome is not Outcome.FAILED]
    return Accuracy(judged.count(Outcome.CORRECT), len(judged))
