"""Writes files whole or not at all, and says what is wrong with a place."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from shutil import rmtree
from threading import get_ident
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError

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
        _check_above(path)
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
    _check_above(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.part")
    try:
        draft.mkdir(parents=True)
        yield draft
        draft.rename(path)
    except OSError as error:
        raise FileError(f"{path} can't be written: {error.strerror or error}") from error
    finally:
        rmtree(draft, ignore_errors=True)


def no_folder(path: Path, wanted: str) -> FileError:
    """What to raise for a path that is no folder: it is a file, or its name is near to that of one that is there.

    `wanted` says what to do otherwise, as in "name one that holds results".
    """
    if path.is_file():
        return FileError(f"{path} is a file, and no folder; {wanted}")
    near = _near(path)
    return FileError(f"there is no folder {path}; {f'did you mean {near}?' if near is not None else wanted}")


def _near(path: Path) -> Path | None:
    """The folder that a misspelled name stands for, and what lies as far below it as the path goes on."""
    lost = next((part for part in (*reversed(path.parents), path) if not part.exists()), None)
    if lost is None or not lost.parent.is_dir():
        return None
    try:
        names = [each.name for each in lost.parent.iterdir() if each.is_dir()]
    except OSError:
        return None
    for name in get_close_matches(lost.name, names, n=1):
        meant = lost.with_name(name)
        return meant / path.relative_to(lost) if (meant / path.relative_to(lost)).is_dir() else meant
    return None


def _check_above(path: Path) -> None:
    """Passes where no file stands in the place of a folder that the path lies in.

    Raises:
        FileError: if one does.
    """
    for above in path.parents:
        if above.is_file():
            raise FileError(f"{above} is a file; name a folder")


def _flush(path: Path) -> None:
    """Waits until the file is on the disk: a power cut must not leave its name on an empty one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
