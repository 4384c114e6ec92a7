"""Writes files whole or not at all, and reads those of others with a clear word on what is wrong."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from shutil import rmtree
from threading import get_ident
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes UTF-8 text with Unix line ends, as `whole` does.

    Raises:
        FileError: as `whole`.
    """
    with whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def whole(path: Path) -> Generator[Path]:
    """A draft beside the file, put in its place at the end; makes the folders it needs.

    If there is no end the draft is removed, and the folders that were made for it.

    Raises:
        FileError: if the place can't be written; what stood there before still does.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.part")
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder; name a file")
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        _flush(draft)
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
            for folder in made:
                folder.rmdir()
        if isinstance(error, OSError):
            raise FileError(f"{path} can't be written: {error.strerror or error}") from error
        raise


@contextmanager
def whole_folder(path: Path) -> Generator[Path]:
    """A draft of a new folder beside it, put in its place at the end; if there is no end nothing is left.

    Raises:
        FileError: if there is such a folder already, or the place can't be written.
    """
    if path.exists():
        raise FileError(f"{path} is there already; remove it, or name another")
    draft = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.part")
    try:
        draft.mkdir(parents=True)
        yield draft
        draft.rename(path)
    except OSError as error:
        raise FileError(f"{path} can't be written: {error.strerror or error}") from error
    finally:
        rmtree(draft, ignore_errors=True)


def _flush(path: Path) -> None:
    """Waits until the file is on the disk: a power cut must not leave its name on an empty one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def read_lines(path: Path, wanted: str) -> list[str]:
    """The lines of a text in UTF-8, with or without a byte order mark, as others wrote it.

    Raises:
        FileError: if it can't be read, or is no such text; the message asks for what is wanted instead.
    """
    try:
        # Not splitlines: JSON allows other line separators inside its strings.
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror or error}; name {wanted}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is no text in UTF-8 ({error.reason}); name {wanted}") from error


def json_object(text: str, place: str) -> dict[str, Any]:
    """The JSON object of a text.

    Raises:
        DataError: if it is none, or holds half a character (a lone surrogate); the message names the place.
    """
    try:
        found = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        flaw = "not JSON" if isinstance(error, json.JSONDecodeError) else "no JSON that can be read"
        raise DataError(f"{place} is {flaw} ({error}): {text[:60]!r}") from error
    if not isinstance(found, dict):
        raise DataError(f"{place} is not a JSON object: {text[:60]!r}")
    return found
