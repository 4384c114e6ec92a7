"""A task of assignments, as its file in `tasks/` says it, and its material."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation import lm_eval_tasks
from ssmr_bench.evaluation.compositions.item import PROMPTS, CompositionItem
from ssmr_bench.evaluation.prompting import check_variant, digest
from ssmr_bench.synthesis.composition import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.synthesis.composition.assignment import Assignment
    from ssmr_bench.synthesis.composition.frozen import Assignments


@dataclass(frozen=True, slots=True)
class CompositionTask:
    """What a task's metadata say."""

    name: str
    version: str
    """Of the frozen assignments."""
    kind: str
    """Of the assignments that it puts."""
    about = (
        "Each question asks for music in ABC. What meets all that was asked for is right, and rules say how much it is "
        "like what players play (quality, from 0 to 1)."
    )
    open = True
    pictured = False
    style = None
    likelihood = False

    @classmethod
    def of(cls, name: str, metadata: Mapping[str, Any]) -> CompositionTask:
        """The task of that name, with the metadata of its file."""
        return cls(name, metadata["version"], metadata["assignments"])

    def manner(self, asked: Manner, unsaid: frozenset[str]) -> Manner:  # noqa: ARG002 - every task's signature
        """As `Task.manner`."""
        return asked

    def check(self, manner: Manner) -> None:
        """As `Task.check`."""
        check_variant(manner.prompt, PROMPTS)
        said = {"orders": manner.orders > 1, "shots": manner.shots > 0, "subset": manner.subset is not None}
        if strange := [name for name, there in said.items() if there]:
            raise ConfigError(f"{self.name} asks for music, and knows no {strange[0]}; leave --{strange[0]} out")

    def digest(self, prompt: str) -> str:
        """As `Task.digest`."""
        return digest(prompt, PROMPTS)

    def material(self, version: str | None = None) -> Pieces:
        """As `Task.material`."""
        return Pieces(self, frozen.load(version or self.version))

    def for_lm_eval(self, manner: Manner) -> Any:
        """As `Task.for_lm_eval`."""
        return lm_eval_tasks.ours(self.name, manner)


@dataclass(frozen=True)
class Pieces:
    """The assignments of a task, as they lie here."""

    task: CompositionTask
    split: Assignments
    name = "composition"

    @property
    def version(self) -> str:
        """The frozen assignments'."""
        return self.split.version

    @property
    def sha256(self) -> str:
        """The frozen assignments'."""
        return self.split.sha256

    def items(self, manner: Manner) -> list[CompositionItem]:
        """As `Material.items`."""
        return [CompositionItem(each, manner.prompt) for each in self._own[: manner.limit]]

    def item(self, name: str, order: str, prompt: str, shots: int) -> CompositionItem:  # noqa: ARG002 - every material's signature
        """As `Material.item`."""
        return CompositionItem(self._by_id[name], prompt)

    def of(self, sample: Mapping[str, Any]) -> CompositionItem:
        """As `Material.of`."""
        return CompositionItem.of(sample["doc"])

    def over(self, manner: Manner) -> Manner:
        """As `Material.over`."""
        return manner if manner.limit is not None and manner.limit < len(self._own) else replace(manner, limit=None)

    @cached_property
    def _own(self) -> tuple[Assignment, ...]:
        return self.split.of(self.task.kind)

    @cached_property
    def _by_id(self) -> dict[str, Assignment]:
        return {each.id: each for each in self._own}
