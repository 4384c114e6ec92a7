"""Results read one after the other from folders; what can't stand on a leaderboard is left out by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError, SSMRError, UnknownNameError
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.files import no_folder
from ssmr_bench.reporting.leaderboard.cell import Cell
from ssmr_bench.reporting.leaderboard.part import part_of

if TYPE_CHECKING:
    from ssmr_bench.evaluation.stored import Stored

Check = Callable[[Path], Sequence[str]]
"""What is wrong with the result in a folder, each finding in a line; empty where it is valid."""
Watch = Callable[[int, int], None]
"""Told how many results of how many are read."""
_SHOWN = 300
"""Characters of a finding that a reason quotes."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A result that is not on the leaderboard."""

    folder: Path
    reason: str
    """With the way out."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the folders hold."""

    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...]
    aside: int
    """Results that were moved out of the way of later ones."""


def gather(results: Sequence[Path], check: Check, watch: Watch = lambda *_: None) -> Gathered:
    """Every result below the folders, its texts forgotten as soon as it is counted.

    Raises:
        FileError: if there is no such folder, or no result below it.
    """
    folders = _folders(results)
    cells, left_out, aside = [], [], 0
    for done, folder in enumerate(folders):
        watch(done, len(folders))
        found = _read(folder, check)
        if found is None:
            aside += 1
        elif isinstance(found, str):
            left_out.append(LeftOut(folder, found))
        else:
            cells.append(found)
    watch(len(folders), len(folders))
    return Gathered(tuple(cells), tuple(left_out), aside)


def _folders(results: Sequence[Path]) -> list[Path]:
    """The folders that hold results, each once."""
    found: dict[Path, Path] = {}
    for place in results:
        if not place.is_dir():
            raise no_folder(place, "name one that holds results")
        below = sorted(path.parent for path in place.glob(f"**/{RESULT}"))
        if not below:
            raise FileError(f"there is no {RESULT} below {place}; name a folder that ssmr-eval wrote")
        for folder in below:
            found.setdefault(folder.resolve(), folder)
    return list(found.values())


def _read(folder: Path, check: Check) -> Cell | str | None:
    """The result, or why it is left out; None where a later one has taken its place."""
    try:
        run = stored(folder)
        if run.aside:
            return None
        part = part_of(run.setting.task)
        reason = _unfit(run) or _invalid(check(folder))
    except UnknownNameError as error:
        return f"{error}; its task is none of ours, and is not ranked"
    except SSMRError as error:
        return str(error)
    if reason:
        return reason
    if part is None:
        return f"the leaderboard has no column for the task {run.setting.task}"
    return Cell.of(run, part)


def _unfit(run: Stored) -> str:
    """Why a sound result is no score of a model; empty where it is one."""
    if not run.rows:
        return "it has no rows; run ssmr-eval again"
    if run.failed:
        items = f"{run.failed} of {len(run.rows)} items failed"
        return f"{items}; run ssmr-eval again with the same settings, which asks only those"
    return ""


def _invalid(findings: Sequence[str]) -> str:
    """What verification found, in a line; a finding may quote what a model said."""
    if not findings:
        return ""
    many = f"{len(findings):,} findings, the first: " if len(findings) > 1 else ""
    first = findings[0] if len(findings[0]) <= _SHOWN else f"{findings[0][:_SHOWN]}…"
    return f"it does not verify: {many}{first}; `ssmr verify` tells all"
