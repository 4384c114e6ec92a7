"""Whether what stands behind a letter takes it back: another option, an accidental, a condition, a further letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATIENCE = 300
"""Characters behind a letter that are looked at."""
_HEDGED = re.compile(
    r"[\s(\[)\],.:;\u2013\u2014-]{0,4}(?:and |or |but )?(?:only )?"
    r"(?:if|when|unless|wenn|falls|possibly|maybe|perhaps|alternatively|provided|might|at first)\b"
    r"|[\s)\]]{1,3}(?:is|was|would|cannot|can['\u2019]t|has|seems?|looks?)\b(?! (?:the )?(?:correct|right|best|clear))"
    r"|[^.;\n]{0,80}\b(?:but|yet|though|although|except)\b(?! not\b| i\b)"
    r"|[^.;\n]{0,40}(?:->|=>|\u2192)",
    re.IGNORECASE,
)
_ALTERED = re.compile(
    r"[\s(\[)\],.:;\u2013\u2014-]{0,5}(?:(?:with an?|which is|it is|i\.e\.,?|that is,?|made|is) ){0,2}"
    r"(?:flat(?:tened|ted)?|sharp(?:ened|ed)?|natural|lowered|raised"
    r"|double[ -](?:flat|sharp)|[\u266d-\u266f#])(?![a-z])",
    re.IGNORECASE,
)
"""An accidental behind a letter, which makes it a note."""
_OTHER_MARK = re.compile(r"(?:^|[\s(*])(?<!not )([A-D])(?:\)|:|(?<=[.!?;,] [A-D])\.|\.(?= [a-z0-9]))(?=\s|$)")
"""A further letter that marks what follows, as in a list on one line."""
_EXPLAINED = re.compile(
    r"[\s(\[)\],.:;=\u2013\u2014-]*"
    r"(?:(?:because|since|as|for|which|i\.e|that|namely|thus|so|here|it|this|and|is|it['\u2019]s|are|forms?"
    r"|makes?|the (?:interval|triad|chord|scale|key|note|root|meter|metre|time signature|distance))\b"
    r"[.,:]{0,2}\s*){1,6}"
    r"|[\s(\[)\],.:;=\u2013\u2014-]+",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:an?\s|the\s)?([^,;()!?\n\u2013\u2014]*)", re.IGNORECASE)
_CUT = re.compile(r"\s(?:under|above|below|between|from|by|with|because|since|as|which|and|in)\s|\.(?=\s|$)")
_IN_BRACKETS = re.compile(r"[)\]\s]*\s\(([^()]{1,40})\)")
_TIME = re.compile(r"\W{0,4}(?:common|cut) time\b", re.IGNORECASE)
"""Behind a C that is a meter's sign."""
_NAMED_BY_NOTE = re.compile(r"[A-G](?:$|[-#b\u266d\u266f\s])")

_KIND = re.compile(r"\s+(?:triad|chord|interval|scale|key|meter|metre|time(?: signature)?)$")


def contradicted(rest: str, letter: str, options: Sequence[str]) -> bool:
    """Whether the rest of a sentence takes back the letter that it follows.

    >>> thirds = ["major third", "minor third", "perfect fourth", "augmented second"]
    >>> [contradicted(rest, "A", thirds) for rest in (" (minor third)", " because it is a minor third", ", maybe B")]
    [True, True, True]
    >>> contradicted(" (a minor third would have three semitones)", "A", thirds)
    False
    """
    rest = rest[:_PATIENCE]
    if _HEDGED.match(rest) or any(mark[1] != letter for mark in _OTHER_MARK.finditer(rest)):
        return True
    of_notes = any(_NAMED_BY_NOTE.match(option) or "|" in option for option in options)
    if of_notes and _ALTERED.match(rest):
        return True
    own = _words(options[ord(letter) - ord("A")]) if ord(letter) - ord("A") < len(options) else []
    if letter == "C" and _TIME.match(rest):
        return True
    aside = _IN_BRACKETS.match(rest)
    if of_notes and aside and len(aside[1].split()) <= 2 and not set(_words(aside[1])) <= set(own):
        return True
    return _names_another(rest, own, options)


def _names_another(rest: str, own: list[str], options: Sequence[str]) -> bool:
    """Whether an option's text that is not the letter's own stands right behind it, or what would be a name like it."""
    explained = _EXPLAINED.match(rest)
    said = _SAID.match(rest, explained.end() if explained else 0)
    clause = _words(_CUT.split(said[1], maxsplit=1)[0]) if said else []
    if not clause or set(clause) <= set(own):
        return False
    others = [words for words in map(_words, options) if words != own]
    if clause in others:
        return True
    kinds = {words[-1] for words in (own, *others) if words}
    return len(clause) <= 3 and clause[-1] in kinds


def normal(text: str) -> str:
    """One spelling of a name: F#, F♯ and F sharp are F-sharp; "triad" and its like may be left out."""
    text = re.sub(r"(?<=\b[A-Ga-g])(?:##|♯♯|𝄪|x\b|[ -]double[ -]sharp\b)", "-double-sharp", text)
    text = re.sub(r"(?<=\b[A-Ga-g])(?:bb\b|♭♭|𝄫|[ -]double[ -]flat\b)", "-double-flat", text)
    sharp = re.sub(r"(?<=\b[A-Ga-g])(?:#|♯| sharp\b)", "-sharp", text)
    flat = re.sub(r"(?<=\b[A-Ga-g])(?:♭| flat\b|b\b)", "-flat", sharp)
    natural = re.sub(r"(?<=\b[A-Ga-g])(?:♮| natural\b(?! minor))", "-natural", flat)
    return _KIND.sub("", natural.casefold().removeprefix("m:"))


def _words(text: str) -> list[str]:
    words = normal(text.replace("|]", "").strip(" .")).split()
    return [word for word in words if word not in ("a", "an", "the")] or words
