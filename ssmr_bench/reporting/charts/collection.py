"""The runs of a chart: read from folders, of one kind, and called by what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE, RESULT
from ssmr_bench.evaluation.stored import below, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.result import Setting
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
        said = _items(setting)
        count = len({row.id for row in self.runs[0].rows})
        parts = [said["split"], *(said[name] for name in ("subset", "limit") if getattr(setting, name) is not None)]
        return ", ".join([*parts, f"{count:,} item{'s' * (count != 1)}"])


_IN_NOTE = ("subset=", "limit=")


def _traits(setting: Setting) -> tuple[str, ...]:
    """How a model was asked, apart from the ordinary way."""
    return f"prompt {setting.prompt}", *filter(None, setting.variant.split(","))


def collection(paths: Sequence[Path]) -> Collection:
    """The runs in some folders, or below them; those that were moved aside are no part of it.

    A run with failed items, or without any, is no measurement and is left out.

    Raises:
        FileError: if there is no such folder, or no result in it.
        DataError: if a result is damaged.
        ConfigError: if nothing is left, or two of the runs were asked other items or in another form.
    """
    found = list({run.folder.resolve(): run for path in paths for run in _runs(path)}.values())
    whole = [run for run in found if run.rows and not run.failed]
    left_out = tuple(
        f"{run.folder}: {run.failed} of {len(run.rows)} items failed; run it again to complete it"
        for run in found
        if run not in whole
    )
    if not whole:
        raise ConfigError(f"no run is whole: {'; '.join(left_out)}")
    for run in whole[1:]:
        _check_alike(whole[0], run)
    return Collection(tuple(whole), left_out)


def _runs(path: Path) -> list[Stored]:
    """The run in a folder, or those below it."""
    return below(path) if path.is_dir() and not (path / RESULT).is_file() else [stored(path)]


def _check_alike(first: Stored, second: Stored) -> None:
    """Passes where both were asked the same items in the same form.

    Raises:
        ConfigError: if they were not; the message names both, and what differs.
    """
    ours, theirs = _items(first.setting), _items(second.setting)
    different = [f"{ours[name]} against {theirs[name]}" for name in ours if ours[name] != theirs[name]]
    if not different and {row.id for row in first.rows} != {row.id for row in second.rows}:
        different = ["other items"]
    if different:
        raise ConfigError(
            f"{first.folder} and {second.folder} can't share a chart ({', '.join(different)}); "
            "name runs over the same items"
        )


def _items(setting: Setting) -> dict[str, str]:
    """What was asked, in words."""
    split = setting.split
    return {
        "split": f"split {split['version']} {split['name']} ({split['sha256'][:8]})",
        "sha256": f"split {split['sha256']}",
        "subset": f"subset {setting.subset}" if setting.subset else "no subset",
        "limit": "all of them" if setting.limit is None else f"the first {setting.limit}",
        "form": "the open form" if setting.open else "four options",
    }
