"""One item of a run, as it stands in `samples.jsonl`, and the accuracy over some of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.evaluation.completion import Completion, Failure, finish_reason
from ssmr_bench.evaluation.judging.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ssmr_bench.evaluation.item import Item

K = TypeVar("K", int, str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a run: the answer as it came, and the verdict on it."""

    id: str
    order: str
    """The published letters of the options, in the order in which they were shown."""
    repeat: int
    """The item was asked so many times before, in the same order."""
    music: str
    """Equal for items over the same music, or where none is shown with the same words."""
    template: str
    category: str
    level: int
    prompt_sha256: str
    answer: str | None
    """The raw text, thoughts included; None where none came."""
    reasoning: str
    letter: str | None
    """As shown, as is the key; of an open question what was read, in words."""
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
    flaw: str = ""
    """What is wrong with the question itself, where somebody knows."""
    measures: dict[str, float] = field(default_factory=dict)
    """What was measured of an answer that is music, each from 0 to 1."""

    @property
    def record(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def reply(self) -> Completion | Failure:
        """The answer as it came, or why none did."""
        if self.answer is None:
            return Failure(self.failure or "", self.attempts)
        return Completion(
            *(self.answer, finish_reason(self.finish_reason), self.reasoning, self.model or ""),
            *(self.prompt_tokens, self.completion_tokens, self.reasoning_tokens, self.cached_tokens),
            *(self.latency or 0.0, self.received or "", self.attempts),
            held_back=self.held_back,
        )

    @property
    def used(self) -> tuple[int | None, int | None, int | None]:
        """Tokens of the prompt, of the answer, and of what was cached of the prompt."""
        return self.prompt_tokens, self.completion_tokens, self.cached_tokens

    @property
    def asked(self) -> tuple[str, str, int]:
        """Which question it is of its run: the item, the order of its options, and the repeat."""
        return self.id, self.order, self.repeat

    @property
    def cluster(self) -> str:
        """What it shares with the rows that are not independent of it: the music, or the item."""
        return self.music or self.id

    @classmethod
    def of(cls, item: Item, repeat: int, prompt_sha256: str, answer: Completion | Failure) -> Row:
        """The row for an answer to an item."""
        verdict = item.judged(answer)
        came = answer if isinstance(answer, Completion) else None
        return cls(
            id=item.id,
            order=item.order,
            repeat=repeat,
            music=sha256(item.music.encode()).hexdigest()[:12],
            template=item.template,
            category=item.category,
            level=item.level,
            prompt_sha256=prompt_sha256,
            answer=came.text if came else None,
            reasoning=came.reasoning if came else "",
            letter=verdict.letter,
            key=item.key,
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
            flaw=item.flaw,
            measures=dict(verdict.measures),
        )


def grouped(rows: Iterable[Row], part: Callable[[Row], K]) -> dict[K, tuple[Row, ...]]:
    """The rows of each part, such as each level; the parts in order."""
    found: dict[K, list[Row]] = {}
    for row in rows:
        found.setdefault(part(row), []).append(row)
    return {name: tuple(found[name]) for name in sorted(found)}


def accuracy_of(rows: Iterable[Row]) -> Accuracy:
    """The accuracy over the rows that did not fail; an unanswered one counts as wrong."""
    judged = [row for row in rows if row.outcome is not Outcome.FAILED]
    return Accuracy.of((row.cluster, row.outcome is Outcome.CORRECT) for row in judged)
