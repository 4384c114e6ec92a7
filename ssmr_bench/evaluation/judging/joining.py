"""Joins an answer and what is said beside it to one name: "E minor (harmonic)" is E harmonic minor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_NOUN = re.compile(r" (?:triad|chord|scale|key|mode|interval|note|form|variant|version|type|quality)$", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?i:or|in|its|the|an|of|namely|specifically) |a )+")
"""A capital A is a note."""
_SIGN = re.compile(r"[#♯♭♮+°øΔ]{1,2}")
_LONGEST_PART = 4


def joined(first: str, remark: str, read: Callable[[str], T | None]) -> str | None:
    """The answer and a remark as one name, if they are one: "E minor" and "harmonic", "third" and "minor"."""
    if not remark or len(remark.split()) > _LONGEST_PART:
        return None
    return next((said for said in _together(first, remark) if read(said) is not None), None)


def _together(first: str, remark: str) -> Iterator[str]:
    if _SIGN.fullmatch(remark):
        yield first + remark
    answer, more = (_NOUN.sub("", _LEAD.sub("", text)) for text in (first, remark))
    for said in dict.fromkeys((first, answer)):
        for rest in dict.fromkeys((remark, more)):
            yield f"{said} {rest}"
            yield f"{rest} {said}"
    words, added = answer.split(), more.lower().split()
    for place in range(len(words) - 1, 0, -1):
        # "E minor" and "harmonic minor": the word that comes again is left out once.
        if all(word.lower() in added for word in words[place:]):
            yield " ".join([*words[:place], more])
