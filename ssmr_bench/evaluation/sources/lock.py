"""The lock file beside a pulled data set: its repository, its commit, and the digest and size of each file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.sources.source import Source, digest_of
from ssmr_bench.files import write_whole
from ssmr_bench.untrusted import json_object, read_lines

LOCK = "lock.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Locked:
    """One file, as it was when it was pulled."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What was pulled."""

    name: str
    repo: str
    revision: str
    """The commit; the files lie in a folder of that name beside the lock file."""
    pulled: str
    """When, in UTC."""
    files: tuple[Locked, ...]

    def source(self, place: Path) -> Source:
        """The data set in that place, taken at the lock's word."""
        files = tuple((file.path, file.sha256) for file in self.files)
        return Source(self.name, self.repo, place / self.revision, self.revision, files)

    def flaw(self, place: Path) -> str:
        """What file is not as it was pulled, and how; empty if all are. Reads every file."""
        for file in self.files:
            path = place / self.revision / file.path
            if not path.is_file():
                return f"{path} is missing"
            found = digest_of(path)
            if found != file.sha256:
                return f"{path} has sha256 {found}, not {file.sha256} as it was pulled"
        return ""

    def write(self, place: Path) -> None:
        """Writes the lock file, whole or not at all.

        Raises:
            FileError: if it can't be written.
        """
        write_whole(place / LOCK, json.dumps({"format": _FORMAT, **asdict(self)}, indent=1) + "\n")


def read_lock(place: Path) -> Lock | None:
    """The lock file of a place in a store, if there is one.

    Raises:
        DataError: if it is not what a pull writes.
    """
    path = place / LOCK
    if not path.exists():
        return None
    try:
        found = json_object("\n".join(read_lines(path, "a lock file")), str(path))
        if found["format"] != _FORMAT:
            raise ValueError(f"format {found['format']!r} is of another version")
        files = tuple(Locked(inside(file["path"]), str(file["sha256"]), int(file["size"])) for file in found["files"])
        name, repo, revision, pulled = (str(found[name]) for name in ("name", "repo", "revision", "pulled"))
        return Lock(name, repo, inside(revision), pulled, files)
    except (DataError, FileError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"the lock file {path} can't be read ({error}); remove it and pull again, or name its --revision"
        ) from error


def inside(path: str) -> str:
    """The path, which stays below the folder that it is looked for in.

    Raises:
        ValueError: if it does not.
    """
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or PurePosixPath(path).is_absolute() or "\\" in path or not path.isprintable():
        raise ValueError(f"{path!r} is no path inside a data set")
    return path
