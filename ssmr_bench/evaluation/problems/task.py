"""A task of problems, as its file in `tasks/` says it, and its material: which items are asked in a manner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, DataError
from ssmr_bench.evaluation import lm_eval_tasks
from ssmr_bench.evaluation.problems import sets
from ssmr_bench.evaluation.problems.item import ProblemItem, style_of
from ssmr_bench.evaluation.prompting import check_variant, digest
from ssmr_bench.synthesis.open_question import open_question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.evaluation.problems.sets import ProblemSet
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.splits import Split
    from ssmr_bench.synthesis.visual import Style

_OWN = ("prompt", "shots", "orders")
"""What a task's metadata may say of how it is usually asked."""


@dataclass(frozen=True, slots=True)
class ProblemTask:
    """What a task's metadata say."""

    name: str
    version: str
    """Of the split."""
    usual: Mapping[str, Any]
    """How it is asked where the user has not said: `prompt`, `shots`, `orders`."""
    set: str = "frozen"
    open: bool = False
    style: Style | None = None
    likelihood: bool = False

    @classmethod
    def of(cls, name: str, metadata: Mapping[str, Any]) -> ProblemTask:
        """The task of that name, with the metadata of its file."""
        return cls(
            name,
            metadata["version"],
            {each: metadata[each] for each in _OWN if each in metadata},
            metadata.get("set", "frozen"),
            open=bool(metadata.get("open")),
            style=style_of(metadata),
            likelihood=bool(metadata.get("likelihood")),
        )

    @property
    def about(self) -> str:
        """As `Task.about`."""
        if self.open:
            return f"{self.source.ABOUT} No options are shown, and a guess is worth nothing."
        return f"{self.source.ABOUT} Of four options exactly one is right, and a guess is worth 25 %."

    @property
    def pictured(self) -> bool:
        """Whether it shows pictures."""
        return self.style is not None

    @property
    def source(self) -> ProblemSet:
        """The set that it asks."""
        return sets.find(self.set)

    def manner(self, asked: Manner, unsaid: frozenset[str]) -> Manner:
        """As `Task.manner`."""
        return replace(asked, **{name: value for name, value in self.usual.items() if name in unsaid})

    def check(self, manner: Manner) -> None:
        """As `Task.check`."""
        check_variant(manner.prompt, self.source.PROMPTS)
        if manner.orders > 1 and self.open:
            raise ConfigError(f"{self.name} asks without options, which have no order; leave --orders out")
        if manner.subset is not None and "subsets" not in self.source.TRAITS:
            raise ConfigError(f"{self.name} has no subsets; use --limit, or leave --subset out")
        if manner.shots and "shots" not in self.source.TRAITS:
            raise ConfigError(f"{self.name} has no solved problems to show first; leave --shots out")
        self.source.check()

    def digest(self, prompt: str) -> str:
        """As `Task.digest`."""
        return digest(prompt, self.source.PROMPTS)

    def material(self, version: str | None = None) -> Problems:
        """As `Task.material`."""
        split = self.source.load(version or self.version)
        if not split.problems:
            raise DataError(f"{split.name} in revision {split.version} has no rows; there is nothing to ask")
        return Problems(self, split)

    def for_lm_eval(self, manner: Manner) -> Any:
        """As `Task.for_lm_eval`."""
        return lm_eval_tasks.ours(self.name, manner)


@dataclass(frozen=True)
class Problems:
    """The problems of a task, as they lie here."""

    task: ProblemTask
    split: Split

    @property
    def name(self) -> str:
        """The split's."""
        return self.split.name

    @property
    def version(self) -> str:
        """The split's."""
        return self.split.version

    @property
    def sha256(self) -> str:
        """The split's."""
        return self.split.sha256

    def items(self, manner: Manner) -> list[ProblemItem]:
        """What is asked in that manner, each item's orders one after the other.

        In the open form a problem without an open question is left out, and one without music where pictures are shown.
        """
        return [
            self._item(problem, order, manner.prompt, manner.shots)
            for problem in manner.chosen(self.split.problems)
            if self._asks(problem)
            for order in manner.asked_in[: 1 if self.task.open else None]
        ]

    def item(self, name: str, order: str, prompt: str, shots: int) -> ProblemItem:
        """As `Material.item`."""
        return self._item(self._by_id[name], order, prompt, shots)

    def of(self, sample: Mapping[str, Any]) -> ProblemItem:
        """As `Material.of`."""
        return ProblemItem.of(sample["doc"])

    def over(self, manner: Manner) -> Manner:
        """As `Material.over`."""
        return manner.over(self.split.problems)

    def leaves_out(self, name: str) -> bool:
        """Whether there is such a problem, and the task does not ask it."""
        return name in self._by_id and not self._asks(self._by_id[name])

    @cached_property
    def _by_id(self) -> dict[str, Problem]:
        return {problem.id: problem for problem in self.split.problems}

    @cached_property
    def _flaws(self) -> Mapping[str, str]:
        return self.task.source.flaws(self.split)

    def _asks(self, problem: Problem) -> bool:
        task = self.task
        return not task.open or (open_question(problem) is not None and (bool(problem.abc) or task.style is None))

    def _item(self, problem: Problem, order: str, prompt: str, shots: int) -> ProblemItem:
        task = self.task
        return ProblemItem(
            *(problem, prompt, shots, order, self.split.version, task.style, task.open),
            *(task.set, task.likelihood, self._flaws.get(problem.id, "")),
        )
