"""The runs of a chart: read from folders, of one kind, and called by what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE, RESULT
from ssmr_bench.evaluation.stored import below, stored
from ssmr_bench.reporting.charts.group import asked, check_subset, chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.stored import Stored


@dataclass(frozen=True, slots=True)
class Collection:
    """Runs over the same items."""

    runs: tuple[Stored, ...]
    left_out: tuple[str, ...]
    """What was found and is not among them, and why."""

    def of(self, runs: Iterable[Stored]) -> Collection:
        """Some of its runs.

        Raises:
            ConfigError: if there are none.
        """
        some = tuple(runs)
        if not some:
            raise ConfigError("these runs are all without music; name others beside them")
        return replace(self, runs=some)

    @property
    def tasks(self) -> tuple[str, ...]:
        """Those that were asked."""
        return tuple(sorted({run.setting.task for run in self.runs}))

    @property
    def chance(self) -> float | None:
        """What a guess is worth; None where the options were left out."""
        return None if self.runs[0].setting.open else CHANCE

    @property
    def names(self) -> tuple[str, ...]:
        """What to call each run: its model, and what of prompt and variant is not common to all; a task is not told."""
        common, called = self._common, []
        for run in self.runs:
            own = ", ".join(trait for trait in _traits(run.setting) if trait not in common)
            called.append(f"{run.setting.model} ({own})" if own else run.setting.model)
        keys = [(name, run.setting.task) for name, run in zip(called, self.runs, strict=True)]
        return tuple(
            name if keys.count(key) == 1 else f"{name} [{run.folder}]"
            for name, key, run in zip(called, keys, self.runs, strict=True)
        )

    @property
    def told_apart(self) -> list[tuple[str, Stored]]:
        """The runs by their names, and the tasks where there are several."""
        several = len(self.tasks) > 1
        return [
            (f"{name}, {run.setting.task}" if several else name, run)
            for name, run in zip(self.names, self.runs, strict=True)
        ]

    @property
    def title(self) -> str:
        """The tasks, and what is common to all runs."""
        told = [trait for trait in _traits(self.runs[0].setting) if trait in self._common]
        return ", ".join([" and ".join(self.tasks), *(trait for trait in told if not trait.startswith(_IN_NOTE))])

    @property
    def _common(self) -> frozenset[str]:
        return frozenset.intersection(*(frozenset(_traits(run.setting)) for run in self.runs))

    @property
    def note(self) -> str:
        """On what they were measured: the same for all."""
        setting = self.runs[0].setting
        said = asked(setting)
        count = len({row.id for row in self.runs[0].rows})
        part = [said["items"]] if setting.subset is not None or setting.limit is not None else []
        return ", ".join([said["split"], *part, f"{count:,} item{'s' * (count != 1)}"])


_IN_NOTE = ("subset=", "limit=")


def _traits(setting: Setting) -> tuple[str, ...]:
    """How a model was asked, apart from the ordinary way."""
    return f"prompt {setting.prompt}", *filter(None, setting.variant.split(","))


def collection(paths: Sequence[Path], subset: str | None = None) -> Collection:
    """The runs in some folders, or below them; those that were moved aside are no part of it.

    Of those that lie below a folder it takes the ones over the same items as the runs that are named themselves; where
    none is, those over the subset, or else over the most items. A run with failed items, or without any, is no
    measurement and is left out.

    Raises:
        FileError: if there is no such folder, or no result in it.
        DataError: if a result is damaged.
        UnknownNameError: if there is no such subset.
        ConfigError: if nothing is left, or two runs that are named were asked other items or in another form.
    """
    check_subset(subset)
    named, found = _read(paths)
    whole = [run for run in found if run.rows and not run.failed]
    failed = tuple(
        f"{run.folder}: {run.failed} of {len(run.rows)} items failed; run it again to complete it"
        for run in found
        if run not in whole
    )
    if not whole:
        raise ConfigError(f"no run is whole: {'; '.join(failed)}")
    first, rest = chosen(whole, [run for run in whole if run.folder.resolve() in named], subset)
    return Collection(first.runs, (*failed, *rest))


def _read(paths: Sequence[Path]) -> tuple[set[Path], list[Stored]]:
    """The folders of the runs that are named themselves, and all runs, each once."""
    named, found = set(), {}
    for path in paths:
        itself = not path.is_dir() or (path / RESULT).is_file()
        for run in [stored(path)] if itself else below(path):
            folder = run.folder.resolve()
            found[folder] = run
            if itself:
                named.add(folder)
    return named, list(found.values())
