"""Whether music is what an assignment asked for: the rules that decide, and what breaks them in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Chord, KeyChange, MeterChange, Note
from ssmr_bench.synthesis.composition.wording import dominant_triad
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from ssmr_bench.notation.score import Bar, Event, Score
    from ssmr_bench.synthesis.composition.assignment import Assignment
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch

_FINEST = 1024
"""No bar is given in finer parts of a whole note: its length would be a figure that says nothing."""


def added(assignment: Assignment, music: Score) -> Score:
    """What is new in the music: all of it, but for an excerpt that it repeats from the first bar to the last.

    Bars are the same if the same pitches and rests sound in them, each as long as there; a sign may differ, or a tie to
    the next bar. The
    bars of an excerpt that is repeated with nothing behind it are no new ones.
    """
    excerpt = assignment.excerpt
    if excerpt is None or music.lower:
        return music
    repeated = len(excerpt.bars)
    shown = [_held(bar) for bar in excerpt.bars]
    return replace(music, bars=music.bars[repeated:]) if [*map(_held, music.bars[:repeated])] == shown else music


def _held(bar: Bar) -> list[tuple[frozenset[Pitch], Fraction | int]]:
    """What sounds in a bar, and how long: notes tied together are one, and so are rests without a note between."""
    held: list[tuple[frozenset[Pitch], Fraction | int]] = []
    tied: frozenset[Pitch] = frozenset()
    for event in bar.events:
        if not event.duration:
            continue
        pitches = frozenset(event.pitches)
        if held and held[-1][0] == pitches == tied:
            held[-1] = pitches, held[-1][1] + event.duration
        else:
            held.append((pitches, event.duration))
        tied = frozenset(_ties(event))
    return held


def _ties(event: Event) -> tuple[Pitch, ...]:
    """The pitches that go on in the next event; of a rest none."""
    return event.ties if isinstance(event, Note | Chord) else ()


def full_bars(assignment: Assignment, bars: Sequence[Bar]) -> float:
    """The share of bars that last as long as the meter says, from 0 to 1: the paper's measure (arXiv 2509.04059).

    A pick-up and an incomplete last bar count as bars; of no bars at all the share is 0.
    """
    return sum(_is_full(bar, assignment.time) for bar in bars) / len(bars) if bars else 0.0


def flaws(assignment: Assignment, new: Score) -> tuple[str, ...]:
    """Where the new music is not what was asked for, in words; empty where it is.

    Args:
        assignment: What was asked for.
        new: What `added` gives: without the excerpt.
    """
    if not new.bars:
        return ("there is no new bar",)
    rules = [_voice_and_meter(assignment, new), _key(assignment, new), _bars(assignment, new), _copied(assignment, new)]
    if assignment.kind == "composition":
        rules += [_range(assignment, new), _cadence(assignment, new)]
    return tuple(flaw for rule in rules for flaw in rule)


def fulfils(assignment: Assignment, new: Score) -> bool:
    """Whether the new music is what was asked for."""
    return not flaws(assignment, new)


def _voice_and_meter(assignment: Assignment, new: Score) -> Iterator[str]:
    if new.lower:
        yield f"there are {len(new.voices)} voices, not one"
    wanted = assignment.time
    if new.meter != wanted:
        yield f"the meter is {new.meter or 'not given'}, not {wanted}"
    for number, bar in enumerate(new.bars, 1):
        for event in bar.events:
            if isinstance(event, MeterChange) and event.meter != wanted:
                yield f"bar {number} changes the meter to {event.meter or 'none'}"


def _bars(assignment: Assignment, new: Score) -> Iterator[str]:
    meter = assignment.time
    if len(new.bars) != assignment.bars:
        yield f"there {_count(len(new.bars), 'bar')}, not {assignment.bars}"
    for number, bar in enumerate(new.bars, 1):
        if not _is_full(bar, meter):
            yield f"bar {number} {_lasts(bar.duration, meter)}, not {meter}"
        if not any(event.pitches for event in bar.events):
            yield f"bar {number} holds no note"


def _copied(assignment: Assignment, new: Score) -> Iterator[str]:
    """A continuation that is nothing but a stretch of the excerpt: whoever copies has not composed."""
    shown = [_held(bar) for bar in assignment.excerpt.bars] if assignment.excerpt else []
    found = [_held(bar) for bar in new.bars]
    if any(shown[start : start + len(found)] == found for start in range(len(shown) - len(found) + 1)):
        yield "the bars are a copy of bars shown"


def _is_full(bar: Bar, meter: Meter) -> bool:
    return bar.duration == meter.bar


def _lasts(duration: Fraction | int, meter: Meter) -> str:
    """How long a bar is, counted in the meter's unit where that can be."""
    parts = lcm(meter.unit, duration.denominator)
    return f"lasts {duration * parts}/{parts}" if parts <= _FINEST else "is of some other length"


def _key(assignment: Assignment, new: Score) -> Iterator[str]:
    key = assignment.scale
    if new.signature != key.signature or _tonic(new) != key.tonic:
        yield f"the header's key is not {key.name}"
    for number, bar in enumerate(new.bars, 1):
        for event in bar.events:
            if isinstance(event, KeyChange) and event.signature != key.signature:
                yield f"bar {number} changes the key"


def _tonic(score: Score) -> object:
    return score.tonic or (score.signature.major if isinstance(score.signature, KeySignature) else None)


def _range(assignment: Assignment, new: Score) -> Iterator[str]:
    assert assignment.range
    lowest, highest = assignment.range
    pitches = sorted(new.pitches, key=lambda pitch: pitch.midi)
    if pitches and pitches[-1].midi > highest.midi:
        yield f"the range goes up to {pitches[-1]}, beyond {highest}"
    if pitches and pitches[0].midi < lowest.midi:
        yield f"the range goes down to {pitches[0]}, beyond {lowest}"


def _cadence(assignment: Assignment, new: Score) -> Iterator[str]:
    key, tops = assignment.scale, _tops(new.bars)
    if not tops:
        return
    wanted = key.notes[4] if assignment.cadence == "dominant" else key.tonic
    if tops[-1].name != wanted:
        yield f"the last note is {tops[-1].name.spoken}, not {wanted.spoken}"
    if assignment.cadence == "step" and not _by_step(tops[-2:]):
        yield "the last note is not come to by step"
    if assignment.cadence == "period":
        middle = _tops(new.bars[: assignment.bars // 2][-1:])
        if not middle or middle[-1].name not in dominant_triad(assignment):
            yield f"bar {assignment.bars // 2} does not end on a note of the dominant triad"


def _tops(bars: Sequence[Bar]) -> list[Pitch]:
    """The notes of the melody: of a chord the highest, and one where two are tied."""
    tops: list[Pitch] = []
    tied: tuple[Pitch, ...] = ()
    for event in (event for bar in bars for event in bar.events if event.duration):
        if event.pitches:
            top = max(event.pitches, key=lambda pitch: pitch.midi)
            if not (tops and tops[-1] == top and top in tied):
                tops.append(top)
        tied = _ties(event)
    return tops


def _by_step(last: Sequence[Pitch]) -> bool:
    """Whether two notes lie a major or a minor second apart."""
    return any(abs(one.step - two.step) == 1 and abs(one.midi - two.midi) in {1, 2} for one, two in pairwise(last))


def _count(number: int, noun: str) -> str:
    return f"is 1 {noun}" if number == 1 else f"are {number} {noun}s"
