"""What the measures are held against: tunes out of order, a random walk, our composer's tunes, and parts of a tune."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Bar, Chord, KeyChange, MeterChange, Note, Rest, Score
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ssmr_bench.notation.score import Event

    Item = tuple[Pitch | None, Fraction]
    """A note, ties joined, or a rest; and how long it is."""

_WALK = (Fraction(1, 8), Fraction(1, 8), Fraction(1, 4), Fraction(1, 4), Fraction(1, 2))
_STEPS = (-2, -1, 0, 1, 2)
_REACH = 7

_METERS = ("4/4", "3/4", "6/8", "2/4", "2/2", "9/8", "12/8")
_KEYS = ("C major", "G major", "A minor", "F major", "E minor", "D major", "D dorian", "B-flat major", "G mixolydian")


def draw_of(name: str) -> Draw:
    """The chances of that name."""
    return Draw(name, Stratum(1, "A"))


def shuffled_notes(score: Score, draw: Draw) -> Score:
    """The notes and rests of the first voice in random order, each with its length.

    Bar lines stay where they are; a note that a bar line cuts is tied over it.
    """
    return _barred(score, draw.shuffle(_items(score)))


def shuffled_pitches(score: Score, draw: Draw) -> Score:
    """The pitches of the first voice in random order, over the rhythm as it is."""
    items = _items(score)
    pitches = iter(draw.shuffle([pitch for pitch, _ in items if pitch]))
    return _barred(score, [(next(pitches) if pitch else None, length) for pitch, length in items])


def random_walk(score: Score, draw: Draw) -> Score:
    """Notes of random lengths in the bars and the key of a score, each two steps at most from the one before."""
    left = sum((Fraction(bar.duration) for bar in score.bars), Fraction(0))
    middle = score.clef.middle.step
    step, items = middle, list[tuple[Pitch | None, Fraction]]()
    while left > 0:
        length = min(left, draw.choice(_WALK))
        step = min(max(step + draw.choice(_STEPS), middle - _REACH), middle + _REACH)
        letter = Pitch.at_step(step).letter
        items.append((Pitch.at_step(step, score.signature.alteration(letter)), length))
        left -= length
    return _barred(score, items)


def composed(count: int) -> Iterator[Score]:
    """So many tunes of our composer: eight bars each, in many keys and meters, every other one lively."""
    for number, meter, key in zip(range(count), cycle(_METERS), cycle(_KEYS), strict=False):
        brief = Brief(Key.parse(key), Meter.parse(meter), 8, lively=number % 2 == 1, leading=True)
        yield compose(draw_of(f"composition/{number}"), brief)


def opening(score: Score, bars: int) -> Score | None:
    """The first so many full bars, with what comes before them; None if there are none, or they change key or meter."""
    full = [number for number, bar in enumerate(score.bars) if score.meter and bar.duration >= score.meter.bar]
    if len(full) < bars:
        return None
    part = replace(score, bars=score.bars[: full[bars - 1] + 1], lower=())
    return part if part.pitches and not _changes(part.bars) else None


def parts(score: Score) -> tuple[Score, Score] | None:
    """The first four full bars, with what comes before them, and the four after these; None if there are none."""
    excerpt, both = opening(score, 4), opening(score, 8)
    if excerpt is None or both is None:
        return None
    onward = replace(both, bars=both.bars[len(excerpt.bars) :])
    return (excerpt, onward) if onward.pitches else None


def _changes(bars: Iterable[Bar]) -> bool:
    return any(isinstance(event, KeyChange | MeterChange) for bar in bars for event in bar.events)


def _items(score: Score) -> list[Item]:
    items: list[Item] = []
    held = False
    for event in (event for bar in score.bars for event in bar.events if event.duration):
        if not isinstance(event, Note | Chord):
            items.append((None, event.duration))
            held = False
            continue
        pitch = max(event.pitches, key=lambda pitch: pitch.midi)
        if held and items[-1][0] == pitch:
            items[-1] = pitch, items[-1][1] + event.duration
        else:
            items.append((pitch, event.duration))
        held = pitch in event.ties
    return items


def _barred(score: Score, items: Sequence[Item]) -> Score:
    """The items in the bars of a score, which keep their lengths, lines, keys and meters."""
    left = list(reversed(items))
    bars = []
    for bar in score.bars:
        room = Fraction(bar.duration)
        events: list[Event] = [event for event in bar.events if isinstance(event, KeyChange | MeterChange)]
        while room > 0:
            pitch, length = left.pop()
            now = min(room, length)
            if now < length:
                left.append((pitch, length - now))
            events.append(Note(pitch, now, (pitch,) if now < length else ()) if pitch else Rest(now))
            room -= now
        bars.append(replace(bar, events=tuple(events)))
    return replace(score, bars=tuple(bars), lower=())
