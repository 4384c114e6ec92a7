"""A voice while it is read: the state that gives each note its pitch and its duration."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import lyrics, tokens
from ssmr_bench.notation.abc.bars import Bars
from ssmr_bench.notation.abc.lengths import Lengths, bounded
from ssmr_bench.notation.clef import TREBLE
from ssmr_bench.notation.score import (
    Barline,
    Chord,
    ChordSymbol,
    ClefChange,
    Graces,
    KeyChange,
    MeterChange,
    Note,
    Rest,
    Voice,
)

if TYPE_CHECKING:
    from ssmr_bench.notation.abc.fields import Key, Staff
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch


class Part:
    """One voice of a tune. Its methods take the tokens of a line, in order.

    Raises:
        ValueError: by any method, if its token does not make sense there; the message says what was expected.
    """

    def __init__(self, signature: Signature, meter: Meter | None, unit: Fraction, staff: Staff) -> None:
        self.meter = meter
        self.clef = staff.clef or TREBLE
        """The clef before the first note."""
        self.bars = Bars()
        self._octaves = staff.octaves or 0
        self._shift = self.clef.octaves + self._octaves
        """Octaves that notes sound above where they are written."""
        self._held: dict[tuple[str, int], int] = {}
        """Alterations by letter and octave, of notes that are tied over the bar line."""
        self._lengths = Lengths(unit)
        self._verses: list[list[str | None]] = []
        """The lyrics under the line of music."""
        self._sign(signature)

    def _sign(self, signature: Signature) -> None:
        self._signature = {letter: signature.alteration(letter) for letter in "CDEFGAB"}
        self._signs = self._signature.copy()
        """Alterations in force, by letter."""

    def measure(self, unit: Fraction) -> None:
        """Sets the unit length."""
        self._lengths.measure(unit)

    # What sounds

    def note(self, text: str) -> None:
        """A note with its length."""
        letter, octave, sign, length = tokens.note(text)
        pitch = self._pitch(letter, octave, sign)
        duration, tuplet = self._lengths.next(length)
        if self._held:
            self._held = {}
        self.bars.add(Note(pitch, duration, (), tuplet))

    def chord(self, text: str) -> None:
        """A chord with its length; it is as long as its first note, times the figure after the bracket."""
        inside, _, outer = text[1:].rpartition("]")
        pitches, ties, length = self._together(inside)
        duration, tuplet = self._lengths.next(length, tokens.duration(outer, Fraction(1)))
        self._held = {}
        self.bars.add(Chord(pitches, duration, ties, tuplet))

    def rest(self, text: str) -> None:
        """A rest with its length."""
        duration, tuplet = self._lengths.next(text[1:])
        self._held = {}
        self.bars.add(Rest(duration, tuplet, visible=text[0] == "z"))

    def rest_of_bars(self, text: str) -> None:
        """A rest of whole bars; without a meter a bar counts as a whole note."""
        bars = text[1:] or "1"
        if len(bars) > 4 or not int(bars):
            raise ValueError(f"cannot read the rest {text[:12]!r}; expected a number of bars from 1 to 9999")
        bar = self.meter.bar if self.meter else Fraction(1)
        self._held = {}
        self.bars.add(Rest(int(bars) * bar, visible=text[0] == "Z", bars=int(bars)))

    def _pitch(self, letter: str, octave: int, sign: int | None) -> Pitch:
        octave += self._shift
        if sign is not None:
            self._signs[letter] = alteration = sign
        elif self._held and (letter, octave) in self._held:
            alteration = self._held[letter, octave]
        else:
            alteration = self._signs[letter]
        return tokens.pitch(letter, alteration, octave)

    def _together(self, inside: str) -> tuple[tuple[Pitch, ...], tuple[Pitch, ...], str]:
        """The pitches of a chord, those of them that are tied, and the length of the first."""
        pitches: list[Pitch] = []
        ties: list[Pitch] = []
        first = ""
        for part in tokens.CHORD_PART.finditer(inside):
            if part.lastgroup == "note":
                letter, octave, sign, length = tokens.note(part.group())
                first = first if pitches else length
                pitches.append(self._pitch(letter, octave, sign))
            elif part.lastgroup == "tie" and pitches:
                ties.append(pitches[-1])
            elif part.lastgroup != "blank":
                raise ValueError(f"{part.group()!r} in a chord; expected notes up to the closing bracket")
        if not pitches:
            raise ValueError("a chord without notes; expected at least one")
        return tuple(pitches), tuple(dict.fromkeys(ties)), first

    # What changes notes before or after it

    def tie(self, _: str) -> None:
        """A tie from the last note or chord to the next."""
        last = self.bars.last
        if not isinstance(last, Note | Chord):
            raise ValueError("a tie from nowhere; expected a note or a chord before '-'")
        self.bars.amend(replace(last, ties=tuple(dict.fromkeys(last.pitches))))

    def broken(self, text: str) -> None:
        """Broken rhythm: > makes the last note longer and the next shorter, < the reverse."""
        last = self.bars.last
        if last is None or (isinstance(last, Rest) and last.bars):
            raise ValueError(f"{text[:12]!r} out of place; expected a note before it")
        self.bars.amend(replace(last, duration=bounded(last.duration * self._lengths.broken(text))))

    def tuplet(self, text: str) -> None:
        """The figures of a tuplet: p notes in the time of q, for the next r notes."""
        self._lengths.tuplet(text, self.meter)

    # What stands between notes

    def graces(self, text: str) -> None:
        """Grace notes in braces."""
        held, self._held = self._held, {}
        notes: list[Note | Chord] = []
        for part in tokens.TOKEN.finditer(text, 1, len(text) - 1):
            if part.lastgroup == "note":
                letter, octave, sign, length = tokens.note(part.group())
                notes.append(Note(self._pitch(letter, octave, sign), tokens.duration(length, self._lengths.unit)))
            elif part.lastgroup == "chord":
                inside, _, outer = part.group()[1:].rpartition("]")
                pitches, _, length = self._together(inside)
                notes.append(Chord(pitches, tokens.duration(length, tokens.duration(outer, self._lengths.unit))))
            elif part.lastgroup not in {"blank", "decoration", "tie", "broken", "text"} and part.group() != "/":
                raise ValueError(f"{part.group()!r} among grace notes; expected notes up to the closing brace")
        self._held = held
        if notes:
            self.bars.events.append(Graces(tuple(notes), slashed=text[1] == "/"))

    def text(self, text: str) -> None:
        """A chord symbol; an annotation, which begins with one of ^_<>@, is read over."""
        symbol = text[1:-1].replace("\\%", "%").strip(" \t")
        if symbol and symbol[0] not in "^_<>@":
            self.bars.events.append(ChordSymbol(symbol))

    def key(self, key: Key) -> None:
        """A change of key, or of clef."""
        if key.signature is not None:
            self._sign(key.signature)
            self.bars.events.append(KeyChange(key.signature, key.tonic))
        if key.staff.clef:
            self.bars.events.append(ClefChange(key.staff.clef))
        self._move(key.staff)

    def time(self, meter: Meter | None) -> None:
        """A change of meter."""
        self.meter = meter
        self.bars.events.append(MeterChange(meter))

    def staff(self, staff: Staff) -> None:
        """The settings of a voice: before all music they give its first clef, later a change of clef."""
        if staff.clef and self.bars.empty:
            self.clef = staff.clef
        elif staff.clef:
            self.bars.events.append(ClefChange(staff.clef))
        self._move(staff)

    def _move(self, staff: Staff) -> None:
        octaves = self._octaves if staff.octaves is None else staff.octaves
        self._shift += octaves - self._octaves
        self._octaves = octaves
        if staff.clef:
            self._shift = staff.clef.octaves + octaves

    # Lines and bars

    def begin_line(self) -> None:
        """A new line of music begins, and with it new verses."""
        self.bars.lay(self._verses)
        self._verses = []

    def verse(self, text: str) -> None:
        """A line of lyrics under the last line of music."""
        if len(self._verses) == lyrics.VERSES:
            raise ValueError(f"too many verses; expected up to {lyrics.VERSES} under a line")
        self._verses.append(lyrics.syllables(text))

    def bar(self, text: str) -> None:
        """A bar line, and the volta that begins at it if figures follow."""
        signs = text.rstrip("0123456789,-")
        self._close(tokens.barline(signs)[0])
        self.bars.open(signs, text[len(signs) :])

    def volta(self, text: str) -> None:
        """The beginning of a volta."""
        if self.bars.last:
            self._close(Barline.NONE)
        self.bars.open("", text[1:])

    def _close(self, line: Barline) -> None:
        last = self.bars.last
        if self.bars.close(line) and isinstance(last, Note | Chord):
            self._held = {(pitch.letter, pitch.octave): pitch.alteration for pitch in last.ties}
        self._signs = self._signature.copy()

    def finish(self) -> Voice:
        """The voice as it was read."""
        self.begin_line()
        self._lengths.finish()
        return Voice(self.bars.finish(), self.clef)
