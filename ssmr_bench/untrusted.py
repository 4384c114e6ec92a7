"""Reads what others wrote, with a clear word on what is wrong: lines of text, JSON whose numbers are numbers."""

from __future__ import annotations

import json
from math import isfinite
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any, NoReturn

from ssmr_bench.errors import DataError, FileError

if TYPE_CHECKING:
    from pathlib import Path


def read_lines(path: Path, wanted: str) -> list[str]:
    """The lines of a text in UTF-8, with or without a byte order mark.

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
    """The JSON object of a text, as `plain_json` reads it.

    Raises:
        DataError: if it is none, or holds half a character (a lone surrogate); the message names the place.
    """
    try:
        found = plain_json(text)
        if "\\u" in text:
            check_texts(found)
    except (ValueError, RecursionError) as error:
        flaw = "not JSON" if isinstance(error, json.JSONDecodeError) else "no JSON that can be read"
        raise DataError(f"{place} is {flaw} ({error}): {text[:60]!r}") from error
    if not isinstance(found, dict):
        raise DataError(f"{place} is not a JSON object: {text[:60]!r}")
    return found


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
