"""Reads names of intervals: in words, in figures and in the usual abbreviations."""

from __future__ import annotations

import re

from ssmr_bench.theory.interval import Interval, ordinal
from ssmr_bench.theory.wording.characters import plain

_NUMBERS = {ordinal(number): number for number in range(1, 16)}
_NUMBERS |= {"prime": 1, "eighth": 8, "8ve": 8, "8va": 8, "double octave": 15}
_FIGURES = r"(?P<figures>\d{1,2})(?:st|nd|rd|th)?"
_SHORT = re.compile(rf"(?:(?P<exact>P|p|M|m|A{{1,3}}|d{{1,3}})|(?P<word>(?i:perf|maj|min|aug|dim))\.?)[ -]?{_FIGURES}")
_LEAD = re.compile(r"(?:(?:an?|the) )?(?:interval of (?:an? )?)?(?:(?:ascending|descending|rising|falling) )?", re.I)
_END = re.compile(r",? (?:up|down|upwards?|downwards?|ascending|descending)$", re.IGNORECASE)
_LONG = re.compile(
    r"(?:(?P<times>doubly|double|triply|triple)[ -])?"
    r"(?P<quality>perfect|perf\.?|major|maj\.?|minor|min\.?|augmented|aug\.?|diminished|dim\.?)[ -]"
    rf"(?P<number>{'|'.join(_NUMBERS)}|{_FIGURES})(?: interval)?"
)
_EXACT = {"P": "perfect", "p": "perfect", "M": "major", "m": "minor", "A": "augmented", "d": "diminished"}
_QUALITIES = {quality[:3]: quality for quality in ("perfect", "major", "minor", "augmented", "diminished")}
_MULTIPLES = ("", "doubly ", "triply ")
_BARE = {"octave": "perfect octave", "unison": "perfect unison", "double octave": "perfect fifteenth"}
"""Names that stand for the perfect interval; all others want their quality."""


def interval(text: str) -> Interval | None:
    """The ascending interval that a text names, whatever direction it adds.

    >>> [interval(text).name for text in ("m3", "a minor 3rd", "M10", "aug 4th", "Diminished Fifth down")]
    ['minor third', 'minor third', 'major tenth', 'augmented fourth', 'diminished fifth']
    >>> interval("P8") == interval("an octave") == Interval.parse("perfect octave")
    True
    >>> [interval(text) for text in ("tritone", "a fifth", "perfect third", "compound minor third", "C to E")]
    [None, None, None, None, None]
    """
    said = plain(text)
    said = said[_LEAD.match(said).end() :]  # type: ignore[union-attr] # it matches the beginning of any text
    said = _END.sub("", said)
    if short := _SHORT.fullmatch(said):
        exact = short["exact"] or ""
        quality = _EXACT[exact[0]] if exact else _QUALITIES[short["word"].lower()[:3]]
        return _interval(_MULTIPLES[max(len(exact), 1) - 1], quality, int(short["figures"]))
    rest = said.lower()
    if rest in _BARE:
        return Interval.parse(_BARE[rest])
    long = _LONG.fullmatch(rest)
    if long is None:
        return None
    number = int(long["figures"]) if long["figures"] else _NUMBERS[long["number"]]
    times = (long["times"] or "").replace("triple", "triply").replace("double", "doubly")
    return _interval(f"{times} ".lstrip(), _QUALITIES[long["quality"][:3]], number)


def _interval(times: str, quality: str, number: int) -> Interval | None:
    try:
        return Interval.parse(f"{times}{quality} {ordinal(number)}") if number else None
    except ValueError:  # no perfect third, no minor fifth
        return None
