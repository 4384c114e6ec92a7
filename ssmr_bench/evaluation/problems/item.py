"""A problem, and how it is shown: the row that lm-eval holds, read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.judging.likelihood import judge_likelihood
from ssmr_bench.evaluation.judging.open_scoring import judge_open
from ssmr_bench.evaluation.judging.scoring import Judgement, judge
from ssmr_bench.evaluation.problems import sets
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.prompting import Rendered, View, parts, render
from ssmr_bench.synthesis.open_question import open_question
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.visual import Look, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.completion import Completion, Failure
    from ssmr_bench.evaluation.problems.sets import ProblemSet

_STYLE = ("form", "look", "strength")
_OURS = ("prompt", "shots", "order", "version", "set", "open", "likelihood", "flaw", "system", *_STYLE)
"""What a row holds beside the problem."""


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """A problem, and how it is shown."""

    problem: Problem
    """As it was published."""
    prompt: str
    shots_shown: int
    order: str
    """The published letters of the options, in the order in which they are shown."""
    version: str
    """Of the split; the shots are from the training split of that version."""
    style: Style | None
    """Of the pictures; None where the music is text."""
    open: bool = False
    """Whether it is asked without its options."""
    set: str = "frozen"
    """Which set of problems it is of."""
    likelihood: bool = False
    """Whether its letters are scored by their log-likelihood."""
    flaw: str = ""
    """What its set knows to be wrong with it."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ProblemItem:
        """The item that a row holds."""
        published = {name: value for name, value in row.items() if name not in _OURS}
        return cls(
            Problem(**published | {"options": tuple(published["options"])}),
            *(row["prompt"], row["shots"], row["order"], row["version"], style_of(row), row["open"]),
            *(row["set"], row["likelihood"], row["flaw"]),
        )

    @property
    def row(self) -> dict[str, Any]:
        """The row for lm-eval, which asks for the system message as a column."""
        looks = self.style and {
            "form": self.style.form,
            "look": self.style.look.kind,
            "strength": str(self.style.look.strength),
        }
        asked = {"prompt": self.prompt, "shots": self.shots_shown, "order": self.order, "version": self.version}
        asked |= {"open": self.open, "set": self.set, "likelihood": self.likelihood, "flaw": self.flaw}
        published: dict[str, Any] = json.loads(self.problem.to_json())
        return published | asked | {"system": self.rendered.system} | (looks or {})

    @property
    def source(self) -> ProblemSet:
        """The set that it is of."""
        return sets.find(self.set)

    @property
    def id(self) -> str:
        """The problem's."""
        return self.problem.id

    @property
    def template(self) -> str:
        """The problem's."""
        return self.problem.template

    @property
    def category(self) -> str:
        """The problem's."""
        return self.problem.category

    @property
    def level(self) -> int:
        """The problem's."""
        return self.problem.level

    @property
    def shown(self) -> Problem:
        """The problem with its options in the order in which they are shown."""
        return self.problem.reordered(self.order)

    @property
    def music(self) -> str:
        """What it is about, the same in every order: equal for items over the same music, or with the same words."""
        published = replace(self, order="".join(LETTERS)).rendered
        shown = 0 in published.figures or self.problem.abc in published.user
        return self.problem.abc if self.problem.abc and shown else published.user

    @property
    def key(self) -> str:
        """The letter of the option that holds, as shown; of an open question the option itself."""
        return self.problem.key if self.open else self.shown.answer

    @property
    def shots(self) -> tuple[ProblemItem, ...]:
        """The solved problems before it, shown as it is."""
        if not self.shots_shown:
            return ()
        found = self.source.solved(self.version, self.problem)[: self.shots_shown]
        return tuple(replace(self, problem=problem, order="".join(LETTERS), shots_shown=0) for problem in found)

    @property
    def rendered(self) -> Rendered:
        """What the prompt's file makes of it."""
        return render(self.shown, self.view, open_question(self.problem) if self.open else None)

    @property
    def view(self) -> View:
        """How its prompt's file is to show it."""
        return View(
            self.prompt, self.source.PROMPTS, self.style.form if self.style else None, self.source.musical(self.problem)
        )

    @property
    def messages(self) -> Prompt:
        """What a model gets: the same that comes of it through lm-eval.

        Raises:
            DataError, FileError: as `pictures`.
        """
        turns = [Message("system", (self.rendered.system,))] if self.rendered.system else []
        for shot in self.shots:
            turns += [Message("user", shot.parts), Message("assistant", (shot.rendered.answer,))]
        return Prompt((*turns, Message("user", self.parts)))

    @property
    def parts(self) -> tuple[str | Image, ...]:
        """The user's message."""
        return tuple(parts(self.rendered.user, map(Image, self.pictures)))

    def judged(self, answer: Completion | Failure) -> Judgement:
        """The verdict on an answer to it."""
        if self.likelihood:
            return judge_likelihood(self.shown, answer)
        return judge_open(self.problem, answer) if self.open else judge(self.shown, answer)

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """Its pictures, in the order of the marks for them, as PNG or JPEG.

        Raises:
            DataError, FileError: as its set's `pictures`.
        """
        if self.style is None:
            return ()
        drawn = self.source.pictures(self.drawn, self.style)
        if self.style.form == "separate" and self.source.musical(self.problem):
            first = len(drawn) - len(LETTERS)
            drawn = (*drawn[:first], *(drawn[first + LETTERS.index(letter)] for letter in self.order))
        return tuple(drawn[number] for number in self.rendered.figures)

    @property
    def drawn(self) -> Problem:
        """The problem as it is drawn: a picture of an option is the same in every order, but a sheet of them is not."""
        published = self.order == "".join(LETTERS)
        if published or self.style is None or self.style.form != "sheet" or not self.source.musical(self.problem):
            return self.problem
        return replace(self.shown, id=f"{self.problem.id}/{self.order}")


def style_of(settings: Mapping[str, Any]) -> Style | None:
    """The style of the pictures that a row or a task's metadata asks for; None where it asks for text."""
    if "form" not in settings:
        return None
    return Style(settings["form"], Look(settings.get("look", "clean"), int(settings.get("strength", 2))))
