"""Reads an engraved page as a player does: staff by staff, from left to right."""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from ssmr_bench.notation.sight.groups import Group
from ssmr_bench.notation.sight.marks import page
from ssmr_bench.notation.sight.rows import dots, row, tuplet
from ssmr_bench.notation.sight.signs import (
    ACCIDENTALS,
    CLEFS,
    FIGURES,
    FLAGS,
    HEADS,
    IGNORED,
    REPEAT_DOT,
    RESTS,
    TUPLETS,
)
from ssmr_bench.notation.sight.staves import staves
from ssmr_bench.notation.sight.tokens import ClefSign, KeySign, LineSign, MeterSign, Struck
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.notation.sight.staves import Staff
    from ssmr_bench.notation.sight.tokens import Token

_MIDDLES = {"G": Pitch("G", 0, 4).step, "C": Pitch("C", 0, 4).step, "F": Pitch("F", 0, 3).step}
"""The step on the line of each clef."""
_KNOWN = {*HEADS, *FLAGS, *RESTS, *ACCIDENTALS, *CLEFS, *FIGURES, *TUPLETS, REPEAT_DOT, *IGNORED}


def read(svg: str, voices: int = 1) -> tuple[tuple[tuple[Token, ...], ...], Counter[str]]:
    """What stands on the page: the tokens of each voice, and the texts, however often.

    Raises:
        ValueError: if marks are cut off, of no known kind, or make no sense together.
    """
    seen = page(svg)
    if seen.cut:
        raise ValueError("a mark reaches beyond the picture")
    strange = {glyph.code for glyph in seen.glyphs} - _KNOWN
    if strange:
        raise ValueError(f"a glyph of no known meaning: {', '.join(sorted(strange))}")
    lines = staves(seen)
    if len(lines) % voices:
        raise ValueError(f"{len(lines)} staves are no systems of {voices}")
    parts = tuple(_Part().read(lines[voice::voices]) for voice in range(voices))
    return parts, Counter(words.text for words in seen.words)


def _joined(before: list[Token], read: list[Token]) -> list[Token]:
    """What a further system adds, less what the one before has announced at its end."""
    if before and read and isinstance(read[0], MeterSign) and read[0] == before[-1]:
        return read[1:]
    if before and read and isinstance(before[-1], LineSign) and read[0] == LineSign("|:"):
        # The line of the bar before stands at the end of its system, the repeat at the beginning of this one.
        return [LineSign("::" if before.pop() == LineSign(":|") else "|:"), *read[1:]]
    return read


class _Part:
    """A voice while it is read."""

    def __init__(self) -> None:
        self._clef = ClefSign("", 0, 0)
        self._key = KeySign(frozenset())
        self._in_force: dict[int, int] = {}
        """The alterations in the bar by step."""
        self._held: dict[int, int] = {}
        """Those of steps that are tied over to the next note."""

    def read(self, lines: Sequence[Staff]) -> tuple[Token, ...]:
        """The voice's tokens. What a further system repeats of clef and signature at its beginning is left out.

        Raises:
            ValueError: if it begins in another clef or signature than the one before has ended in.
        """
        found: list[Token] = []
        for number, staff in enumerate(lines):
            things = [thing for _, thing in row(staff)]
            if number:
                things = self._begun(staff, things)
            read = [self._token(staff, thing) for thing in things]
            found += _joined(found, read)
        return tuple(found)

    def _begun(self, staff: Staff, things: list[object]) -> list[object]:
        """What comes after the clef and the signature that every system begins with."""
        size = 2 if self._key.altered else 1
        before = self._clef, self._key
        for thing in things[:size]:
            self._token(staff, thing)
        if (self._clef, self._key) != before:
            raise ValueError("a system begins in another clef or key than the one before has ended in")
        return things[size:]

    def _token(self, staff: Staff, thing: object) -> Token:
        if isinstance(thing, Group):
            return self._struck(staff, thing)
        if isinstance(thing, tuple):
            thing = KeySign(frozenset((self._pitch(place, 0).letter, sign) for place, sign in thing if sign))
            self._key = thing
            self._in_force = {}
        elif isinstance(thing, ClefSign):
            self._clef = thing
        elif isinstance(thing, LineSign):
            self._in_force = {}
        elif not isinstance(thing, MeterSign):
            self._held = {}  # a rest
        return thing  # type: ignore[return-value]  # all else is a token already

    def _pitch(self, place: int, alteration: int) -> Pitch:
        clef = self._clef
        if not clef.letter:
            raise ValueError("a note stands before any clef")
        return Pitch.at_step(place + _MIDDLES[clef.letter] + 2 * (3 - clef.line) + 7 * clef.octaves, alteration)

    def _struck(self, staff: Staff, group: Group) -> Struck:
        pitches = sorted((self._sounding(staff, group, head.y) for head in group.heads), key=lambda pitch: pitch.step)
        tied = self._tied(staff, group)
        if not group.grace:
            self._held = {pitch.step: pitch.alteration for pitch in pitches} if tied else {}
        return Struck(
            tuple(pitches),
            group.value(staff),
            dots(staff, group.right, [head.y for head in group.heads]),
            0 if group.grace else tuplet(staff, group.center),
            tied,
            group.grace,
        )

    def _sounding(self, staff: Staff, group: Group, height: float) -> Pitch:
        """The pitch of a head: by its own sign, or that of the note tied to it, of the bar, or of the key."""
        place = staff.place(height)
        natural = self._pitch(place, 0)
        usual = dict(self._key.altered).get(natural.letter, 0)
        if height in group.signs:
            self._in_force[natural.step] = group.signs[height]
            return self._pitch(place, group.signs[height])
        if natural.step in self._held:
            return self._pitch(place, self._held[natural.step])
        return self._pitch(place, self._in_force.get(natural.step, usual))

    def _tied(self, staff: Staff, group: Group) -> int:
        """The curves that begin at its heads."""
        near = 1.5 * staff.space
        after = min((glyph.x for glyph in staff.glyphs if glyph.code in HEADS and glyph.x > group.right), default=inf)
        return sum(
            group.left < curve.left < min(group.right + near, after)
            and min(abs(curve.points[0][1] - head.y) for head in group.heads) < near
            for curve in staff.curves
        )
