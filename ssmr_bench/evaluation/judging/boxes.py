r"""Finds what a text puts into boxes: LaTeX's `\boxed{…}`, and what models write in its place."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPEN = r"(?:\\(?:boxed|fbox|framebox)|(?<![A-Za-z\\])boxed|\x08oxed)\s{0,3}\{"
_MARK = re.compile(
    rf"(?P<open>{_OPEN})|[{{}}]|\\boxed\s{{0,3}}(?P<bare>[A-D])\b"
    r"|<\|begin_of_box\|>(?P<token>[^<>]{0,300})<\|end_of_box\|>"
)
_SOME = re.compile(rf"{_OPEN}|\\boxed|<\|begin_of_box\|>")
_BRACKETS = re.compile(r"\[\[(?P<token>[^\[\]\n]{1,100})\]\]")
_NEGATED = re.compile(
    r"(?:\bnot|n['\u2019]t|\b(?:cannot|can['\u2019]t|not|never) be)[ \t]{1,9}[$\\(*]{0,4}\Z", re.IGNORECASE
)
_DENIED = re.compile(
    r"[$\\)*]{0,4}\s{1,3}(?:is|was|would be|seems|looks|cannot be)(?: \w{1,9})? ?"
    r"(?:wrong|incorrect|not|too|impossible)\b",
    re.IGNORECASE,
)
_LONGEST = 2000
_MOST = 200


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in a box, and where the whole begins and ends."""

    held: str
    start: int
    end: int


def boxes(text: str) -> list[Box]:
    r"""The last boxes of a text, at most 200, in their order; "not \boxed{A}" is none.

    `[[B]]`, as judges are told to write, counts where there is no other.

    >>> [box.held for box in boxes(r"\boxed{A}? No: $\boxed{\text{B}}$")]
    ['A', '\\text{B}']
    """
    found: Iterable[Box] = _braced(text) if _SOME.search(text) else []
    if not found and "[[" in text:
        found = deque((Box(mark["token"], *mark.span()) for mark in _BRACKETS.finditer(text)), _MOST)
    return [box for box in found if not _denied(text, box)]


def _denied(text: str, box: Box) -> bool:
    negated = _NEGATED.search(text[max(0, box.start - 20) : box.start])
    return negated is not None or _DENIED.match(text, box.end) is not None


def _braced(text: str) -> list[Box]:
    """The boxes, braces matched, in one pass."""
    found: deque[Box] = deque(maxlen=_MOST)
    opened: list[re.Match[str] | None] = []
    for mark in _MARK.finditer(text):
        if mark["bare"] or mark["token"] is not None:
            found.append(Box(mark["bare"] or mark["token"], *mark.span()))
        elif mark["open"]:
            opened.append(mark)
        elif mark[0] == "{":
            opened.append(None)
        elif opened and (box := opened.pop()) and mark.start() - box.end() <= _LONGEST:
            found.append(Box(text[box.end() : mark.start()], box.start(), mark.end()))
    return sorted(found, key=lambda box: box.start)
