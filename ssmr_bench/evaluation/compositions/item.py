"""An assignment, and how it is put: the row that lm-eval holds, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.judging.composition import Composed, judge_composition
from ssmr_bench.evaluation.judging.scoring import Judgement
from ssmr_bench.evaluation.prompt import Message, Prompt
from ssmr_bench.evaluation.prompting import fill
from ssmr_bench.synthesis.composition.assignment import Assignment
from ssmr_bench.synthesis.composition.wording import question
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.completion import Completion, Failure

PROMPTS = "composition"
"""The folder of its prompts' files."""


@dataclass(frozen=True, slots=True)
class CompositionItem:
    """Something to be written, and how it is put."""

    assignment: Assignment
    prompt: str

    order = "".join(LETTERS)
    key = ""
    flaw = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> CompositionItem:
        """The item that a row holds."""
        return cls(Assignment.from_json(row["assignment"]), row["prompt"])

    @property
    def row(self) -> dict[str, str]:
        """The row for lm-eval, which asks for the system message as a column."""
        return {
            "id": self.id,
            "assignment": self.assignment.to_json(),
            "prompt": self.prompt,
            "system": self._blocks.get("system", ""),
        }

    @property
    def id(self) -> str:
        """The assignment's."""
        return self.assignment.id

    @property
    def template(self) -> str:
        """The kind of assignment."""
        return self.assignment.kind

    @property
    def category(self) -> str:
        """The kind of meter: whether bars come out right hangs on it most."""
        return self.assignment.time.kind

    @property
    def level(self) -> int:
        """The assignment's."""
        return self.assignment.level

    @property
    def music(self) -> str:
        """What it continues; each melody to a brief stands for itself."""
        return self.assignment.abc or self.id

    @property
    def user(self) -> str:
        """The user's message."""
        return self._blocks["user"]

    @property
    def messages(self) -> Prompt:
        """What a model gets: the same that comes of it through lm-eval."""
        system = self._blocks.get("system", "")
        turns = [Message("system", (system,))] if system else []
        return Prompt((*turns, Message("user", (self.user,))))

    def composed(self, answer: Completion | Failure) -> Composed:
        """The verdict on an answer to it, with the tune that was read."""
        return judge_composition(self.assignment, answer)

    def judged(self, answer: Completion | Failure) -> Judgement:
        """The verdict on an answer to it."""
        found = self.composed(answer)
        return Judgement(found.outcome, None, found.rule, found.measures)

    @property
    def _blocks(self) -> dict[str, str]:
        return fill(self.prompt, PROMPTS, {"brief": question(self.assignment), "excerpt": self.assignment.abc})
