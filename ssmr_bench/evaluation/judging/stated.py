"""Reads what a piece of an answer states, by the reader of an open form, and nothing where it states two things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.evaluation.judging.phrases import CLAUSE_ENDS, DOUBT
from ssmr_bench.evaluation.judging.unmarked import unmarked
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T", bound="Hashable")

LONGEST = 4000
"""A longer piece is no answer."""

_END = " .!;:。"
_REASON = re.compile(
    r"[.!;:。](?=\s|$)"
    r"|\s(?:is|must be) (?:the|its|our) (?:answer|root|missing|note (?:we|you|that)|key|scale|triad|chord|interval)\b"
    r"|[,(]?\s*\bnot\b|,?\s(?:because|since|as|which|that|with|above|below|from|between|when|where|so|for"
    r"|in order|rather|i\.e\.|e\.g\.|written|spelled|whose)\b"
)
"""Where an answer is over and its reason begins."""
_WHY = re.compile(r",?\s(?:because|since|as|which|where)\b")
_AGAIN = re.compile(
    r"[,=≡≈;]|\s-+\s|\s?[\u2013\u2014]\s|(?<!\d)\s*/\s*(?!\d)|\bor\b|\band\b|\balso\b|\baka\b|\bcalled\b"
)
"""What parts an answer from the same in other words, or from another one."""
_LAST_ASIDE = re.compile(r"\s?\([^()]*\)\s?$")
_ASIDE = re.compile(r"\s?[(\[](?:or |i\.e\. |=\s?)?([^()\[\]]*)[)\]]?")
_BUT = re.compile(r"not\b[^\n]*?\bbut\s+(?:rather\s+)?(.*)", re.IGNORECASE)
_LABEL = re.compile(r"(?!.{0,80}\bto\b)[^|:=]{0,80}[:：]\s+(?=\S)")
_ITEM = re.compile(r"\s*(?:[-•*]\s|\d{1,2}[.)]\s)")
"""What begins an item of a list: of what is said in it, nothing is stated for the whole."""
_STATED = re.compile(
    r"(.*)(?:\b(?:is|are|be|forms?|makes?(?: up)?|gives?|spells?(?: out)?|outlines?)\b"
    r"|\b(?:[Ii]t|[Tt]hat)['\u2019]s\b|=)[:\s]+(.*)",
    re.DOTALL,
)
_GIVEN = re.compile(
    r"(?:^|[,;:.\n]|\b(?:and|while|since|because|where))\s*"
    r"the (?:first|second|third|fourth|fifth|sixth|last|final|given|shown|other) (?:note|pitch|one)\s*$",
    re.IGNORECASE,
)
"""What is said of a note of the music itself answers nothing: "the last note is A4"."""


def stated(text: str, read: Callable[[str], T | None], *, line: bool) -> T | None:
    """What a whole piece of text states: the answer alone, or at its beginning, after a label or after "is".

    Args:
        text: a piece of an answer, marks and all.
        read: reads a text that is nothing but an answer.
        line: whether an answer is a line of notes: then commas and slashes belong to it.
    """
    said = unmarked(text) if len(text) <= LONGEST else ""
    for piece in (said,) if _ITEM.match(text) else _pieces(said):
        if (found := (_line_of if line else _head_of)(piece, read)) is not None:
            return found
    return None


def alone(text: str, read: Callable[[str], T | None]) -> T | None:
    """What a piece of text is, if it is nothing but an answer."""
    return _whole(unmarked(text), read) if len(text) <= LONGEST else None


def _pieces(said: str) -> Iterator[str]:
    """The text, what follows its label, and what follows its last "is", if need be the last before its reason."""
    yield said
    if label := _LABEL.match(said):
        yield said[label.end() :]
    why = _WHY.search(said)
    for sentence in (said, *([said[: why.start()]] if why else [])):
        behind = _STATED.match(sentence)
        if behind and not (_GIVEN.search(behind[1]) or DOUBT.search(CLAUSE_ENDS.split(behind[1])[-1])):
            yield behind[2]


def _whole(said: str, read: Callable[[str], T | None]) -> T | None:
    found = read(said)
    return found if found is not None else read(said.rstrip(_END))


def _line_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    found = _whole(piece, read)
    return found if found is not None else read(_LAST_ASIDE.sub("", piece.rstrip(_END)))


def _head_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    """What a text begins with, unless it goes on with another answer."""
    if (whole := _whole(piece, read)) is not None:
        return whole
    if instead := _BUT.match(piece):
        return _head_of(instead[1], read)
    asides = _ASIDE.findall(piece)
    bare = _ASIDE.sub(" ", piece)
    over = _REASON.search(bare)
    first, *others = (part.strip(_END + ",") for part in _AGAIN.split(bare[: over.start()] if over else bare))
    return _agreed(read(first), {read(other) for other in (*others, *asides)} - {None})


def _agreed(found: T | None, others: set[T | None]) -> T | None:
    """What was found, unless another thing was too; of a note the one with its octave."""
    named = {other.name if isinstance(other, Pitch) and isinstance(found, NoteName) else other for other in others}
    bare = found.name if isinstance(found, Pitch) else found
    if found is None or named - {found, bare}:
        return None
    pitches = {other for other in others if isinstance(other, Pitch)}
    return found if isinstance(found, Pitch) or not pitches else pitches.pop() if len(pitches) == 1 else None
