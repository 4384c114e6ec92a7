"""Writes files whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes UTF-8 text with Unix line ends beside the file, then puts it in its place; makes the folders it needs.

    Raises:
        FileError: if the place can't be written; what stood there before still does.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"{path} can't be written: {error.strerror}") from error
