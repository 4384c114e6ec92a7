"""Writes every accidental of published ABC out, under either way of reading how far a sign holds."""

from __future__ import annotations

import re
from typing import Literal

from ssmr_bench.notation.abc import read

Reach = Literal["octave", "pitch"]
"""How far a sign holds to the end of its bar: in its own octave, as in engraved music, or in every octave, as the ABC
standard has it (2.1, clause 11.3). In engraved music notes of one chord don't follow one another, so that the sign of
one says nothing of another."""

_SIGNS = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}
_ALTERATIONS = {sign: alteration for alteration, sign in _SIGNS.items()}
_TOKEN = re.compile(
    r"""(?P<passed>"[^"]*"|![^!]*!)
    |\[K:(?P<key>[^\]]*)\]|\[[A-Za-z]:[^\]]*\]
    |(?P<bar>\|)|(?P<tie>-)|(?P<opens>\[(?=[\^_=A-Ga-g]))|(?P<closes>\])
    |(?P<sign>\^\^|\^|__|_|=)?(?P<note>[A-Ga-g][,']*)""",
    re.VERBOSE,
)


def spelled(abc: str, reach: Reach) -> str:
    r"""The tune with a sign before every note, as one reads it to whom a sign holds so far.

    >>> spelled("X:1\nL:1/4\nK:C\n^F f |", "octave"), spelled("X:1\nL:1/4\nK:C\n^F f |", "pitch")
    ('X:1\nL:1/4\nK:C\n^F =f |', 'X:1\nL:1/4\nK:C\n^F ^f |')

    Raises:
        NotationError: if the header can't be read.
    """
    lines = abc.split("\n")
    first = next((number for number, line in enumerate(lines, 1) if line.startswith("K:")), len(lines))
    music = [number for number in range(first, len(lines)) if not re.match(r"[A-Za-z]:[^|:]", lines[number])]
    if not any(sign in lines[number] for number in music for sign in "^_="):
        return abc
    pen = _Pen("\n".join(lines[:first]), reach)
    for number in music:
        lines[number] = _TOKEN.sub(pen.token, lines[number])
    return "\n".join(lines)


class _Pen:
    """Writes every sign out, with the state that this takes."""

    def __init__(self, header: str, reach: Reach) -> None:
        self._signature = read(header).signature
        self._wide = reach == "pitch"
        self._in_force: dict[str, int] = {}
        self._to_come: dict[str, int] = {}
        """What the signs of the chord that is being written will mean for what follows it."""
        self._last: list[str] = []
        """The notes of the last note or chord, with their octave marks."""
        self._tied: list[str] = []
        self._in_chord = False

    def token(self, match: re.Match[str]) -> str:
        """What to write for a piece of text."""
        if match["note"]:
            return self._note(match["sign"], match["note"])
        if match["bar"]:
            carried = set(map(self._line, self._tied))
            self._in_force = {line: value for line, value in self._in_force.items() if line in carried}
        elif match["tie"]:
            self._tied = list(self._last)
        elif match["opens"] or match["closes"]:
            self._in_force |= self._to_come
            self._to_come = {}
            self._in_chord = bool(match["opens"])
            self._last, self._tied = ([], self._tied) if self._in_chord else (self._last, [])
        elif match["key"] is not None:
            self._signature = read(f"K:{match['key']}").signature
            self._in_force = {}
        return match[0]

    def _note(self, sign: str | None, note: str) -> str:
        line = self._line(note)
        usual = self._signature.alteration(note[0].upper())
        alteration = _ALTERATIONS[sign] if sign else self._in_force.get(line, usual)
        waits = self._in_chord and not self._wide
        (self._to_come if waits else self._in_force)[line] = alteration
        self._last, self._tied = ([*self._last, note], self._tied) if self._in_chord else ([note], [])
        return _SIGNS[alteration] + note

    def _line(self, note: str) -> str:
        """What a sign before the note holds for: its letter, or its place on the staff."""
        return note[0].upper() if self._wide else note
