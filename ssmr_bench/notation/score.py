"""What a staff holds: notes and chords in bars, under a clef, a key signature and a meter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from fractions import Fraction

    from ssmr_bench.theory.rhythm import Meter


@dataclass(frozen=True, slots=True)
class Clef:
    """What a staff's five lines stand for."""

    name: str
    middle: Pitch
    """The pitch on the middle line."""

    def place(self, pitch: Pitch) -> int:
        """Lines and spaces above the middle line (below it: negative); beyond 5 the note needs ledger lines.

        >>> TREBLE.place(Pitch.parse("F5")), TREBLE.place(Pitch.parse("C4")), BASS.place(Pitch.parse("C4"))
        (4, -6, 6)
        """
        return pitch.step - self.middle.step


TREBLE = Clef("treble", Pitch("B", 0, 4))
ALTO = Clef("alto", Pitch("C", 0, 4))
BASS = Clef("bass", Pitch("D", 0, 3))


@dataclass(frozen=True, slots=True)
class Note:
    """One pitch for a while."""

    pitch: Pitch
    duration: Fraction
    """A part of a whole note: 1/4 is a quarter note."""

    @property
    def pitches(self) -> tuple[Pitch, ...]:
        """The one pitch, as of a chord."""
        return (self.pitch,)


@dataclass(frozen=True, slots=True)
class Chord:
    """Several pitches at once, in the order they are written."""

    pitches: tuple[Pitch, ...]
    duration: Fraction


Event = Note | Chord


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands between two bar lines."""

    events: tuple[Event, ...]

    @property
    def duration(self) -> Fraction | int:
        """All the durations together, as a part of a whole note."""
        return sum(event.duration for event in self.events)


@dataclass(frozen=True, slots=True)
class Score:
    """One staff of music."""

    bars: tuple[Bar, ...]
    clef: Clef = TREBLE
    signature: KeySignature = field(default_factory=KeySignature)
    meter: Meter | None = None

    @property
    def pitches(self) -> tuple[Pitch, ...]:
        """Every pitch, in the order of writing."""
        return tuple(pitch for bar in self.bars for event in bar.events for pitch in event.pitches)
