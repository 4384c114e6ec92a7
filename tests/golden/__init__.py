"""Transcripts as models write them, labelled as a careful human would, and the page that counts them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from ssmr_bench.evaluation.completion import Completion, FinishReason
from ssmr_bench.evaluation.judging.extraction import Rule
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import Judgement, judge
from ssmr_bench.synthesis.problem import LETTERS, Problem

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Transcript:
    """One answer of a model, and how it is to be read.

    Raises:
        ValueError: if the label does not hold together.
    """

    name: str
    shape: str
    """What the transcripts of this kind have in common."""
    options: tuple[str, ...]
    answer: str
    """The letter of the option that holds."""
    text: str
    finish_reason: FinishReason
    letter: str | None
    """What a careful reader says the model chose."""
    rule: Rule
    outcome: Literal["correct", "wrong", "truncated", "empty", "unparsed", "refused"]
    reasoning: str = field(default="", kw_only=True)
    """The thoughts that the provider returned apart."""

    def __post_init__(self) -> None:
        chosen = "correct" if self.letter == self.answer else "wrong"
        checks = {
            "name or shape is empty": self.name and self.shape,
            "finish_reason": self.finish_reason in get_args(FinishReason),
            "letter": self.letter is None or self.letter in LETTERS,
            "rule": self.rule in get_args(Rule) and (self.rule == "none") == (self.letter is None),
            "outcome": self.outcome == chosen if self.letter else self.outcome in set(Outcome) - {"correct", "wrong"},
        }
        for flaw, holds in checks.items():
            if not holds:
                raise ValueError(f"{self.name}: {flaw}")

    @property
    def label(self) -> Judgement:
        """The verdict that is expected."""
        return Judgement(Outcome(self.outcome), self.letter, self.rule)

    def judged(self) -> Judgement:
        """The verdict of the one judge."""
        problem = Problem(
            id=f"golden/{self.name}",
            template="golden",
            category="interval",
            level=1,
            question="Which option is right?",
            abc="",
            options=self.options,
            answer=self.answer,
        )
        return judge(problem, Completion(self.text, self.finish_reason, self.reasoning))


def transcripts() -> list[Transcript]:
    """All of them, in the order of their files."""
    lines = (line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [Transcript(**(record | {"options": tuple(record["options"])})) for record in map(json.loads, lines)]
