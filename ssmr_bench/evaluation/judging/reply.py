"""What of an answer is to be judged: its text without thoughts, and what became of it where that gives no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.refusal import declines
from ssmr_bench.evaluation.judging.thoughts import apart

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, thoughts removed."""

    text: str
    cut: bool
    """Whether it was cut off, in its thoughts or after them."""
    filtered: bool
    """Whether a content filter held it back."""

    @classmethod
    def of(cls, answer: Completion) -> Reply:
        """What an answer says."""
        said = apart(answer.text)
        cut = answer.finish_reason == "length" or not said.closed
        return cls(said.answer, cut, answer.finish_reason == "content_filter")

    @property
    def unread(self) -> Outcome:
        """What became of it where nothing could be read from it."""
        if self.filtered:
            return Outcome.REFUSED
        if self.cut:
            return Outcome.TRUNCATED
        if declines(self.text):
            return Outcome.REFUSED
        return Outcome.UNPARSED if self.text.strip() else Outcome.EMPTY
