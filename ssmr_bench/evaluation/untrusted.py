"""Files that somebody else wrote: JSON whose numbers are numbers, and no devices or pipes in the place of files."""

from __future__ import annotations

import json
from math import isfinite
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any, NoReturn

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path


def plain_json(text: str) -> Any:
    """What JSON a text holds.

    Raises:
        ValueError: if it holds none, or NaN, or a number beyond all.
        RecursionError: if it is nested too deeply.
    """
    return json.loads(text, parse_constant=_refuse, parse_float=_finite)


def check_texts(found: object) -> None:
    """Passes where every text can be written in UTF-8.

    Raises:
        ValueError: if one can't.
    """
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a character (a lone surrogate)") from error


def check_regular(path: Path) -> None:
    """Passes unless there is something to read that is no file, which may have no end.

    Raises:
        FileError: if it is a device, a pipe or a socket.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # whoever reads it is told why
    if not S_ISREG(mode) and not S_ISDIR(mode):
        raise FileError(f"{path} can't be read: it is no regular file")


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(f"{digits[:40]} is a number beyond all")
    return number
