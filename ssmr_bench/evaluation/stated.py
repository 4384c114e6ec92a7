"""Reads what a piece of an answer states, by the reader of an open form, and nothing where it states two things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.evaluation.finals import doubted
from ssmr_bench.evaluation.unmarked import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T", bound="Hashable")

LONGEST = 4000
"""A longer piece is no answer."""

_END = " .!;:。"
_REASON = re.compile(
    r"[.!;:。](?=\s|$)|\s-+\s|\s[\u2013\u2014]|[,(]?\s*\bnot\b|,?\s(?:because|since|as|which|that|with|above|below|from|between"
    r"|when|where|so|for|in order|rather|i\.e\.|e\.g\.|written|spelled|whose)\b"
)
"""Where an answer is over and its reason begins."""
_AGAIN = re.compile(r"[,()\[\]=≡≈;]|(?<!\d)\s*/\s*(?!\d)|\bor\b|\band\b|\balso\b|\baka\b|\b(?:also )?called\b")
"""What parts an answer from the same in other words, or from another one."""
_BUT = re.compile(r"not\b[^\n]*?\bbut\s+(?:rather\s+)?(.*)", re.IGNORECASE)
_LABEL = re.compile(r"[^|:=]{0,80}[:：]\s+(?=\S)")
_STATED = re.compile(
    r".*(?:\b(?:is|are|be|forms?|makes?(?: up)?|gives?|spells?(?: out)?|outlines?)\b|=)[:\s]+(.*)", re.DOTALL
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


def stated(text: str, read: Callable[[str], T | None], *, line: bool) -> T | None:
    """What a whole piece of text states: the answer alone, or at its beginning, after a label or after "is".

    Args:
        text: a piece of an answer, marks and all.
        read: reads a text that is nothing but an answer.
        line: whether an answer is a line of notes: then commas and slashes belong to it.
    """
    for piece in _pieces(unmarked(text)) if len(text) <= LONGEST else ():
        if (found := (_line_of if line else _head_of)(piece, read)) is not None:
            return found
    return None


def alone(text: str, read: Callable[[str], T | None]) -> T | None:
    """What a piece of text is, if it is nothing but an answer."""
    return _whole(unmarked(text), read) if len(text) <= LONGEST else None


def _pieces(said: str) -> list[str]:
    """The text, then what follows its label, then what follows its last "is"."""
    label, behind = _LABEL.match(said), None if doubted(said) else _STATED.match(said)
    return [said, *([said[label.end() :]] if label else []), *([behind[1]] if behind else [])]


def _whole(said: str, read: Callable[[str], T | None]) -> T | None:
    found = read(said)
    return found if found is not None else read(said.rstrip(_END))


def _line_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    found = _whole(piece, read)
    return found if found is not None else read(_ASIDE.sub("", piece.rstrip(_END)))


def _head_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    """What a text begins with, unless it goes on with another answer."""
    if (whole := _whole(piece, read)) is not None:
        return whole
    if instead := _BUT.match(piece):
        return _head_of(instead[1], read)
    over = _REASON.search(piece)
    first, *others = (part.strip(_END + ",") for part in _AGAIN.split(piece[: over.start()] if over else piece))
    found = read(first)
    return None if {read(other) for other in others} - {None, found} else found
