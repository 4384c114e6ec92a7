"""Makes music to order: the pitches a staff may show, full bars, and melodies between two given notes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Bar, Chord, Note, Score
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.notation.score import Clef, Event
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import NoteName

HALF, DOTTED, QUARTER, EIGHTH = Fraction(1, 2), Fraction(3, 8), Fraction(1, 4), Fraction(1, 8)


@dataclass(frozen=True, slots=True)
class Setting:
    """A clef and a key signature, and how far notes may stray from them."""

    clef: Clef
    signature: KeySignature
    reach: int
    """Lines and spaces from the middle line, up or down: 6 is one ledger line, 8 two."""
    chromatic: int
    """Semitones that an accidental may move a note from where the signature has it."""
    limit: int
    """The most sharps or flats that a note may bear, its signature's among them."""

    def allows(self, name: NoteName) -> bool:
        """Whether notes of that name may be written."""
        off = abs(name.alteration - self.signature.alteration(name.letter))
        return off <= self.chromatic and abs(name.alteration) <= self.limit


def settings(clefs: Sequence[Clef], fifths: int, reach: int, chromatic: int, limit: int) -> tuple[Setting, ...]:
    """Every setting under these clefs with at most so many sharps or flats in its signature."""
    signatures = [KeySignature(count) for count in range(-fifths, fifths + 1)]
    return tuple(Setting(clef, signature, reach, chromatic, limit) for clef, signature in product(clefs, signatures))


@cache
def pitches(setting: Setting) -> tuple[Pitch, ...]:
    """The pitches that may be written in a setting, from the lowest place on the staff to the highest."""
    middle = setting.clef.middle.step
    steps = range(middle - setting.reach, middle + setting.reach + 1)
    alterations = range(-setting.limit, setting.limit + 1)
    every = (Pitch.at_step(step, alteration) for step, alteration in product(steps, alterations))
    return tuple(pitch for pitch in every if setting.allows(pitch.name))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A meter, and the durations that fill each bar."""

    meter: Meter
    bars: tuple[tuple[Fraction, ...], ...]

    @property
    def notes(self) -> int:
        """How many notes it takes."""
        return sum(map(len, self.bars))

    def line(self, setting: Setting, notes: Sequence[Pitch]) -> Score:
        """The pitches, one after the other, in this rhythm."""
        left = iter(notes)
        return self._score(setting, lambda duration: Note(next(left), duration))

    def struck(self, setting: Setting, chord: tuple[Pitch, ...]) -> Score:
        """The chord, struck again and again in this rhythm."""
        return self._score(setting, lambda duration: Chord(chord, duration))

    def _score(self, setting: Setting, event: Callable[[Fraction], Event]) -> Score:
        bars = tuple(Bar(tuple(map(event, bar))) for bar in self.bars)
        return Score(bars, setting.clef, setting.signature, self.meter)


@dataclass(frozen=True, slots=True)
class Length:
    """So many bars of notes of these values."""

    bars: int
    values: tuple[Fraction, ...]
    meters: tuple[Meter, ...] = (Meter(3, 4), Meter(4, 4))

    def rhythm(self, draw: Draw) -> Rhythm:
        """A meter, and full bars in which every note starts on a multiple of its own value."""
        meter = draw.choice(self.meters)
        return Rhythm(meter, tuple(fill(draw, meter.bar, self.values) for _ in range(self.bars)))


def fill(draw: Draw, span: Fraction, values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Durations that fill a span, each starting on a multiple of its own value; the smallest must divide the span."""
    durations: list[Fraction] = []
    start = Fraction(0)
    while start < span:
        durations.append(draw.choice([value for value in values if start % value == 0 and start + value <= span]))
        start += durations[-1]
    return tuple(durations)


def exactly(draw: Draw, notes: int, values: Sequence[Fraction], bars: int = 1) -> Rhythm:
    """A rhythm of just so many notes; the values and the bars must allow for one."""
    while True:
        rhythm = Length(bars, tuple(values)).rhythm(draw)
        if rhythm.notes == notes:
            return rhythm


def alone(pitch: Pitch, clef: Clef) -> Score:
    """One note, under no key signature and in no meter."""
    return Score((Bar((Note(pitch, QUARTER),)),), clef)


def wander(draw: Draw, setting: Setting, bars: Sequence[Sequence[Fraction]]) -> Score:
    """A line of notes from the setting's key, mostly by step, in these durations and no meter."""
    own = [pitch for pitch in pitches(setting) if pitch.alteration == setting.signature.alteration(pitch.letter)]
    at = draw.below(len(own))
    written = []
    for durations in bars:
        notes = []
        for duration in durations:
            notes.append(Note(own[at], duration))
            near = [step for step in (-4, -2, -1, -1, 1, 1, 2, 4) if 0 <= at + step < len(own)]
            at += draw.choice(near)
        written.append(Bar(tuple(notes)))
    return Score(tuple(written), setting.clef, setting.signature)


def melody(draw: Draw, setting: Setting, first: Pitch, last: Pitch, rhythm: Rhythm) -> Score:
    """A line from the first pitch to the last that keeps near the straight way between them."""
    between = rhythm.notes - 2
    way = [first.step + round((last.step - first.step) * Fraction(i + 1, between + 1)) for i in range(between)]
    return rhythm.line(setting, [first, *(_passing(draw, setting, step, last) for step in way), last])


def _passing(draw: Draw, setting: Setting, step: int, last: Pitch) -> Pitch:
    # Heard before, the last pitch may bear its accidental there, and be written without one at the end.
    if setting.chromatic and draw.below(6) == 0:
        return last
    near = [pitch for pitch in pitches(setting) if abs(pitch.step - step) <= 2]
    plain = [pitch for pitch in near if pitch.alteration == setting.signature.alteration(pitch.letter)]
    return draw.choice(near if draw.below(4) == 0 else plain)
