"""One way of writing for characters that look alike: signs, dashes, quotes, raised and lowered figures."""

from __future__ import annotations

import re
import unicodedata

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u266f\uff03", "#"),  # the musical sharp, and a wide number sign
        "𝄪": "##",
        "𝄫": "♭♭",
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),  # hyphens, dashes, minus
        **dict.fromkeys("\u2018\u2019\u2032\u02bc\u00b4", "'"),  # quotes, prime, apostrophe, acute
        **dict.fromkeys("\u00ba\u02da", "°"),  # the masculine ordinal, and a ring
        **dict.fromkeys("\u2206\u25b3", "Δ"),  # increment, triangle
        **dict.fromkeys("\u00d8\u2205", "ø"),  # its capital, the empty set
        "→": ">",
        "¢": "C|",
    }
)
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text without accents, in one line, with one character for all that look like it.

    >>> plain("Si bémol"), plain("B♭₄"), plain("F𝄪 →  G♯")
    ('Si bemol', 'B♭4', 'F## > G#')
    """
    parted = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    return _SPACE.sub(" ", "".join(sign for sign in parted if not unicodedata.combining(sign))).strip()
