"""Reads a piece of ABC that may lack its header, as people quote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc.reader import read

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

PLAIN = "L:1/8\nK:C"
"""A header that says nothing of the key: a note without a sign is natural."""

_FIELD = re.compile(r"[ \t]*[A-Za-z]:(?![|:])")
_MUSIC = re.compile(r"""(?>\[[A-Z]:[^\]\n]*\]|"[^"\n]*"|![^!\n]*!|[\^_=A-Ga-gxzZ,'0-9/ \t\n|\[\]():<>.~{}-])++""")
"""Other letters are signs too in ABC, but a text that holds them is prose for all one can know."""
_LONGEST = 4000


def fragment(text: str, header: str = PLAIN) -> Score | None:
    r"""The one voice that the text writes; None if it writes none that can be read.

    >>> [str(pitch) for pitch in fragment("_B,2 | c").pitches], fragment("a minor third")
    (['Bb3', 'C5'], None)
    >>> [str(pitch) for pitch in fragment("K:D\nF2").pitches], [str(pitch) for pitch in fragment("F2", "K:G").pitches]
    (['F#4'], ['F#4'])

    Args:
        text: Lines of music, perhaps after fields of their own.
        header: What it stands under where its own fields do not say otherwise; its last line is `K:`.
    """
    if len(text) > _LONGEST:
        return None
    lines = text.strip().split("\n")
    fields = [line.strip() for line in lines if _FIELD.match(line)]
    music = "\n".join(line.strip() for line in lines if line.strip() and not _FIELD.match(line))
    before, _, key = header.rpartition("\n")
    own = [field for field in fields if field.startswith("K:")]
    rest = [field for field in fields if field[0] in "XML"]
    if not _MUSIC.fullmatch(music):
        return None
    try:
        score = read("\n".join([*([before] if before else []), *rest, *(own or [key])[:1], music]))
    except (NotationError, ValueError, OverflowError):
        return None
    return None if score.lower or not score.pitches else score
