"""A task: what it asks, found by its name. Each kind of task says for itself what its items are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.metadata import metadata_of, task_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.synthesis.visual import Style


class Material(Protocol):
    """The items of a task, as they lie here."""

    @property
    def name(self) -> str:
        """Of the split."""

    @property
    def version(self) -> str:
        """Of the split; of one from the hub the revision."""

    @property
    def sha256(self) -> str:
        """Of its bytes; results quote it."""

    def items(self, manner: Manner) -> Sequence[Item]:
        """What is asked in that manner, each item's orders one after the other."""

    def item(self, name: str, order: str, prompt: str, shots: int) -> Item:
        """The item of that id, in that order of its options.

        Raises:
            KeyError: if there is none.
        """

    def of(self, sample: Mapping[str, Any]) -> Item:
        """The item that a sample of lm-eval's report is of."""

    def over(self, manner: Manner) -> Manner:
        """The same manner, without a limit that leaves nothing out."""


class Task(Protocol):
    """What is asked, and what must be known of it before anything is loaded."""

    @property
    def name(self) -> str:
        """As `--tasks` names it."""

    @property
    def about(self) -> str:
        """What it asks, and what a guess is worth, in a sentence or two for whoever reads a report."""

    @property
    def open(self) -> bool:
        """Whether it is asked without options: a guess is worth nothing."""

    @property
    def pictured(self) -> bool:
        """Whether it shows pictures."""

    @property
    def style(self) -> Style | None:
        """Of the pictures that are drawn here; None where there are none."""

    @property
    def likelihood(self) -> bool:
        """Whether the options are scored by their log-likelihood, and nothing is generated."""

    def manner(self, asked: Manner, unsaid: frozenset[str]) -> Manner:
        """How it is asked, where the user has not said all: its own prompt, shots and orders hold."""

    def check(self, manner: Manner) -> None:
        """Passes where it can be asked so; takes milliseconds.

        Raises:
            ConfigError, UnknownNameError: if it can't; the message says what can.
            FileError: if its data are not here; the message says how to get them.
        """

    def digest(self, prompt: str) -> str:
        """The sha256 of the words of a prompt."""

    def material(self, version: str | None = None) -> Material:
        """Its items; of an older version where that is named and still here.

        Raises:
            UnknownNameError, DataError, FileError: if they are not here, or are not what they should be.
        """

    def for_lm_eval(self, manner: Manner) -> Any:
        """The task as lm-eval holds it."""


def find(name: str) -> Task:
    """The task of that name: one of ours, or one that lm-eval ships; lm-eval is not imported for it.

    Raises:
        UnknownNameError: if there is none.
        ConfigError: if it is a group of tasks.
    """
    if name not in task_names():
        from ssmr_bench.evaluation.foreign.groups import expanded
        from ssmr_bench.evaluation.foreign.task import ForeignTask

        if (members := expanded([name])) != (name,):
            raise ConfigError(f"{name!r} is a group; its tasks are {', '.join(members)}")
        return ForeignTask.of(name)
    metadata = metadata_of(name)
    if "assignments" in metadata:
        from ssmr_bench.evaluation.compositions.task import CompositionTask

        return CompositionTask.of(name, metadata)
    from ssmr_bench.evaluation.problems.task import ProblemTask

    return ProblemTask.of(name, metadata)
