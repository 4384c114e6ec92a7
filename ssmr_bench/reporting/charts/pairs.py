"""Runs by text beside runs by pictures of the same model, each with what was right without any music."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.reporting.charts.gap import Gap
from ssmr_bench.reporting.comparison import Difference
from ssmr_bench.reporting.gaps import FLOOR, paired, pictured
from ssmr_bench.reporting.pairing import pairing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.charts.collection import Collection


def gaps_of(asked: Collection, runs: Iterable[Stored]) -> list[Gap]:
    """What pictures cost each model of those asked with music, with the floors that are among the runs."""
    floors = {_floor_key(run): run.accuracy for run in runs if run.setting.prompt == FLOOR}
    found = []
    for (text_name, text), (name, picture) in product(zip(asked.names, asked.runs, strict=True), asked.told_apart):
        if _paired(text, picture):
            several = sum(_paired(text, each) for each in asked.runs) > 1
            difference = Difference.of(pairing(text, picture, ("task", "items")).pairs)
            beneath = (floors.get(_floor_key(text)), floors.get(_floor_key(picture)))
            found.append(Gap(name if several else text_name, *difference.accuracies, difference.interval, *beneath))
    return found


def with_partner(runs: Sequence[Stored]) -> list[Stored]:
    """Those by text that have one by pictures beside them, and those."""
    return [run for run in runs if any(_paired(run, each) or _paired(each, run) for each in runs)]


def unpaired(runs: Sequence[Stored]) -> list[str]:
    """A line for each run that has no place in the chart, and why."""
    asked = with_partner([run for run in runs if run.setting.prompt != FLOOR])
    beneath = {_floor_key(run) for run in asked}
    lines = []
    for run in runs:
        floor = run.setting.prompt == FLOOR
        if not (_floor_key(run) in beneath if floor else run in asked):
            said = ", ".join((run.setting.model, run.setting.task, run.setting.prompt))
            lines.append(f"{said}: {_NO_PAIR if floor else _WITHOUT[pictured(run)]}")
    return lines


_NO_PAIR = "no pair of text and pictures that it belongs to"
_WITHOUT = {
    False: "no run with pictures beside it",
    True: "no run with text beside it",
    None: "a task that is none of ours",
}


def _floor_key(run: Stored) -> tuple[str, str, str]:
    """What a run has in common with the one without music that belongs to it."""
    return run.setting.model, run.setting.task, run.setting.variant


def _paired(text: Stored, picture: Stored) -> bool:
    """Whether one model was asked in the same way, by text the one time and by pictures the other."""
    first, second = ((s.model, s.prompt, s.variant) for s in (text.setting, picture.setting))
    return first == second and paired(text, picture)
