"""A folder of checkpoints in the order of their steps, each before the gate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.stored import below, stored
from ssmr_bench.reporting.comparison_page import points
from ssmr_bench.reporting.grid import Grid
from ssmr_bench.reporting.table import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.gate import Gate

    Judge = Callable[[Stored, Stored], Gate]
    """The gate, from a baseline and a candidate."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One checkpoint."""

    run: Stored
    accuracy: Accuracy
    gate: Gate | None
    """Against the baseline, or the best before it; None for the one that all begins with."""

    @property
    def name(self) -> str:
        """The model's."""
        return self.run.setting.model

    @property
    def step(self) -> int | None:
        """The last number in the name, as 500 in step-500."""
        return step_of(self.name)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The checkpoints of a folder, from the first step to the last."""

    baseline: Stored
    rungs: tuple[Rung, ...]
    best: bool
    """Whether each is judged against the best before it."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Those of all checkpoints but the baseline."""
        return tuple(rung.gate for rung in self.rungs if rung.gate is not None)


def step_of(name: str) -> int | None:
    """The number behind "step", or else the last one in a name.

    >>> step_of("run2-step-1500"), step_of("step1000-q4"), step_of("final")
    (1500, 1000, None)
    """
    named = re.findall(r"(?:step|checkpoint|ckpt)[-_ ]?([0-9]+)", name, re.IGNORECASE)
    numbers = named or re.findall(r"[0-9]+", name)
    return int(numbers[-1]) if numbers else None


def ladder(folder: Path, judge: Judge, baseline: Path | None = None, best: bool = False) -> Ladder:
    """The checkpoints below a folder, each against the baseline, or else against the first of them.

    With `best` each is judged against the best before it, the baseline among them. That one is chosen for its figure,
    and luck is part of it: a regression from it is shown more often than at the test's level where there is none.

    Raises:
        FileError: if there is no such folder, or fewer than two checkpoints are to be seen.
        ConfigError: if a checkpoint has several results, or one that the gate can't judge.
        DataError: if a result is damaged.
    """
    runs = _runs(folder)
    reference = first = stored(baseline) if baseline is not None else runs[0]
    rungs = []
    for run in runs:
        itself = run.folder.resolve() == first.folder.resolve()
        rungs.append(Rung(run, run.accuracy, None if itself else judge(reference, run)))
        if best and (run.accuracy.value or 0) > (reference.accuracy.value or 0):
            reference = run
    if rungs[-1].gate is None:
        raise ConfigError(
            f"{folder}: the last checkpoint, {rungs[-1].name}, is the baseline; there is nothing to judge"
        )
    return Ladder(first, tuple(rungs), best)


def _runs(folder: Path) -> list[Stored]:
    runs = below(folder)
    known: dict[str, Stored] = {}
    for run in runs:
        name = run.setting.model
        if name in known:
            raise ConfigError(_twice(folder, known[name], run))
        known[name] = run
    return sorted(runs, key=lambda run: _natural(run.setting.model))


def _twice(folder: Path, first: Stored, second: Stored) -> str:
    """What is said of two results of one checkpoint: in what they differ, and the way out."""
    ours, theirs = first.setting, second.setting
    named = f"{ours.model} has two results below {folder}: {first.folder} and {second.folder}"
    if ours.task != theirs.task:
        return f"{named}, of {ours.task} and {theirs.task}; name the folder of one task"
    different = [f"prompt {ours.prompt} and {theirs.prompt}"] if ours.prompt != theirs.prompt else []
    if ours.variant != theirs.variant:
        different.append(f"variant {ours.variant or 'none'} and {theirs.variant or 'none'}")
    if not different:
        return f"{named}; move one of them away"
    way_out = "a ladder asks each checkpoint in one way alone; put the others in a folder of their own"
    return f"{named}, which differ ({', '.join(different)}); {way_out}"


def _natural(name: str) -> tuple[bool, int, list[tuple[int, str]]]:
    """By step, those without one last; and names with numbers as people sort them."""
    step = step_of(name)
    parts = re.split(r"([0-9]+)", name)
    return step is None, step or 0, [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def grid(steps: Ladder) -> Grid:
    """A line for each checkpoint."""
    sizes = sorted({rung.accuracy.n for rung in steps.rungs})
    return Grid(
        f"{steps.rungs[-1].run.setting.task}, {' or '.join(map(str, sizes))} answers; differences in points",
        ("checkpoint", "accuracy", "against", "difference", "verdict"),
        tuple((rung.name, _with(*percent(rung.accuracy)), *_judged(rung.gate)) for rung in steps.rungs),
        remark=True,
    )


def _judged(each: Gate | None) -> Sequence[str]:
    if each is None:
        return "", "", "baseline"
    return each.pairing.names[0], _with(*points(each.whole)), each.verdict


def _with(value: str, interval: str) -> str:
    return f"{value} ({interval})"
