"""What an audit sees of a problem: its published text, and the letter that is said to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem

LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Item:
    """A problem as it was published, by whomever: unlike `Problem` it may be flawed."""

    id: str
    template: str
    question: str
    abc: str
    """The music; empty if there is none."""
    options: tuple[str, ...]
    """The texts of the letters A to D."""
    answer: str
    """The letter that is said to hold."""

    @classmethod
    def of(cls, problem: Problem) -> Item:
        """What is published of a problem."""
        return cls(problem.id, problem.template, problem.question, problem.abc, problem.options, problem.answer)

    @property
    def whole(self) -> bool:
        """Whether there are four options and a letter that says which holds."""
        return len(self.options) == len(LETTERS) and self.answer in tuple(LETTERS)

    @property
    def place(self) -> int:
        """Which option is said to hold, from 0."""
        return LETTERS.index(self.answer)
