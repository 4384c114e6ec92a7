"""Fetches a data set: into a draft first, then under the name of its commit, and its lock file last of all."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from shutil import copyfile, rmtree
from threading import Lock as Mutex
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError, SSMRError
from ssmr_bench.evaluation.sources.catalog import entry_of
from ssmr_bench.evaluation.sources.hub import Hub, endpoint
from ssmr_bench.evaluation.sources.lock import Lock, Locked, read_lock
from ssmr_bench.evaluation.sources.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ssmr_bench.evaluation.sources.catalog import Entry
    from ssmr_bench.evaluation.sources.hub import Listing, Remote
    from ssmr_bench.evaluation.sources.source import Source

_BRANCH = "main"
_AT_ONCE = 8
"""Files, as the hub's own client does."""
_DRAFT = ".partial-"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which revision is wanted; without a word the one that was pulled before, else the newest."""

    revision: str | None = None
    update: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """A data set that is here."""

    source: Source
    size: int
    """In bytes."""
    fetched: int
    """How many files had to be fetched."""
    news: str
    """What there is to know of newer revisions; empty if nothing."""


def pull(
    name: str, root: Path, wish: Wish | None = None, watch: Callable[[int, int], None] = lambda *_: None
) -> Pulled:
    """Sees to it that a data set lies in a store, whole. `watch` is told how many bytes of how many have come.

    A set that is there already stays as it was until another is complete. Two pulls of one set wait for each other.

    Raises:
        UnknownNameError: if there is no such name.
        EndpointError: if the hub is out of reach, or answers with an error.
        FileError: if it has no such data set or revision, asks for a token, or the place can't be written.
        DataError: if a file arrived damaged, or the lock file is.
    """
    entry, wish = entry_of(name), wish or Wish()
    place = root / entry.folder
    with _alone(root, entry):
        kept = None if wish.revision or wish.update else read_lock(place)
        sound = kept is not None and not kept.flaw(place)
        hub = Hub(entry.repo, endpoint())
        if kept is not None and sound:
            return Pulled(kept.source(place), _size(kept), 0, _news(hub, kept))
        wanted = wish.revision or (kept.revision if kept else entry.revision or _BRANCH)
        listing = hub.listing(hub.commit(wanted), entry.files)
        fetched = _gather(hub, listing, place, watch)
        lock = _settle(entry, listing, place)
    return Pulled(lock.source(place), _size(lock), fetched, "")


def _size(lock: Lock) -> int:
    return sum(file.size for file in lock.files)


def _news(hub: Hub, kept: Lock) -> str:
    """Whether the hub has moved on; a hub that can't be asked is no failure, for the data are here."""
    try:
        newest = hub.commit(_BRANCH)
    except SSMRError as error:
        return f"whether there is a newer one can't be told: {error}"
    if newest == kept.revision:
        return ""
    return f"the hub's {_BRANCH} is at {newest[:12]} by now; --update takes it"


def _gather(hub: Hub, listing: Listing, place: Path, watch: Callable[[int, int], None]) -> int:
    """Brings every file into the draft, from what is here where it is the same; tells how many were fetched."""
    draft = place / f"{_DRAFT}{listing.commit}"
    here = [draft, *(each for each in sorted(place.glob("*")) if each.is_dir())]
    missing = [file for file in listing.files if not _reused(file, draft, here)]
    total = sum(file.size for file in listing.files)
    done, mutex = total - sum(file.size for file in missing), Mutex()

    def came(count: int) -> None:
        nonlocal done
        with mutex:
            done += count
            watch(min(done, total), total)

    came(0)
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for _ in pool.map(lambda file: hub.fetch(listing.commit, file, draft, came), missing):
            pass
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return len(missing)


def _reused(file: Remote, draft: Path, here: list[Path]) -> bool:
    """Whether the file is in the draft already, or could be put there from another revision."""
    at = draft / file.path
    for folder in here:
        found = folder / file.path
        if file.is_at(found):
            if found != at:
                at.parent.mkdir(parents=True, exist_ok=True)
                at.unlink(missing_ok=True)
                _link(found, at)
            return True
    at.unlink(missing_ok=True)  # what is there is damaged
    return False


def _link(found: Path, at: Path) -> None:
    try:
        os.link(found, at)
    except OSError:
        copyfile(found, at)  # a file system without links


def _settle(entry: Entry, listing: Listing, place: Path) -> Lock:
    """Puts the draft in its place, writes the lock file, and only then removes what other revisions left."""
    draft, home = place / f"{_DRAFT}{listing.commit}", place / listing.commit
    files = [Locked(file.path, digest_of(draft / file.path), file.size) for file in listing.files]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lock = Lock(entry.name, entry.repo, listing.commit, now, tuple(sorted(files, key=lambda file: file.path)))
    rmtree(draft / ".cache", ignore_errors=True)
    rmtree(home, ignore_errors=True)  # damaged, or never locked: all that was sound of it is in the draft
    draft.rename(home)
    lock.write(place)
    for other in place.iterdir():
        if other.is_dir() and other != home:
            rmtree(other, ignore_errors=True)
    return lock


@contextmanager
def _alone(root: Path, entry: Entry) -> Generator[None]:
    """Holds off other pulls of the same data set, which wait; whatever the disk refuses is said in one line."""
    from filelock import FileLock

    try:
        (root / ".locks").mkdir(parents=True, exist_ok=True)
        with FileLock(root / ".locks" / entry.folder):
            try:
                yield
            finally:
                with suppress(OSError):
                    (root / entry.folder).rmdir()  # only if nothing came of it
    except OSError as error:
        raise FileError(f"{error.filename or root} can't be written: {error.strerror or error}") from error
