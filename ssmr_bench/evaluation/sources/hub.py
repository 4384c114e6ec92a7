"""The Hugging Face hub, through its own client: what a revision holds, and each file of it, held against its digest."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssmr_bench.errors import ConfigError, DataError
from ssmr_bench.evaluation.sources.lock import inside
from ssmr_bench.evaluation.sources.refusal import in_words
from ssmr_bench.evaluation.sources.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PUBLIC = "https://huggingface.co"
_COMMIT = 40


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on the hub."""

    path: str
    size: int
    sha256: str | None
    """Of a large file; others are known by git's own digest."""
    blob: str

    def is_at(self, path: Path) -> bool:
        """Whether the file there is this one, to the byte."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        if self.sha256 is not None:
            return digest_of(path) == self.sha256
        return sha1(b"blob %d\0" % self.size + path.read_bytes(), usedforsecurity=False).hexdigest() == self.blob


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a commit that are wanted."""

    commit: str
    files: tuple[Remote, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """One repository of data on a hub."""

    repo: str
    endpoint: str

    def commit(self, revision: str) -> str:
        """The commit that a branch, a tag or a commit's name stands for.

        Raises:
            EndpointError: if the hub is out of reach or turns the request away; the message says which.
            FileError: if there is no such data set or revision, or the client is told to stay offline.
        """
        from huggingface_hub import HfApi

        with in_words(self.repo, revision, self.endpoint):
            found = HfApi(endpoint=self.endpoint).dataset_info(self.repo, revision=revision, timeout=30).sha
        if found is None or len(found) != _COMMIT or not found.isalnum():
            raise DataError(f"{self.endpoint} names no commit for {self.repo} at {revision!r}; is it a hub?")
        return found

    def listing(self, commit: str, patterns: tuple[str, ...]) -> Listing:
        """The files of a commit that match one of the patterns, or all where there are none; hidden ones never.

        Raises:
            EndpointError, FileError: as `commit`.
            DataError: if there is none, or one has a path that leaves its folder.
        """
        from huggingface_hub import HfApi
        from huggingface_hub.hf_api import RepoFile

        with in_words(self.repo, commit, self.endpoint):
            tree = HfApi(endpoint=self.endpoint).list_repo_tree(
                self.repo, recursive=True, revision=commit, repo_type="dataset"
            )
            found = [
                Remote(file.path, file.size, file.lfs.sha256 if file.lfs else None, file.blob_id)
                for file in tree
                if isinstance(file, RepoFile) and not any(part.startswith(".") for part in file.path.split("/"))
            ]
        wanted = [file for file in found if not patterns or any(fnmatchcase(file.path, each) for each in patterns)]
        if not wanted:
            held = ", ".join(file.path for file in found[:8]) or "nothing"
            raise DataError(
                f"{self.repo} at {commit} holds none of {', '.join(patterns) or 'any file'}; it holds {held}"
            )
        for file in wanted:
            try:
                inside(file.path)
            except ValueError as error:
                raise DataError(f"{self.repo} at {commit} can't be pulled: {error}") from error
        return Listing(commit, tuple(wanted))

    def fetch(self, commit: str, file: Remote, folder: Path, watch: Callable[[int], None]) -> None:
        """Brings a file of a commit to its path below the folder, and holds it against its digest.

        Raises:
            EndpointError, FileError: as `commit`, and if it can't be written.
            DataError: if what arrived is not the file; nothing is left of it.
        """
        from huggingface_hub import hf_hub_download

        with in_words(self.repo, commit, self.endpoint), warnings.catch_warnings(action="ignore"):
            hf_hub_download(
                self.repo,
                file.path,
                repo_type="dataset",
                revision=commit,
                local_dir=folder,
                cache_dir=folder / ".cache",  # not the user's: what lies there was not held against a digest
                endpoint=self.endpoint,
                tqdm_class=_watched(watch),
            )
        if not file.is_at(folder / file.path):
            (folder / file.path).unlink(missing_ok=True)
            raise DataError(f"{file.path} of {self.repo} arrived damaged: its digest is not the hub's; run it again")


def endpoint() -> str:
    """The address of the hub: `HF_ENDPOINT`, or the public one.

    Raises:
        ConfigError: if it is none, or holds a key.
    """
    address = (os.environ.get("HF_ENDPOINT") or _PUBLIC).rstrip("/")
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or "@" in address or parts.query or parts.fragment:
        raise ConfigError("HF_ENDPOINT is not of the form http(s)://host, without a key; unset it for the public hub")
    return address


def _watched(watch: Callable[[int], None]) -> type[Any]:
    """A bar for the client that shows nothing, and tells how many bytes have come."""
    from tqdm import tqdm

    class Watched(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **settings: Any) -> None:
            settings.pop("name", None)
            super().__init__(*args, **settings | {"disable": True})

        def update(self, n: float | None = 1) -> None:
            watch(int(n or 0))

    return Watched
