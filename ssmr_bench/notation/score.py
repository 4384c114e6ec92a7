"""What a score holds: voices, their bars, and in each bar what is written there from left to right."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from ssmr_bench.notation.clef import ALTO, BASS, TREBLE, Clef
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import NoteName, Pitch

__all__ = [
    "ALTO",
    "BASS",
    "TREBLE",
    "Bar",
    "Barline",
    "Chord",
    "ChordSymbol",
    "Clef",
    "ClefChange",
    "Event",
    "Graces",
    "KeyChange",
    "MeterChange",
    "Note",
    "Rest",
    "Score",
    "Tuplet",
    "Voice",
]


@dataclass(frozen=True, slots=True)
class Tuplet:
    """An event's place in a tuplet of so many notes in the time of so many others."""

    notes: int
    time: int
    length: int
    """Events in the tuplet: fewer or more than its notes where some of them are longer or shorter."""
    place: int
    """0 for the first event. A tuplet may break off before its last."""

    @property
    def factor(self) -> Fraction:
        """What it does to the written duration: 2/3 in a triplet."""
        return Fraction(self.time, self.notes)


@dataclass(frozen=True, slots=True)
class Note:
    """One pitch for a while."""

    pitch: Pitch
    duration: Fraction
    """How long it sounds, as a part of a whole note: 1/4 is a quarter note, 1/12 an eighth note in a triplet."""
    ties: tuple[Pitch, ...] = ()
    """The pitches that sound on into the next note or chord, each once: this one, or none."""
    tuplet: Tuplet | None = None
    lyrics: tuple[str, ...] = ()
    """A syllable for each verse. It ends in - where the word goes on; _ holds the one before, an empty one is none."""

    @property
    def pitches(self) -> tuple[Pitch, ...]:
        """The one pitch, as of a chord."""
        return (self.pitch,)


@dataclass(frozen=True, slots=True)
class Chord:
    """Several pitches at once, in the order they are written; the fields are those of a note."""

    pitches: tuple[Pitch, ...]
    duration: Fraction
    ties: tuple[Pitch, ...] = ()
    tuplet: Tuplet | None = None
    lyrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """Silence."""

    duration: Fraction
    tuplet: Tuplet | None = None
    visible: bool = True
    bars: int = 0
    """The full bars that one sign stands for; 0 for a rest of its own length."""
    pitches: ClassVar[tuple[Pitch, ...]] = ()


@dataclass(frozen=True, slots=True)
class Graces:
    """Small notes before the next note; they take no time of their own, and do not count as pitches."""

    notes: tuple[Note | Chord, ...]
    """Their durations are as written."""
    slashed: bool = False
    """A short appoggiatura (acciaccatura)."""
    duration: ClassVar[Fraction] = Fraction(0)
    pitches: ClassVar[tuple[Pitch, ...]] = ()


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    """The name of a chord, as in a lead sheet, over what comes next."""

    text: str
    duration: ClassVar[Fraction] = Fraction(0)
    pitches: ClassVar[tuple[Pitch, ...]] = ()


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From here on another key."""

    signature: Signature
    tonic: NoteName | None = None
    """As in a score."""
    duration: ClassVar[Fraction] = Fraction(0)
    pitches: ClassVar[tuple[Pitch, ...]] = ()


@dataclass(frozen=True, slots=True)
class MeterChange:
    """From here on another meter, or none."""

    meter: Meter | None
    duration: ClassVar[Fraction] = Fraction(0)
    pitches: ClassVar[tuple[Pitch, ...]] = ()


@dataclass(frozen=True, slots=True)
class ClefChange:
    """From here on another clef."""

    clef: Clef
    duration: ClassVar[Fraction] = Fraction(0)
    pitches: ClassVar[tuple[Pitch, ...]] = ()


Event = Note | Chord | Rest | Graces | ChordSymbol | KeyChange | MeterChange | ClefChange
"""Everything has a `duration` and `pitches`; 0 and none where it takes no time."""


class Barline(Enum):
    """The line that closes a bar, by its ABC."""

    PLAIN = ""
    """A single line within a voice, the final one at its end."""
    SINGLE = "|"
    DOUBLE = "||"
    FINAL = "|]"
    OPENING = "[|"
    DOTTED = ".|"
    REPEAT = ":|"
    """Back to where the repeat opens, or to the beginning."""
    NONE = "[|]"
    """No line to be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands between two bar lines."""

    events: tuple[Event, ...]
    line: Barline = Barline.PLAIN
    opens_repeat: bool = False
    """Whether a repeat opens at its left."""
    volta: tuple[int, ...] = ()
    """The times through for which it is played, where a volta begins here; up to the next volta or the next line that
    is not single."""

    @property
    def duration(self) -> Fraction | int:
        """All the durations together, as a part of a whole note."""
        return sum(event.duration for event in self.events)


@dataclass(frozen=True, slots=True)
class Voice:
    """What one player reads, on a staff of its own."""

    bars: tuple[Bar, ...]
    clef: Clef = TREBLE

    @property
    def pitches(self) -> tuple[Pitch, ...]:
        """Every pitch, in the order of writing."""
        return tuple(pitch for bar in self.bars for event in bar.events for pitch in event.pitches)


@dataclass(frozen=True, slots=True)
class Score:
    """A piece of music: one voice, and those below it where there are more."""

    bars: tuple[Bar, ...]
    """Those of the first voice."""
    clef: Clef = TREBLE
    signature: Signature = field(default_factory=KeySignature)
    meter: Meter | None = None
    tonic: NoteName | None = None
    """The keynote, where it is known not to be that of the major key with this signature: D in D dorian."""
    title: str = ""
    lower: tuple[Voice, ...] = ()
    """The voices below the first; all begin in the same key and meter."""

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices, from the first down."""
        return (Voice(self.bars, self.clef), *self.lower)

    @property
    def pitches(self) -> tuple[Pitch, ...]:
        """Every pitch, voice by voice, in the order of writing."""
        return tuple(pitch for voice in self.voices for pitch in voice.pitches)
