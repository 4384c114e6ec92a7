"""One question of a task, whatever kind the task is of: what a run, a row and a report need to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion, Failure
    from ssmr_bench.evaluation.judging.scoring import Judgement
    from ssmr_bench.evaluation.prompt import Prompt


class Item(Protocol):
    """One question, and how it is shown."""

    @property
    def id(self) -> str:
        """Unique in its task."""

    @property
    def order(self) -> str:
        """The letters of the options, in the order in which they are shown; "ABCD" where there are none."""

    @property
    def template(self) -> str:
        """The narrowest kind of question that it is of."""

    @property
    def category(self) -> str:
        """The wider kind, by which accuracies are told apart."""

    @property
    def level(self) -> int:
        """Difficulty, 1 (easiest) to 5; 0 where none is known."""

    @property
    def music(self) -> str:
        """What it is about: equal for items that are not independent of each other."""

    @property
    def key(self) -> str:
        """What is right: the letter as shown, or of a question without options its text."""

    @property
    def flaw(self) -> str:
        """What is wrong with the question itself, in a few words; empty where it is sound or nobody knows."""

    @property
    def messages(self) -> Prompt:
        """What a model gets: the same that comes of it through lm-eval."""

    def judged(self, answer: Completion | Failure) -> Judgement:
        """The verdict on an answer to it."""
