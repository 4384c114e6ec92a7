"""Data sets that lie in a folder without a lock file: copied there, cloned, or kept by another program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.sources.catalog import catalog
from ssmr_bench.evaluation.sources.lock import LOCK
from ssmr_bench.evaluation.sources.source import LOCAL, Source, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.sources.catalog import Entry

TABLES = (".parquet", ".jsonl", ".json", ".csv")
_MOST = 100_000
"""Files; a folder that holds more was hardly meant."""


def beside(entry: Entry, root: Path) -> Source | None:
    """The data set as it lies in the folder itself, or in one below it that bears its name; nothing if it does not.

    Raises:
        FileError: if the files can't be read, or are too many.
    """
    for folder in _candidates(entry, root):
        if folder.is_dir():
            found = _files(folder)
            if any(path.suffix in TABLES for path in found):
                listed = sorted((path.relative_to(folder).as_posix(), path) for path in found)
                files = tuple((name, digest_of(path)) for name, path in listed)
                return Source(entry.name, entry.repo, folder, LOCAL, files)
    return None


def is_itself(root: Path) -> bool:
    """Whether the folder is a data set, and not one that holds several: no folder in it bears the name of one."""
    names = {name for entry in catalog().values() for name in (entry.name, *entry.repo.split("/"))}
    try:
        folders = [each for each in root.iterdir() if each.is_dir()]
    except OSError:
        return False
    return not any(each.name in names or "--" in each.name or (each / LOCK).exists() for each in folders)


def _candidates(entry: Entry, root: Path) -> Iterator[Path]:
    owner, name = entry.repo.split("/")
    yield from (root / entry.folder, root / owner / name, root / f"{owner}--{name}", root / name)
    kept = root / f"datasets--{owner}--{name}"  # as huggingface_hub's own cache has it
    try:
        yield kept / "snapshots" / (kept / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        yield from sorted(kept.glob("snapshots/*"))
    if is_itself(root):
        yield root


def _files(folder: Path) -> list[Path]:
    """Every file below, but for hidden ones; no folder is followed out of this one."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(place, name) for name in names if not name.startswith("."))
        found += [path for path in paths if path.is_file()]
        if len(found) > _MOST:
            raise FileError(f"{folder} holds more than {_MOST} files; name the folder of the data set")
    return found
