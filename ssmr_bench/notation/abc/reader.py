"""Reads a tune in ABC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import fields
from ssmr_bench.notation.abc.part import Part
from ssmr_bench.notation.abc.tokens import TOKEN
from ssmr_bench.notation.clef import TREBLE
from ssmr_bench.notation.score import Score, Voice
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from ssmr_bench.theory.meter import Meter

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"(?<!\\)%.*")
_HEADER_FIELD = re.compile(r"[ \t]*([A-Za-z+]):(.*)", re.DOTALL)
_BODY_FIELD = re.compile(r"([H-WYmrsw+]|[A-GXZ](?!:[|:])):(.*)", re.DOTALL)
"""A note or a rest may also stand before the colon of a repeat."""


def read(text: str) -> Score:
    """The first tune of the text: from its first field to the next empty line.

    `X:` may be missing, and `T:`, `M:` and `L:`; `K:` ends the header. A field in a voice speaks for that voice alone.

    Raises:
        NotationError: if the text is no tune; the message gives the line, the column, and what was expected there.
    """
    reader = _Reader()
    number = 0
    for number, line in enumerate(_LINE_BREAK.split(text), 1):
        try:
            if not reader.line(line):
                break
        except ValueError as error:
            raise NotationError(str(error), number, reader.column) from error
    try:
        return reader.finish()
    except ValueError as error:
        raise NotationError(str(error), number, reader.column) from error


class _Reader:
    """A tune while it is read, line by line. Its methods raise a ValueError where `column` says."""

    def __init__(self) -> None:
        self.column = 1
        self._title = ""
        self._meter: Meter | None = None
        self._unit: Fraction | None = None
        self._key: fields.Key | None = None
        self._staves: dict[str, fields.Staff] = {}
        self._parts: dict[str, Part] = {}
        self._current: Part | None = None
        self._handlers: dict[str | None, Callable[[str], object]] = {}
        self._continued = False
        """Whether the last line of music goes on in the next."""
        self._over = False

    def line(self, line: str) -> bool:
        """Takes a line; False if the tune was over before it."""
        self.column = 1
        stripped = _COMMENT.sub("", line) if "%" in line else line
        if not stripped.strip(" \t"):
            self._over = self._over or (line == stripped and self._key is not None)
            return True
        if self._over:
            if stripped.startswith("X:"):
                return False
            raise ValueError("music after an empty line, which ends a tune; expected X: and another tune")
        if self._key is None:
            self._header(stripped)
        elif match := _BODY_FIELD.match(stripped):
            self._field(match[1], match[2].strip(" \t"))
        else:
            self._music(stripped)
        return True

    def _header(self, line: str) -> None:
        match = _HEADER_FIELD.match(line)
        if match is None:
            raise ValueError(f"{line[:20]!r} before the key; expected a field such as M:3/4, or K:G before the music")
        self.column = match.start(2) + 1
        letter, text = match[1], match[2].strip(" \t")
        if letter == "T":
            self._title = self._title or text.replace("\\%", "%")
        elif letter == "M":
            self._meter = fields.meter(text)
        elif letter == "L":
            self._unit = fields.unit(text)
        elif letter == "V":
            self._declare(text)
        elif letter == "K":
            self._key = fields.key(text)

    def _declare(self, text: str) -> str:
        """Takes the settings of a voice; its name."""
        name, _, settings = text.partition(" ")
        if not name:
            raise ValueError("a voice without a name; expected one such as V:1")
        staff = fields.staff(settings.strip(" \t"))
        if name in self._parts:
            self._parts[name].staff(staff)
        elif name not in self._staves or settings:
            self._staves[name] = staff
        return name

    def _field(self, letter: str, text: str) -> None:
        """A field after the header, on a line of its own or within one."""
        if letter == "V":
            self._turn_to(self._declare(text))
        elif letter == "w":
            self._part().verse(text)
        elif letter in "KLM":
            part = self._part()
            if letter == "K":
                part.key(fields.key(text))
            elif letter == "L":
                part.measure(fields.unit(text))
            else:
                part.time(fields.meter(text))

    def _inline(self, text: str) -> None:
        self._field(text[1], text[3:-1].strip(" \t"))

    def _part(self) -> Part:
        """The voice that is being read; the first one where none was named."""
        if self._current is None:
            self._turn_to(next(iter(self._staves), "1"))
        assert self._current
        return self._current

    def _turn_to(self, name: str) -> None:
        if name not in self._parts:
            assert self._key
            unit = self._unit or fields.unit_for(self._meter)
            staff = self._staves.get(name, fields.Staff())
            clef = staff.clef or self._key.staff.clef
            octaves = self._key.staff.octaves if staff.octaves is None else staff.octaves
            signature = self._key.signature or KeySignature()
            self._parts[name] = Part(signature, self._meter, unit, fields.Staff(clef, octaves))
        part = self._current = self._parts[name]
        part.begin_line()
        self._handlers = {
            "note": part.note,
            "blank": _nothing,
            "bar": part.bar,
            "text": part.text,
            "broken": part.broken,
            "rest": part.rest,
            "bars": part.rest_of_bars,
            "tie": part.tie,
            "field": self._inline,
            "volta": part.volta,
            "chord": part.chord,
            "graces": part.graces,
            "tuplet": part.tuplet,
            "decoration": _nothing,
            "unknown": _refuse,
        }

    def _music(self, line: str) -> None:
        part = self._part()
        if not self._continued:
            part.begin_line()
        music = line.rstrip(" \t")
        self._continued = music.endswith("\\")
        token = None
        try:
            for token in TOKEN.finditer(music.removesuffix("\\")):
                self._handlers[token.lastgroup](token.group())
        except ValueError:
            self.column = token.start() + 1 if token else 1
            raise

    def finish(self) -> Score:
        """The whole tune."""
        if self._key is None:
            raise ValueError("no key; expected a field K: before the music")
        self.column = 1
        names = (name for name in dict.fromkeys((*self._staves, *self._parts)) if name in self._parts)
        voices = [voice for name in names if (voice := self._parts[name].finish()).bars]
        declared = next(iter(self._staves.values()), self._key.staff)
        first = voices[0] if voices else Voice((), declared.clef or self._key.staff.clef or TREBLE)
        signature = self._key.signature or KeySignature()
        return Score(first.bars, first.clef, signature, self._meter, self._key.tonic, self._title, tuple(voices[1:]))


def _nothing(_: str) -> None:
    """What a score has no place for."""


_UNFINISHED = {
    '"': "a text without its closing quote",
    "[": "a bracket that opens no chord, field or volta",
    "{": "grace notes without their closing brace",
    "!": "a decoration without its closing '!'",
    "+": "a decoration without its closing '+'",
    "&": "a voice overlay, which is not read",
    ":": "a colon that is part of no repeat",
    "\\": "a backslash within a line",
}


def _refuse(sign: str) -> None:
    flaw = _UNFINISHED.get(sign, f"{sign!r} is no music")
    raise ValueError(f"{flaw}; expected notes, rests, chords, bar lines or inline fields")
