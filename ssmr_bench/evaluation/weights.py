"""Which weights a model has: the digest of a checkpoint's folder, or the commit of one from the Hugging Face hub."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.models import ModelEntry


def source(entry: ModelEntry) -> str:
    """Where the entry's weights come from: the path of a folder, or an id of the hub."""
    return entry.weights or entry.model


def identity(entry: ModelEntry) -> str:
    """What tells the entry's weights, and the options they run under, from any others.

    A folder is told by its content, a hub's id by the commit that was loaded; ask after loading.

    Raises:
        FileError: if a file of the folder can't be read.
    """
    folder = Path(source(entry))
    if folder.is_dir():
        name = folder_digest(folder)
    else:
        commit = _commit(source(entry), str(entry.options.get("revision", "main")))
        name = f"{source(entry)}@{commit}" if commit else source(entry)
    options = "&".join(f"{key}={_said(value)}" for key, value in sorted(entry.options.items()))
    return f"{name}?{options}" if options else name


def folder_digest(path: str | Path) -> str:
    """The SHA-256 over every file's name and bytes, in hexadecimal.

    Hidden files are passed over: a download leaves its bookkeeping in `.cache`, with the time of day in it.

    Raises:
        FileError: if a file can't be read.
    """
    folder = Path(path)
    files = {
        place.relative_to(folder).as_posix(): place
        for place in folder.rglob("*")
        if place.is_file() and not any(part.startswith(".") for part in place.relative_to(folder).parts)
    }
    if not files:
        raise FileError(f"the folder {folder} holds no weights")
    # Hashing frees the interpreter: the shards of a large model are read side by side.
    with ThreadPoolExecutor() as readers:
        digests = readers.map(_digest, (files[name] for name in sorted(files)))
        whole = "".join(f"{digest} {name}\n" for name, digest in zip(sorted(files), digests, strict=True))
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(f"the weights {path} can't be read: {error.strerror}") from error


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _commit(model: str, revision: str) -> str:
    """The commit of a hub's model that lies in the cache; its folder has that name."""
    from huggingface_hub import try_to_load_from_cache

    try:
        cached = try_to_load_from_cache(model, "config.json", revision=revision)
    except ValueError:
        return ""
    return Path(cached).parent.name if isinstance(cached, str) else ""
