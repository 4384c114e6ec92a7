"""A data set on this machine: where it lies, what revision it is, and the digest of each of its files."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

LOCAL = "local"
"""The revision of files that somebody put there: their digests say what they are."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files that were read through once, and are what their digests say."""

    name: str
    repo: str
    folder: Path
    revision: str
    """The commit on the hub, or `local`."""
    files: tuple[tuple[str, str], ...]
    """Paths below the folder, with slashes, and the SHA-256 of each; sorted."""

    @property
    def sha256(self) -> str:
        """One digest over all: that of the lines `sha256sum` would write, in the order of the paths."""
        return sha256("".join(f"{digest}  {path}\n" for path, digest in self.files).encode()).hexdigest()

    @property
    def remedy(self) -> str:
        """What to do about a damaged file."""
        return "put it right" if self.revision == LOCAL else f"fetch it again with: ssmr data pull {self.name}"


def digest_of(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        FileError: if it can't be read.
    """
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror or error}") from error
