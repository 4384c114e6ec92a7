"""Groups of tasks: ours stand in `tasks/groups/`, others are lm-eval's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError, UnknownNameError
from ssmr_bench.evaluation.foreign.directory import OWN, directory
from ssmr_bench.evaluation.foreign.recipe import is_group, members
from ssmr_bench.evaluation.metadata import task_names
from ssmr_bench.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable


def our_groups() -> dict[str, Path]:
    """The files of our groups: each is `tasks/groups/NAME.yaml`."""
    return {path.stem: path for path in sorted((shipped("tasks") / "groups").glob("*.yaml"))}


def expanded(names: Iterable[str]) -> tuple[str, ...]:
    """The names of tasks, each group in the place of its name, each task once.

    lm-eval's files are looked at only where a name is none of ours. A name may be a file's, `FOLDER/NAME.yaml`: its
    folder becomes that of the user's own tasks.

    >>> expanded(["ssmr_text", "math_transfer", "gsm8k"])
    ('ssmr_text', 'gsm8k', 'minerva_math500', 'aime24')

    Raises:
        UnknownNameError: for the first name that is neither a task nor a group.
        FileError: if there is no such file.
    """
    return tuple(dict.fromkeys(task for name in names for task in _tasks(_named(name), ())))


def _named(name: str) -> str:
    if not name.endswith(".yaml"):
        return name
    if not Path(name).is_file():
        raise FileError(f"there is no file {name}; a task of your own is a file NAME.yaml in lm-eval's form")
    os.environ[OWN] = str(Path(name).resolve().parent)  # where the processes that judge look, too
    return Path(name).stem


def _tasks(name: str, within: tuple[str, ...]) -> list[str]:
    ours = task_names()
    if name in ours or name in within:
        return [name]
    groups = our_groups()
    if name not in groups and name not in directory():
        # A near name of ours is what was meant; only then one of lm-eval's 12,000, which nobody wants to see listed.
        near, far = UnknownNameError("task", name, [*ours, *groups]), UnknownNameError("task", name, directory())
        raise far if "did you mean" in str(far) and "did you mean" not in str(near) else near
    path = groups.get(name) or directory()[name]
    if not is_group(path):
        return [name]
    return [task for member in members(path) for task in _tasks(member, (*within, name))]
