"""What a score sounds like: its notes in time, with repeats played out, ties joined and grace notes in their place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from ssmr_bench.notation.repeats import unfolded
from ssmr_bench.notation.score import Chord, Graces, KeyChange, MeterChange, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.notation.score import Event, Score, Voice
    from ssmr_bench.theory.meter import Meter

BEATS = 100
"""Beats a minute, as a score keeps no tempo."""
LONGEST = 600
"""Seconds that are played at most. Real tunes end within five minutes; what a model writes may end never."""
_MOST = 20_000
"""Bars of a voice that are played at most."""
_KEYS = range(128)
"""The pitches that MIDI has: below and above there is nothing to be heard."""
_GRACE = Fraction(1, 32)
"""How long a grace note sounds, unless that would take more than half of its main note. So abc2midi in most tunes."""
_QUARTER = Fraction(1, 4)


@dataclass(frozen=True, slots=True, order=True)
class Sounding:
    """One note as it is heard. Times are parts of a whole note, as durations in a score are."""

    start: Fraction
    """From the beginning."""
    midi: int
    """The piano key, from 0 to 127; middle C is 60."""
    duration: Fraction
    voice: int = 0
    """0 for the first voice of the score."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A key signature or a meter, and when it comes into force."""

    start: Fraction
    event: KeyChange | MeterChange


@dataclass(frozen=True, slots=True)
class Performance:
    """A score as it is played."""

    notes: tuple[Sounding, ...]
    """By start, then from low to high."""
    tempo: Fraction
    """Quarter notes a minute."""
    signs: tuple[Sign, ...]
    """The keys and meters of the first voice, in order; those that the score begins with come first."""
    cut: bool
    """Whether the score would go on: for more than ten minutes, or too many bars."""

    @property
    def second(self) -> Fraction:
        """How much sounds in a second, as a part of a whole note."""
        return self.tempo / 240

    @property
    def duration(self) -> Fraction:
        """When the last note ends, as a part of a whole note."""
        return max((note.start + note.duration for note in self.notes), default=Fraction(0))


def perform(score: Score, beats: int = BEATS) -> Performance:
    """The score as it is played, at so many beats a minute of its first meter.

    A grace note sounds on the beat and takes its time from the note after it. Chord symbols are silent, and pitches
    that MIDI does not have. Note values keep their length where the meter changes.
    """
    tempo = 4 * beats * _beat(score.meter)
    players = [_Player(number, LONGEST * tempo / 240) for number in range(len(score.voices))]
    notes = [note for player, voice in zip(players, score.voices, strict=True) for note in player.play(voice)]
    begins = Sign(Fraction(0), KeyChange(score.signature, score.tonic)), Sign(Fraction(0), MeterChange(score.meter))
    signs = (*begins, *players[0].signs)
    return Performance(tuple(sorted(notes)), tempo, signs, any(player.cut for player in players))


def _beat(meter: Meter | None) -> Fraction:
    """What a foot taps: the shortest beam group of the meter; never more than a half note or less than an eighth.

    >>> from ssmr_bench.theory.meter import Meter
    >>> [str(_beat(Meter.parse(text))) for text in ("4/4", "2/2", "6/8", "3/8", "7/8")], str(_beat(None))
    (['1/4', '1/2', '3/8', '3/8', '1/4'], '1/4')
    """
    shortest = min(meter.beam_groups) if meter else _QUARTER
    return max(_QUARTER / 2, min(2 * _QUARTER, shortest))


class _Player:
    """One voice while it is played."""

    def __init__(self, number: int, end: Fraction) -> None:
        self.signs: list[Sign] = []
        """The changes of key and meter, as often as they are come by."""
        self.cut = False
        """Whether it stopped before its end."""
        self._number = number
        self._end = end
        """When it stops."""
        self._now = Fraction(0)
        self._held: dict[int, Fraction] = {}
        """When each key that is tied on began."""
        self._graces: tuple[Note | Chord, ...] = ()
        """Those that wait for their main note."""

    def play(self, voice: Voice) -> Iterator[Sounding]:
        """The notes of the voice, in the order in which they end."""
        for place, bar in enumerate(islice(unfolded(voice.bars), _MOST + 1)):
            self.cut = self._now >= self._end or place == _MOST
            if self.cut:
                break
            for event in bar.events:
                yield from self._event(event)
        for key, start in self._held.items():
            yield from self._sound(key, start, self._now)

    def _event(self, event: Event) -> Iterator[Sounding]:
        if isinstance(event, Graces):
            self._graces += event.notes
        elif isinstance(event, KeyChange | MeterChange):
            self.signs.append(Sign(self._now, event))
        elif event.duration:
            yield from self._timed(event)

    def _timed(self, event: Event) -> Iterator[Sounding]:
        keys = [pitch.midi for pitch in event.pitches]
        for key in [key for key in self._held if key not in keys]:
            yield from self._sound(key, self._held.pop(key), self._now)
        ties = {pitch.midi for pitch in event.ties} if isinstance(event, Note | Chord) else set()
        each = min(_GRACE, event.duration / 2 / max(1, len(self._graces)))
        start, end = self._now + each * len(self._graces), self._now + event.duration
        yield from self._ornament(each)
        for key in keys:
            begun = self._held.pop(key, start)
            if key in ties:
                self._held[key] = begun
            else:
                yield from self._sound(key, begun, end)
        self._now = end

    def _ornament(self, each: Fraction) -> Iterator[Sounding]:
        """The grace notes that wait, of so long a duration each."""
        for place, grace in enumerate(self._graces):
            for pitch in grace.pitches:
                yield from self._sound(pitch.midi, start := self._now + place * each, start + each)
        self._graces = ()

    def _sound(self, key: int, start: Fraction, end: Fraction) -> Iterator[Sounding]:
        end = min(end, self._end)
        if key in _KEYS and start < end:
            yield Sounding(start, key, end - start, self._number)
        self.cut |= start >= self._end
