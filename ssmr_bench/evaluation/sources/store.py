"""Where data sets lie on this machine, and how one is found there, every file of it checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.evaluation.sources.catalog import Entry, catalog, entry_of
from ssmr_bench.evaluation.sources.folder import beside
from ssmr_bench.evaluation.sources.lock import read_lock
from ssmr_bench.files import no_folder

if TYPE_CHECKING:
    from ssmr_bench.evaluation.sources.source import Source


def default_folder() -> Path:
    """Where data sets are kept unless said otherwise: `SSMR_DATA`, or the user's data folder.

    Raises:
        FileError: if there is no home folder to hold it.
    """
    from platformdirs import user_data_path

    try:
        return Path(os.environ.get("SSMR_DATA") or user_data_path("ssmr-bench") / "sets").expanduser()
    except (OSError, RuntimeError) as error:
        raise FileError(f"no folder for data sets is known ({error}); name one in SSMR_DATA") from error


def located(name: str, data_dir: Path | None = None) -> Source:
    """The data set of that name, with every file read through and found as it was pulled.

    Looked for in the store, and then as files without a lock: in its `NAME`, its `OWNER/NAME`, or the folder itself.

    Raises:
        UnknownNameError: if there is no such name.
        FileError: if it is not here; the message says how to fetch it.
        DataError: if a file is not what the lock file says.
    """
    root = data_dir if data_dir is not None else default_folder()
    named = data_dir is not None or bool(os.environ.get("SSMR_DATA"))
    entry = _entry(name, root)
    if lock := read_lock(root / entry.folder):
        if flaw := lock.flaw(root / entry.folder):
            raise DataError(f"{flaw}; {lock.source(root / entry.folder).remedy}")
        return lock.source(root / entry.folder)
    if named and not root.is_dir():
        raise no_folder(root, f"name one that holds data sets, or fetch this one with: ssmr data pull {entry.name}")
    if found := beside(entry, root):
        return found
    raise FileError(
        f"the data set {entry.name} ({entry.repo}) is not in {root}; fetch it with: ssmr data pull {entry.name}, "
        "or name a folder that holds it in SSMR_DATA"
    )


def _entry(name: str, root: Path) -> Entry:
    try:
        return entry_of(name)
    except UnknownNameError:
        if name and name not in (".", "..") and Path(name).name == name and (root / name).is_dir():
            return Entry(name, f"{LOCALLY}/{name}")
        raise


LOCALLY = "local"
"""The owner of data sets that are known by their folder alone."""


def names_in(root: Path) -> tuple[str, ...]:
    """The data sets to list for a folder: the catalogue's, and what else was pulled there."""
    others = []
    for place in sorted(root.glob("*--*")) if root.is_dir() else []:
        try:
            lock = read_lock(place)
        except DataError:
            lock = None
        if lock is not None and lock.name not in catalog():
            others.append(lock.name)
    return (*catalog(), *others)
