"""What the pictures cost, and what the music is worth: a run beside another of the same model on the same items."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.evaluation.foreign.task import ForeignTask
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.task import find
from ssmr_bench.reporting.comparison import Difference
from ssmr_bench.reporting.pairing import pairing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.stored import Stored

FLOOR = "no_music"
"""The prompt that shows no score."""
PICTURES = "pictures against text"


def gaps(out: Path, settings: Sequence[Setting]) -> list[str]:
    """A line for each text task and visual task of a run, and for each task whose floor lies in the same folder.

    Raises:
        FileError, DataError: if a result can't be read back.
    """
    runs = [stored(setting.folder(out)) for setting in settings]
    lines = [between(text, visual, PICTURES) for text, visual in product(runs, runs) if paired(text, visual)]
    for run in runs:
        floor = replace(run.setting, prompt=FLOOR).folder(out)
        if run.setting.prompt != FLOOR and (floor / RESULT).is_file():
            lines.append(between(stored(floor), run, "music against none"))
    return [line for line in lines if line]


def paired(text: Stored, picture: Stored) -> bool:
    """Whether these ask the same, the one in text and the other in pictures."""
    first, second = text.setting, picture.setting
    alike = (first.open, first.split["sha256"]) == (second.open, second.split["sha256"])
    return alike and pictured(text) is False and pictured(picture) is True


def pictured(run: Stored) -> bool | None:
    """Whether its task asks with pictures; None where that is none of ours."""
    try:
        task = find(run.setting.task)
    except UnknownNameError:
        return None
    return None if isinstance(task, ForeignTask) else task.pictured


def between(first: Stored, second: Stored, what: str) -> str:
    """The second's accuracy less the first's, over what both were asked; empty where that is nothing."""
    if first.setting.split != second.setting.split:
        return ""
    pairs = pairing(first, second, ("task", "items", "prompt")).pairs
    if not pairs:
        return ""
    found = Difference.of(pairs)
    low, high = (100 * bound for bound in found.interval)
    before, after = (accuracy.value or 0 for accuracy in found.accuracies)
    return (
        f"{second.setting.task}, {what}: {100 * found.value:+.1f} points ({low:+.1f} to {high:+.1f}), "
        f"{after:.1%} against {before:.1%} on the same {found.counts.n}"
    )
