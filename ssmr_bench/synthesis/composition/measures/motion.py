"""How the melody moves: how far it reaches, how far it leaps, and what it does after a leap."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure
from ssmr_bench.theory.pitch import size_in_semitones

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Tone
    from ssmr_bench.synthesis.composition.measures import Subject

_STEP, _THIRD, _FIFTH = 2, 4, 7
_HARD = 10
"""A minor seventh."""


@measure("semitones", "0 and up", Band(2, 5, 21, 36))
def pitch_range(subject: Subject) -> float:
    """From the lowest note to the highest."""
    keys = [tone.midi for tone in subject.line.tones]
    return max(keys) - min(keys)


@measure("share of moves", "0 to 1", Band(0.4, 0.75))
def small_moves(subject: Subject) -> float:
    """Moves of a third at most, as a share of all moves from note to note; 0 where there are none.

    Melodies of all traditions move mostly by small intervals (Huron, Sweet Anticipation, 2006, chapter 5).
    """
    moves = subject.line.moves
    return sum(abs(move) <= _THIRD for move in moves) / len(moves) if moves else 0.0


@measure("share of moves", "0 to 1", Band(-1, 0, 0.05, 0.2))
def wide_leaps(subject: Subject) -> float:
    """Leaps wider than a fifth, as a share of all moves; 1 of a single note."""
    moves = subject.line.moves
    return sum(abs(move) > _FIFTH for move in moves) / len(moves) if moves else 1.0


@measure("share of moves", "0 to 1", Band(0.1, 0.3, 0.65, 0.85))
def turns(subject: Subject) -> float:
    """How often the melody turns from up to down or from down to up, as a share of its moves; repeated notes aside.

    0 of fewer than three pitches. A scale hardly turns, two notes in alternation do nothing else.
    """
    moves = [move for move in subject.line.moves if move]
    return sum(one * other < 0 for one, other in pairwise(moves)) / (len(moves) - 1) if len(moves) > 1 else 0.0


@measure("share of leaps", "0 to 1", Band(0, 0.5))
def recovered_leaps(subject: Subject) -> float | None:
    """Leaps of a fifth or more after which the melody turns back by a third at most, as a share of those that go on.

    Does not apply where there is no such leap.
    """
    leaps = [(move, onward) for move, onward in pairwise(subject.line.moves) if abs(move) >= _FIFTH]
    turned = sum(0 < -onward * (1 if move > 0 else -1) <= _THIRD for move, onward in leaps)
    return turned / len(leaps) if leaps else None


@measure("share of moves", "0 to 1", Band(-1, 0, 0.02, 0.1))
def hard_leaps(subject: Subject) -> float:
    """Moves that are hard to sing and not resolved, as a share of all moves.

    Hard are augmented and diminished intervals by their spelling (but for the chromatic semitone), and sevenths and
    whatever is wider, but for the octave. They are resolved where the melody turns back by a step. 1 of a single note.
    """
    tones = subject.line.tones
    onward: list[Tone | None] = [*tones[2:], None]
    moves = zip(tones, tones[1:], onward, strict=False)
    hard = sum(_is_hard(one, other) and not _resolves(one, other, then) for one, other, then in moves)
    return hard / (len(tones) - 1) if len(tones) > 1 else 1.0


def _is_hard(one: Tone, other: Tone) -> bool:
    low, high = sorted((one, other), key=lambda tone: (tone.step, tone.midi))
    steps, semitones = high.step - low.step, high.midi - low.midi
    if steps == 0:
        return semitones > 1
    if semitones >= _HARD:
        return semitones != 12
    bent = semitones - size_in_semitones(steps)
    return bent not in ((0,) if steps % 7 in {0, 3, 4} else (0, -1))


def _resolves(one: Tone, other: Tone, then: Tone | None) -> bool:
    return then is not None and 0 < (other.midi - then.midi) * (1 if other.midi > one.midi else -1) <= _STEP
