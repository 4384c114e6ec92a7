"""Leaves out of an answer what it says of other things than the one asked for: "the fifth is G♭", "Bass note: E♭"."""

from __future__ import annotations

import re
from functools import cache

_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|1st|2nd|3rd|[4-8]th|last|final"
_WHICH = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|1st|2nd|3rd|[4-8]th|last|final|given|shown|other|starting"
    "|ending|next|previous|bass|lowest|highest|top|bottom|upper|lower|leading|middle|largest|smallest|inverted"
    "|relative|parallel|dominant|subdominant|whole|half|each|every|one|unit|total|sum|inversion|complement|mediant"
)
"""Which of several: alone or before a noun."""
_NOUNS = (
    "note|pitch|tone|voice|one|bars?|measures?|beats?|intervals?|chords?|degrees?|steps?|major|minor|key|signature"
    "|mode|scale|length|value|duration|member"
)
_OTHER = (
    rf"(?:scale's |chord's |triad's )?(?:{_WHICH})(?: (?:{_NOUNS}))?"
    r"(?: (?:key|length|shown|given|played|written|there))?"
    r"|(?:note|pitch)s? (?:in|of|at|on) (?:the )?(?:\w+ )?(?:bar|measure|music|piece|beginning|end|top|bottom|bass)"
    r"|(?:key )?signature|quality|(?:note|unit) (?:length|value)|L|Q|tempo|clef|octave|distance"
    r"|step|(?:bar|measure) \d+"
)
_ASKABLE = {"root": r"(?:chord )?root(?: note)?", "key": "key|tonic|keynote"}
"""What is another thing unless it is asked for."""
_BREAK = r"[,;.!?\n]|\b(?:so|thus|therefore|hence|and|but|making|while|which|because|since|where|with|whose)\b"


@cache
def _others(asked: str) -> re.Pattern[str]:
    """What is said of another thing, from its subject to the end of the clause."""
    names = "|".join([_OTHER, *(pattern for thing, pattern in _ASKABLE.items() if thing not in asked)])
    return re.compile(
        r"(?:^|(?<=[,;:.!?\n(]\s)|(?<=[,;:.!?\n(])|\b(?:and|while|since|because|where|whose|with|as|but|for)\s+)"
        rf"[\s\"'*]*(?:(?:the|its|their|a|an|this|that|our)\s+)*(?:{names})\b(?!\s+(?:above|below|up|down|from))"
        r"(?:\s+(?:of|in|on|for)\b[^,;:.=\n]{1,40}?)?[\"'*]*(?:\s+(?:is|are|was|being|would be|must be)\b|\s*[:=])"
        r"(?!\s*(?:also |then )?(?:raised|lowered|sharp(?:en)?ed|flat(?:ten|t)?ed|altered|sharp|flat)\b)"
        rf"(?:[^,;.!?\n]|[.](?!\s|$))*?(?=\s*(?:{_BREAK}|$))",
        re.IGNORECASE,
    )


_SPANS = re.compile(r"\b(?:between|from|both)\b[^,;.\n]*$", re.IGNORECASE)
"""Two things that one is said of: "from the first to the last note is …"."""
_CONTRAST = re.compile(
    r",?\s(?:since|because|as|while|whereas|if|but|otherwise)\b[^,;.!?\n]{0,80}\b(?:would|could|might)\b[^,;.!?\n]*"
)
"""What would be if things were otherwise."""
_STACKED = re.compile(r"\b(?:stack\w*|root position|arrang\w+|in thirds)\b", re.IGNORECASE)
"""Of a triad that is stacked in thirds the lowest note is the root."""


def without_others(said: str, asked: str) -> str:
    """The text without what it says of other things.

    Args:
        said: a piece of an answer, marks taken off.
        asked: what the question asks for, where it is "root" or "key"; else these are other things too.

    >>> without_others("The root is C♭, the third is E♭ and the fifth is G♭.", "root")
    'The root is C♭, .'
    >>> without_others("Last note: A3", ""), without_others("The third is E♭, so the root is C♭", "root")
    ('', ', so the root is C♭')
    """

    def left(other: re.Match[str]) -> str:
        if _SPANS.search(said, max(0, other.start() - 80), other.start()):
            return other[0]
        return other[0] if _STACKED.search(said, max(0, other.start() - 80), other.end()) else ""

    return _others(asked).sub(left, _CONTRAST.sub("", said)).strip()
