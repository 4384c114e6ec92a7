"""What a score sounds like: its notes in time, with repeats and voltas played out and ties joined."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ssmr_bench.notation.score import Barline, Chord, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.score import Bar, Score, Voice


SECTION = {Barline.DOUBLE, Barline.FINAL, Barline.OPENING, Barline.REPEAT}
"""The lines that end a volta."""


class Sound(NamedTuple):
    onset: Fraction
    """In whole notes from the beginning."""
    key: int
    """As MIDI counts."""
    length: Fraction


def played(score: Score) -> list[Sound]:
    return sorted(sound for voice in score.voices for sound in _sounds(voice))


def unfolded(bars: Sequence[Bar]) -> Iterator[Bar]:
    """The bars in the order in which abc2midi plays them.

    A closing repeat goes back to the last opening one, to the last closing one that was not a volta's, or to the
    beginning; once, or as often as its volta has numbers that others follow. A volta is played when the passes since
    the opening come to one of its numbers.
    """
    at = opened = 0
    time = 1
    taken = Counter[int]()
    volta: tuple[int, ...] = ()
    while at < len(bars):
        bar = bars[at]
        if bar.opens_repeat:
            opened, time, volta = at, time if at == opened else 1, ()
        volta = bar.volta or volta
        played = not volta or time in volta
        if played:
            yield bar
        if played and bar.line is Barline.REPEAT:
            if taken[at] < _returns(bars, opened, volta):
                taken[at] += 1
                at, time, volta = opened, time + 1, ()
                continue
            if not volta:
                opened, time = at + 1, 1
        at += 1
        volta = () if bar.line in SECTION else volta


def _returns(bars: Sequence[Bar], opened: int, volta: tuple[int, ...]) -> int:
    """How often the closing repeat of a volta is taken, in the repeat that opens at that bar."""
    ends = (number for number in range(opened + 1, len(bars)) if bars[number].opens_repeat)
    named = {number for bar in bars[opened : next(ends, len(bars))] for number in bar.volta}
    return max(1, sum(number + 1 in named for number in volta))


def _sounds(voice: Voice) -> Iterator[Sound]:
    now = Fraction(0)
    held: dict[int, Fraction] = {}
    """When each key that is tied on began."""
    for event in (event for bar in unfolded(voice.bars) for event in bar.events if event.duration):
        keys = [pitch.midi for pitch in event.pitches]
        for key in [key for key in held if key not in keys]:
            yield Sound(onset := held.pop(key), key, now - onset)
        ties = {pitch.midi for pitch in event.ties} if isinstance(event, Note | Chord) else set()
        now += event.duration
        for key in keys:
            onset = held.pop(key, now - event.duration)
            if key in ties:
                held[key] = onset
            else:
                yield Sound(onset, key, now - onset)
    for key, onset in held.items():
        yield Sound(onset, key, now - onset)
