"""Texts on a chart: how wide they are, and other people's names made fit to stand there."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "Arimo-Regular.ttf"
"""What charts are drawn with as PNG. As wide as Arial, Helvetica and Liberation Sans, which stand for it in a page."""
FAMILIES = "Arimo, Arial, Helvetica, Liberation Sans, sans-serif"
_EM = 2048
_KNOWN = 0x530
"""The font has the letters below: Latin, Greek, Cyrillic."""
_MARKS = 2
"""Accents that a letter may bear. More of them would be drawn over the lines above and below."""


def plain(name: str) -> str:
    r"""A name on one line, with nothing in it that changes how other letters are shown.

    >>> print(plain("a\u202eb\x1b[1m"), plain("e" + "\u0301" * 90) == "e\u0301\u0301")
    a\u202eb\x1b[1m True
    """
    kept: list[str] = []
    marks = 0
    for character in printable(name):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept)


def width(text: str, size: float) -> int:
    """How many pixels a text takes at most, at so many pixels a line; the same on any machine.

    >>> width("accuracy", 12) < width("ACCURACY", 12) < width("音楽を読む力よ", 12)
    True
    """
    return ceil(sum(map(_advance, text)) * size)


def shortened(name: str, room: float, size: float) -> str:
    """The name, with what stands before its end left out where it is wider than the room, in pixels.

    Names of models differ at their ends more often than in the middle.

    >>> shortened("organisation/model-with-a-long-name-step-500", 150, 12)
    'organisation/mo…-step-500'
    """
    said = plain(name)
    if width(said, size) <= room:
        return said
    low, high = 0, len(said)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(_without(said, middle), size) <= room else (low, middle - 1)
    return _without(said, low)


def wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    """The text over several lines, as many as are given at most; what doesn't fit is left out of the last.

    >>> wrapped("chord key root", 60, 12, 2)
    ['chord key', 'root']
    """
    lines: list[str] = []
    words = plain(text).split()
    for i, word in enumerate(words):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(shortened(word, room, size))
        else:
            lines[-1] = shortened(" ".join((lines[-1], *words[i:])), room, size)
            break
    return lines


def _without(text: str, kept: int) -> str:
    """So many of its characters, the greater half of them from its beginning."""
    tail = kept * 2 // 5
    return f"{text[: kept - tail]}…{text[len(text) - tail :]}"


@lru_cache(4096)
def _advance(character: str) -> float:
    """In shares of the size."""
    if unicodedata.combining(character):
        return 0.0
    return float(_font().getlength(character)) / _EM if known(character) else 1.0


def known(text: str) -> bool:
    """Whether the font has all its letters."""
    return all(ord(character) < _KNOWN or character == "…" for character in text)


@lru_cache(1)
def _font() -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), _EM, layout_engine=ImageFont.Layout.BASIC)
