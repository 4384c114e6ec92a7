"""Reads what a piece of an answer states, by the reader of an open form, and nothing where it states two things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.evaluation.judging.asides import silent
from ssmr_bench.evaluation.judging.joining import joined
from ssmr_bench.evaluation.judging.phrases import CLAUSE_ENDS, DOUBT
from ssmr_bench.evaluation.judging.subjects import without_others
from ssmr_bench.evaluation.judging.unmarked import unmarked
from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

T = TypeVar("T", bound="Hashable")

LONGEST = 4000
"""A longer piece is no answer."""

_END = " .!;:。"
_FULL_STOP = " .!;。"
"""A colon is left: it may be half a repeat."""
_REASON = re.compile(
    r"[.!;:。](?=\s|$)"
    r"|\s(?:is|must be) (?:the|its|our) (?:answer|root|missing|note (?:we|you|that)|key|scale|triad|chord|interval)\b"
    r"|[,(]?\s*\bnot\b|,?\s(?:because|since|as|which|that|with|above|below|from|between|when|where|so|for"
    r"|in order|rather|i\.e\.|e\.g\.|written|spelled|whose|containing|consisting|comprising)\b"
)
"""Where an answer is over and its reason begins."""
_WHY = re.compile(r",?\s(?:because|since|as|which|where)\b")
_WHY_NOT = re.compile(r",?\s?\b(?:because|since|as|which|where|not)\b")
_MORE = re.compile(
    r",?\s(?:with|i\.e\.|written|spelled)\b,?(?P<said>(?:[^.;!]|(?<=\bi)\.|(?<=\bi\.e)\.)*)|[.!;:。]\s+(?P<next>[^.;!:,]*)(?:[.;!:,]|$)"
)
"""What goes on with an answer, or is but a word or two behind it: "E minor: harmonic"."""
_DENIAL = re.compile(r"[,(]?\s*not ([^,;:.!()]{1,40})")
_SHORT = 2
_CLAUSE = re.compile(r",?\s(?:which|that|whose|where)\b([^.;!]*)")
_CHANGE = re.compile(
    r"^ is (?:an? )?(?P<kind>\w+)$|\b(?:raised|lowered|sharpened|flattened|altered)\b(?: (?!and\b)\w+)?(?: and \w+)?",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"[,=≡≈;]|\s-+\s|\s?[\u2013\u2014]\s|(?<!\d)\s*/\s*(?!\d)|\bor\b|\band\b|\balso\b|\baka\b|\bcalled\b"
)
"""What parts an answer from the same in other words, or from another one."""
_LAST_ASIDE = re.compile(r"\s?\([^()]*\)\s?$")
_ASIDE = re.compile(r"\s?[(\[](?:or |i\.e\. |=\s?)?([^()\[\]]*)[)\]]?")
_BUT = re.compile(r"not\b[^\n]*?\bbut\s+(?:rather\s+)?(.*)", re.IGNORECASE)
_LABEL = re.compile(r"(?!.{0,80}\bto\b)[^|:=]{0,80}[:：]\s+(?=\S)")
_DENIED = re.compile(r"\b(?:wrong|incorrect|not|mistake\w*)\b", re.IGNORECASE)
_LABELLED = re.compile(r"\b(?:is|are)\b")
_ITEM = re.compile(r"\s*(?:[-•*]\s|\d{1,2}[.)]\s)")
"""What begins an item of a list: of what is said in it, nothing is stated for the whole."""
_STATED = re.compile(
    r"(.*)(?:\b(?:is|are|be|forms?|makes?(?: up)?|gives?|spells?(?: out)?|outlines?)\b"
    r"|\b(?:[Ii]t|[Tt]hat)['\u2019]s\b|=)[:\s]+(.*)",
    re.DOTALL,
)
_SO = re.compile(r", (?:so|thus|therefore|hence),? ([^,;:]{1,40})$")
"""A conclusion without a verb: "three eighths to the bar, so 3/8"."""


_ADVERB = re.compile(r"(?<=\bis) (?:therefore|thus|hence|then|indeed|clearly|simply)(?= )")
_CLAUSES = re.compile(r"[.;!?\n](?=\s|$)|,\s")
_CONCLUDES = re.compile(r"\b(?:so|thus|therefore|hence)\b", re.IGNORECASE)
_STATES = re.compile(r"\bis\b(?: called)?:? (.{1,60})$")
_IN_OCTAVE = re.compile(
    r"(?<![A-Za-z])[A-G][^\w\s]?b?(?:[ -](?:sharp|flat|natural))?,? (?:\w+ )?(?:above|below) middle [Cc]"
)
"""A note in an octave that isn't read."""
_MAJOR = re.compile(r"\b(?:maj\w*|mayor|maggiore|M)\b|(?<=[A-G♯♭#b])M")
_OF_TRIAD = re.compile(
    r"\b(?:min\w*|dim\w*|aug\w*|quality|raised|lowered|sharp(?:en)?ed|flat(?:ten|t)?ed|root|bass|third|fifth)\b",
    re.IGNORECASE,
)


def stated(text: str, read: Callable[[str], T | None], *, line: bool, asked: str = "") -> T | None:
    """What a whole piece of text states: the answer alone, or at its beginning, after a label or after "is".

    Args:
        text: a piece of an answer, marks and all.
        read: reads a text that is nothing but an answer.
        line: whether an answer is a line of notes: then commas and slashes belong to it.
        asked: what the question asks for, as in an `OpenForm`.
    """
    full = unmarked(text) if len(text) <= LONGEST else ""
    if _ITEM.match(text):
        return _piece(_Piece(full), read, line)
    said = full if line else without_others(_ADVERB.sub("", full), asked)
    if not line and _differ(said, read):
        return None
    found = next((found for piece in _pieces(said) if (found := _piece(piece, read, line)) is not None), None)
    return None if _half(found, full) or (isinstance(found, NoteName) and _IN_OCTAVE.search(full)) else found


def _differ(said: str, read: Callable[[str], T | None]) -> bool:
    """Whether two sentences of a text state two things, and none of them is drawn from the others."""
    clauses = _CLAUSES.split(_CONCLUDES.split(said)[-1])
    values = (read(clause[1].strip(_END + ",")) for text in clauses if (clause := _STATES.search(text)))
    return len({value.name if isinstance(value, Pitch) else value for value in values if value is not None}) > 1


def _half(found: T | None, said: str) -> bool:
    """Whether a capital was taken for a major triad though more is said of the triad: "G, quality: diminished"."""
    lone = isinstance(found, Harmony) and found.quality == "major" and not _MAJOR.search(said)
    return lone and _OF_TRIAD.search(said) is not None


def alone(text: str, read: Callable[[str], T | None]) -> T | None:
    """What a piece of text is, if it is nothing but an answer."""
    return _whole(unmarked(text), read) if len(text) <= LONGEST else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text that may begin with the answer, and a label that was taken off it."""

    text: str
    label: str = ""


def _piece(piece: _Piece, read: Callable[[str], T | None], line: bool) -> T | None:
    found = (_line_of if line else _head_of)(piece.text, read)
    return found if found is None or silent(found, piece.label) else None


def _pieces(said: str) -> Iterator[_Piece]:
    """The text, what follows its label, and what follows its last "is", if need be the last before its reason."""
    yield _Piece(said)
    if (label := _LABEL.match(said)) and not _DENIED.search(label[0]):
        named = _LABELLED.split(label[0])[-1].strip(" :：")
        yield _Piece(said[label.end() :], named if len(named.split()) <= _SHORT + 1 else "")
    why = _WHY.search(said)
    for end in (len(said), *([why.start()] if why else [])):
        behind = _STATED.match(said[:end])
        if behind and not DOUBT.search(CLAUSE_ENDS.split(behind[1])[-1]):
            yield _Piece(behind[2] + said[end:])
    if so := _SO.search(said):
        yield _Piece(so[1])


def _whole(said: str, read: Callable[[str], T | None]) -> T | None:
    """What a text is, full stop or not: without its end before with it, for marks mean something to some readers."""
    ends = (said.rstrip(_FULL_STOP), said, said.rstrip(_END))
    return next((found for end in dict.fromkeys(ends) if (found := read(end)) is not None), None)


def _line_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    if (whole := _whole(piece, read)) is not None:
        return whole
    bare = piece.rstrip(_END)
    aside = _LAST_ASIDE.search(bare)
    found = read(bare[: aside.start()]) if aside else None
    return found if aside and silent(found, aside[0].strip(" ()")) else None


def _head_of(piece: str, read: Callable[[str], T | None]) -> T | None:
    """What a text begins with and what is joined to it, unless it goes on with another answer."""
    if (whole := _whole(piece, read)) is not None:
        return whole
    if instead := _BUT.match(piece):
        return _head_of(instead[1], read)
    bare = _ASIDE.sub(lambda aside: " " * len(aside[0]), piece)
    over = _REASON.search(bare)
    end = over.start() if over else len(bare)
    first, *others = (part.strip(_END + ",") for part in _AGAIN.split(bare[:end]))
    asides = [(aside[1], aside.start() <= end) for aside in _ASIDE.finditer(piece)]
    if _denied(first, bare[end:], read):
        return None
    remarks = [*others, *(aside for aside, near in asides if near), *_behind(bare[end:])]
    far = {read(aside) for aside, near in asides if not near} - {None}
    return _together(first, remarks, far, read)


def _denied(first: str, reason: str, read: Callable[[str], T | None]) -> bool:
    """Whether what it is not is what it would be: a capital alone is a major triad, but not in "B, not major"."""
    denial = _DENIAL.match(reason)
    name = joined(first, denial[1], read) if denial else None
    return name is not None and read(name) == read(first)


def _behind(reason: str) -> Iterator[str]:
    """What belongs to the answer still, where its reason seems to begin."""
    if (more := _MORE.match(reason)) and (more["said"] or len(more["next"].split()) <= _SHORT):
        yield more["said"] or more["next"]
    elif (clause := _CLAUSE.match(reason)) and (change := _CHANGE.search(clause[1])):
        yield change["kind"] or change[0]


def _together(first: str, remarks: Sequence[str], others: set[T | None], read: Callable[[str], T | None]) -> T | None:
    """An answer with what is said beside it; nothing if that alters it and they make no name together."""
    left = []
    for remark in (_WHY_NOT.split(remark)[0].strip(_END + ",") for remark in remarks):
        if (other := read(remark)) is not None:
            others = {*others, other}
        elif name := joined(first, remark, read):
            first = name
        else:
            left.append(remark)
    found = _agreed(read(first), others)
    return found if all(silent(found, remark) for remark in left) else None


def _agreed(found: T | None, others: set[T | None]) -> T | None:
    """What was found, unless another thing was too; of a note the one with its octave."""
    named = {other.name if isinstance(other, Pitch) and isinstance(found, NoteName) else other for other in others}
    bare = found.name if isinstance(found, Pitch) else found
    if found is None or named - {found, bare}:
        return None
    pitches = {other for other in others if isinstance(other, Pitch)}
    return found if isinstance(found, Pitch) or not pitches else pitches.pop() if len(pitches) == 1 else None
