"""Reads time signatures: in figures, in words, and as the signs for common and cut time."""

from __future__ import annotations

import re

from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.wording.characters import plain

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_WORDS, 1)} | {"fifteen": 15, "sixteen": 16}
_UNITS = {"one": 1, "two": 2, "four": 4, "eight": 8, "sixteen": 16}
_SIGNS = {
    "C": "4/4",
    "common time": "4/4",
    "C|": "2/2",
    "cut time": "2/2",
    "cut common time": "2/2",
    "alla breve": "2/2",
}
_FIGURES = re.compile(r"\(?(\d{1,2}(?: ?\+ ?\d{1,2})*)\)? ?/ ?(\d{1,2})")
_SPOKEN = re.compile(rf"({'|'.join(_COUNTS)})[ -]({'|'.join(_UNITS)})")
_LEAD = re.compile(r"(?:an? |the )?(?:(?:time signature|met(?:er|re)) (?:of )?|M: ?)?", re.IGNORECASE)
_END = re.compile(r"[ -](?:time(?: signature)?|met(?:er|re))$", re.IGNORECASE)


def meter(text: str) -> Meter | None:
    """The meter that a text names.

    >>> [str(meter(text)) for text in ("3/4", "6 / 8 time", "six-eight", "C|", "common time", "a meter of 2+3/8")]
    ['3/4', '6/8', '6/8', '2/2', '4/4', '2+3/8']
    >>> [meter(text) for text in ("3", "3/5", "compound duple", "3/4 or 6/8")]
    [None, None, None, None]
    """
    said = plain(text)
    said = said[_LEAD.match(said).end() :]  # type: ignore[union-attr] # it matches the beginning of any text
    sign = _SIGNS.get(said) or _SIGNS.get(said.lower() if len(said) > 2 else said)
    if sign:
        return Meter.parse(sign)
    said = _END.sub("", said)
    if spoken := _SPOKEN.fullmatch(said.lower()):
        return Meter(_COUNTS[spoken[1]], _UNITS[spoken[2]])
    figures = _FIGURES.fullmatch(said)
    return _meter(figures[1].replace(" ", ""), int(figures[2])) if figures else None


def _meter(counts: str, unit: int) -> Meter | None:
    if unit not in {1, 2, 4, 8, 16, 32, 64}:
        return None
    try:
        return Meter.parse(f"{counts}/{unit}")
    except ValueError:  # a count of nought
        return None
