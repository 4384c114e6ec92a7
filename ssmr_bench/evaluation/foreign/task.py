"""A task that lm-eval ships: what must be known of it before anything is loaded, and its material."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, MissingExtraError, UnknownNameError
from ssmr_bench.evaluation.foreign.directory import directory
from ssmr_bench.evaluation.foreign.exam import Place, exam
from ssmr_bench.evaluation.foreign.item import ForeignItem
from ssmr_bench.evaluation.foreign.recipe import RIGHT_OR_WRONG, Recipe
from ssmr_bench.evaluation.prompting import OWN
from ssmr_bench.evaluation.sources import LOCAL, Source, located
from ssmr_bench.evaluation.sources.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ssmr_bench.evaluation.manner import Manner

_STRANGE = {
    "class": "is a program of its own",
    "unsafe_code": "runs what a model writes",
    "doc_to_audio": "plays sounds",
    "custom_dataset": "makes its data by a program",
}
"""What no task may have that is asked here."""


@dataclass(frozen=True, slots=True)
class ForeignTask:
    """What the file of a task of lm-eval says."""

    name: str
    path: Path
    recipe: Recipe
    style = None

    @classmethod
    def of(cls, name: str) -> ForeignTask:
        """The task of that name.

        Raises:
            UnknownNameError: if lm-eval ships none.
        """
        if name not in directory():
            raise UnknownNameError("task", name, directory())
        path = directory()[name]
        return cls(name, path, Recipe.read(name, path))

    @property
    def about(self) -> str:
        """As `Task.about`."""
        return f"Each question is one of {self.name}, asked and scored as lm-eval's own task of that name does."

    @property
    def open(self) -> bool:
        """Whether words are asked for: a guess is worth nothing."""
        return not self.likelihood

    @property
    def pictured(self) -> bool:
        """Whether it shows pictures."""
        return "doc_to_image" in self.recipe.settings

    @property
    def likelihood(self) -> bool:
        """Whether choices are scored."""
        return self.recipe.output_type == "multiple_choice"

    def manner(self, asked: Manner, unsaid: frozenset[str]) -> Manner:
        """As `Task.manner`: its words are its own."""
        own: dict[str, Any] = {"prompt": OWN, "shots": self.recipe.shots, "orders": 1}
        return replace(asked, **{name: value for name, value in own.items() if name in unsaid})

    def check(self, manner: Manner) -> None:
        """As `Task.check`.

        Raises:
            MissingExtraError: if what its code imports is not installed.
        """
        if flaw := next(self._flaws(), None):
            raise ConfigError(f"lm-eval's task {self.name} {flaw}, which is not done here; stock lm_eval does")
        said = {
            "prompt": manner.prompt != OWN,
            "orders": manner.orders > 1,
            "subset": manner.subset is not None,
            "shots": bool(manner.shots) and self.pictured,
        }
        if strange := next((name for name, there in said.items() if there), None):
            what = "has a prompt of its own" if strange == "prompt" else f"knows no {strange}"
            raise ConfigError(f"lm-eval's task {self.name} {what}; leave --{strange} out")
        for module in self.recipe.mathematical:
            if find_spec(module) is None:
                raise MissingExtraError(f"the task {self.name}", module, "math")
        self._source()

    def digest(self, prompt: str) -> str:  # noqa: ARG002 - every task's signature
        """As `Task.digest`: of the task's files."""
        return self.recipe.digest

    def material(self, version: str | None = None) -> Questions:  # noqa: ARG002 - the data's digest says which they are
        """As `Task.material`."""
        return Questions(Place(self.name, self.path, self._source(), self.recipe.config))

    def for_lm_eval(self, manner: Manner) -> Any:
        """As `Task.for_lm_eval`."""
        return exam(self.material().place).asked.over(manner.limit, manner.shots, manner.repeats)

    def _source(self) -> Source:
        if files := self.recipe.data_files:
            said = ((path.name, digest_of(path)) for paths in files.values() for path in paths)
            return Source(self.name, f"local/{self.name}", self.path.parent, LOCAL, tuple(sorted(said)))
        repo = str(self.recipe.settings["dataset_path"])
        try:
            return located(repo)
        except UnknownNameError as error:
            raise ConfigError(
                f"lm-eval's task {self.name} loads its data as {repo!r}, which is no OWNER/NAME on the hub; "
                "stock lm_eval asks it"
            ) from error

    def _flaws(self) -> Iterator[str]:
        settings = self.recipe.settings
        yield from (what for name, what in _STRANGE.items() if settings.get(name))
        if settings.get("task") != self.name:
            yield f"is called {settings.get('task')!r} in the file {self.path}"
        usual = {"trust_remote_code", *(["data_files"] if self.recipe.data_files else ())}
        if strange := set(settings.get("dataset_kwargs") or ()) - usual:
            yield f"loads its data with {', '.join(sorted(strange))}"
        if "dataset_path" not in settings:
            yield "names no data set"
        if self.recipe.output_type not in ("generate_until", "multiple_choice"):
            yield f"asks for {self.recipe.output_type}"
        if self.recipe.metric is None:
            named = ", ".join(self.recipe.metrics)
            yield f"measures {named} and none of {', '.join(RIGHT_OR_WRONG)}"


@dataclass(frozen=True, slots=True)
class Questions:
    """The documents of a task as they lie here."""

    place: Place

    @property
    def name(self) -> str:
        """Of the data set, and of its configuration."""
        return "/".join(filter(None, (self.place.source.repo, self.place.config)))

    @property
    def version(self) -> str:
        """The revision on the hub."""
        return self.place.source.revision

    @property
    def sha256(self) -> str:
        """Of the data set's files."""
        return self.place.source.sha256

    def items(self, manner: Manner) -> list[ForeignItem]:
        """As `Material.items`."""
        numbers = range(len(exam(self.place)))[: manner.limit]
        return [ForeignItem.of(self.place, number, manner.shots) for number in numbers]

    def item(self, name: str, order: str, prompt: str, shots: int) -> ForeignItem:  # noqa: ARG002 - every material's signature
        """As `Material.item`."""
        said = name.removeprefix(f"{self.place.task}/").partition("-")[0]
        if not (said.isascii() and said.isdigit() and len(said) < 10 and int(said) < len(exam(self.place))):
            raise KeyError(name)
        found = ForeignItem.of(self.place, int(said), shots)
        if found.id != name:
            raise KeyError(name)
        return found

    def of(self, sample: Mapping[str, Any]) -> ForeignItem:
        """As `Material.of`."""
        turns = json.loads(sample["arguments"][0][0])
        shots = sum(turn["role"] == "user" for turn in turns) - 1
        return ForeignItem.of(self.place, sample["doc_id"], shots)

    def over(self, manner: Manner) -> Manner:
        """As `Material.over`."""
        whole = manner.limit is None or manner.limit >= len(exam(self.place))
        return replace(manner, limit=None) if whole else manner
