"""The first and the last lines of a text, without walking through what is between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS_ALONE = re.compile(r"[-=*_~`#>|:+.\s]*|```\w*")
"""A line that says nothing: a fence, a rule."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the space around it, and where in the text it begins and ends."""

    text: str
    start: int
    end: int

    def touches(self, other: Line) -> bool:
        """Whether nothing stands between two lines, not even a blank one."""
        return self.start - 1 == other.end or other.start - 1 == self.end


def first(text: str, number: int) -> list[Line]:
    r"""The first lines that say something.

    >>> [line.text for line in first("```\nB\n\n```", 2)]
    ['B']
    """
    return list(islice(_forwards(text), number))


def last(text: str, number: int) -> list[Line]:
    """The last lines that say something, the very last first."""
    return list(islice(_backwards(text), number))


def _forwards(text: str) -> Iterator[Line]:
    start, end = _bounds(text)
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield from _said(text, start, stop)
        start = stop + 1


def _backwards(text: str) -> Iterator[Line]:
    start, end = _bounds(text)
    while start < end:
        begin = max(start, text.rfind("\n", start, end) + 1)
        yield from _said(text, begin, end)
        end = begin - 1


def _bounds(text: str) -> tuple[int, int]:
    """Where the text begins and ends but for blank lines."""
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _said(text: str, start: int, end: int) -> Iterator[Line]:
    line = text[start:end].strip()
    if line and not _MARKS_ALONE.fullmatch(line):
        yield Line(line, start, end)
