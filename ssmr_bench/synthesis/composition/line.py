"""The melody of a score as one line of tones in time: what every measure of a composition looks at.

Of several voices it is the first, of a chord the highest note. Ties are joined, grace notes and chord symbols passed
over; repeats stand as they are written, not played out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Barline, Chord, KeyChange, MeterChange, Note, Rest
from ssmr_bench.synthesis.composition.tonality import Tonality

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Bar, Score
    from ssmr_bench.theory.key import Key
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch

_FINEST = 2**9 * 3**4 * 5 * 7
"""Ticks to a whole note for music that would need more than `_MOST`, as only nonsense does."""
_MOST = 2**40
_SECTION = {Barline.DOUBLE, Barline.FINAL, Barline.OPENING, Barline.REPEAT}


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of the line, as long as it sounds."""

    midi: int
    """The piano key, 60 for middle C."""
    step: int
    """The place on the staff, as `Pitch.step`."""
    start: int
    """Ticks from the beginning."""
    length: int
    """Ticks."""
    bar: int
    """The number of its bar, from 0."""
    place: int
    """Ticks from the bar line; in a pick-up from where the line of a full bar would stand."""
    depth: int | None
    """How weak the moment is, as `Meter.depth`; None without a meter."""
    tonality: Tonality | None
    """The key in force."""


@dataclass(frozen=True, slots=True)
class Span:
    """A bar that takes time."""

    length: int
    """Ticks."""
    full: int | None
    """Ticks of a full bar in the meter in force; None without one."""
    beats: tuple[tuple[int, int], ...]
    """The ticks at which its beats begin, each with its depth; none without a meter."""
    rests: bool
    """Whether it is but a rest of whole bars."""
    opens: bool
    """Whether a section begins here: the music, a repeat, a volta, or what follows a double bar line."""
    closes: bool
    """Whether a section ends here."""

    @property
    def is_pickup(self) -> bool:
        """Whether it is a short bar with which a section begins."""
        return self.opens and not self.closes and self.full is not None and self.length < self.full


@dataclass(frozen=True, slots=True)
class Line:
    """The tones of a melody and its bars."""

    tones: tuple[Tone, ...]
    spans: tuple[Span, ...]
    ticks: int
    """In a whole note."""

    @property
    def moves(self) -> list[int]:
        """Semitones from each tone to the next."""
        return [later.midi - tone.midi for tone, later in pairwise(self.tones)]

    @property
    def bars(self) -> list[list[Tone]]:
        """The tones that begin in each bar."""
        found: list[list[Tone]] = [[] for _ in self.spans]
        for tone in self.tones:
            found[tone.bar].append(tone)
        return found


def line_of(score: Score, key: Key | None = None, meter: Meter | None = None) -> Line:
    """The line of a score.

    Args:
        score: Any score.
        key: The key that it is held against from the first note to the last; if None, what is written.
        meter: As `key`.
    """
    listener = _Listener(_resolution(score, meter), score, key, meter)
    for bar in score.bars:
        listener.bar(bar)
    return listener.line()


class _Listener:
    """A line while it is heard, bar by bar."""

    def __init__(self, ticks: int, score: Score, key: Key | None, meter: Meter | None) -> None:
        self._ticks = ticks
        self._key, self._tonality = key, Tonality.of(key) if key else Tonality.written(score.signature, score.tonic)
        self._wanted, self._meter = meter, meter or score.meter
        self._tones: list[Tone] = []
        self._spans: list[Span] = []
        self._depths: dict[tuple[Meter, int], int] = {}
        self._now = 0
        self._held: int | None = None
        """The key of the last tone, if it is tied on."""
        self._opens = True

    def line(self) -> Line:
        """All that was heard; where it stops, a section ends."""
        self._spans[-1:] = [replace(span, closes=True) for span in self._spans[-1:]]
        return Line(tuple(self._tones), tuple(self._spans), self._ticks)

    def bar(self, bar: Bar) -> None:
        """Hears a bar; one that takes no time may still change the key, or end a section."""
        opens = self._opens or bar.opens_repeat or bool(bar.volta)
        self._opens = opens if not bar.duration else bar.line in _SECTION
        if self._spans and (opens or (not bar.duration and bar.line in _SECTION)):
            self._spans[-1] = replace(self._spans[-1], closes=True)
        if not bar.duration:
            self._events(bar, 0)
            return
        length, full, beats = self._in_ticks(bar.duration), self._full(bar), self._beats()
        rests = all(isinstance(event, Rest) and event.bars for event in bar.events if event.duration)
        span = Span(length, full, beats, rests, opens, closes=bar.line in _SECTION)
        self._events(bar, full - length if full and span.is_pickup else 0)
        self._spans.append(span)

    def _full(self, bar: Bar) -> int | None:
        """Ticks of a full bar, in the meter that the bar may open with."""
        for event in bar.events:
            if event.duration:
                break
            if isinstance(event, MeterChange):
                self._meter = self._wanted or event.meter
        return self._in_ticks(self._meter.bar) if self._meter else None

    def _beats(self) -> tuple[tuple[int, int], ...]:
        starts = [self._in_ticks(start) for start in self._meter.beat_starts] if self._meter else []
        return tuple((start, self._depth(start) or 0) for start in starts)

    def _events(self, bar: Bar, place: int) -> None:
        for event in bar.events:
            if isinstance(event, KeyChange) and not self._key:
                self._tonality = Tonality.written(event.signature, event.tonic)
            elif isinstance(event, MeterChange):
                self._meter = self._wanted or event.meter
            elif event.duration:
                length = self._in_ticks(event.duration)
                if isinstance(event, Note | Chord):
                    self._sound(event, place, length)
                else:
                    self._held = None
                self._now += length
                place += length

    def _sound(self, event: Note | Chord, place: int, length: int) -> None:
        pitch = max(event.pitches, key=_height) if len(event.pitches) > 1 else event.pitches[0]
        midi, step = _height(pitch)
        if self._held == midi:
            self._tones[-1] = replace(self._tones[-1], length=self._tones[-1].length + length)
        else:
            where = self._now, length, len(self._spans), place
            self._tones.append(Tone(midi, step, *where, self._depth(place), self._tonality))
        self._held = midi if pitch in event.ties else None

    def _depth(self, place: int) -> int | None:
        if self._meter is None:
            return None
        found = self._depths.get((self._meter, place))
        if found is None:
            found = self._depths[self._meter, place] = self._meter.depth(Fraction(place, self._ticks))
        return found

    def _in_ticks(self, length: Fraction | int) -> int:
        parts, left = divmod(length.numerator * self._ticks, length.denominator)
        # Only what has no place on the finest grid is rounded.
        return max(1, parts + (2 * left >= length.denominator)) if left else parts


@lru_cache(maxsize=4096)
def _height(pitch: Pitch) -> tuple[int, int]:
    """The piano key, then the place on the staff."""
    return pitch.midi, pitch.step


def _resolution(score: Score, meter: Meter | None) -> int:
    """Ticks to a whole note that leave no duration and no beat a fraction, or as many as any music needs."""
    events = [event for bar in score.bars for event in bar.events]
    changes = [event.meter for event in events if isinstance(event, MeterChange)]
    units = {each.unit for each in (meter, score.meter, *changes) if each}
    ticks = lcm(*units, *{event.duration.denominator for event in events})
    return ticks if ticks <= _MOST else _FINEST
