"""Lyrics: how the lines `w:` are laid under notes, and how they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Chord, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.notation.score import Event

VERSES = 20
"""The most verses under one line of music."""

_SYLLABLE = re.compile(r"[ \t]*(?:(\|)|(\*)|(_)|((?:\\.|[^ \t\-_*|\\])*)(-?))")
_ESCAPED = re.compile(r"\\(.)|~")
_RESERVED = re.compile(r"[\\\-_*|~% ]")


def syllables(text: str) -> list[str | None]:
    r"""The syllables of a line of lyrics, as notes hold them; None goes on to the next bar.

    >>> syllables(r"Hal-le-lu-jah! * a_ men~\- | x")
    ['Hal-', 'le-', 'lu-', 'jah!', '', 'a', '_', 'men -', None, 'x']
    """
    found: list[str | None] = []
    at, text = 0, text.rstrip(" \t")
    while at < len(text):
        match = _SYLLABLE.match(text, at)
        if match is None or match.end() == at:
            raise ValueError(f"cannot read the lyrics {text[at : at + 12]!r}; expected syllables")
        bar, skip, hold, word, hyphen = match.groups()
        if bar:
            found.append(None)
        elif skip or hold:
            found.append("" if skip else "_")
        else:
            found.append(_ESCAPED.sub(lambda sign: sign[1] or " ", word) + hyphen)
        at = match.end()
    return found


def lay(verses: Sequence[Sequence[str | None]], bars: Sequence[list[Event]], start: int) -> None:
    """Lays verses under the notes of these bars, in the first bar from the event at `start` on.

    What is left over of a verse is dropped.
    """
    slots = [
        (number, place)
        for number, events in enumerate(bars)
        for place in range(0 if number else start, len(events))
        if isinstance(events[place], Note | Chord)
    ]
    laid: list[list[str]] = [[] for _ in slots]
    for earlier, verse in enumerate(verses):
        for texts in laid:
            texts.extend([""] * (earlier - len(texts)))
        bar = at = 0
        for syllable in verse:
            if syllable is None:
                bar += 1
                while at < len(slots) and slots[at][0] < bar:
                    at += 1
            elif at < len(slots):
                laid[at].append(syllable)
                bar = slots[at][0]
                at += 1
    for (number, place), texts in zip(slots, laid, strict=True):
        note = bars[number][place]
        if isinstance(note, Note | Chord) and any(texts):
            bars[number][place] = replace(note, lyrics=_trimmed(texts))


def lines(notes: Sequence[Note | Chord]) -> list[str]:
    """The lines `w:` that lay their lyrics under these notes again.

    Raises:
        ValueError: if there are more verses than can be read.
    """
    verses = max((len(note.lyrics) for note in notes), default=0)
    if verses > VERSES:
        raise ValueError(f"{verses} verses; ABC is read with up to {VERSES}")
    found = []
    for verse in range(verses):
        texts = _trimmed([note.lyrics[verse] if verse < len(note.lyrics) else "" for note in notes])
        found.append("w:" + " ".join(map(_written, texts)))
    return found


def _written(syllable: str) -> str:
    if syllable in {"", "_"}:
        return syllable or "*"
    word, hyphen = (syllable[:-1], "-") if syllable.endswith("-") else (syllable, "")
    return _RESERVED.sub(lambda sign: "~" if sign[0] == " " else "\\" + sign[0], word) + hyphen


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts without the empty ones at the end."""
    last = max((number for number, text in enumerate(texts, 1) if text), default=0)
    return tuple(texts[:last])
