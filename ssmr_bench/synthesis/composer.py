"""Composes tunes: motifs that return, phrases that ask and answer, cadences, and rhythm that shows the meter."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import TREBLE, Bar, Clef, Note, Score
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.key import Key
    from ssmr_bench.theory.meter import Meter

_FORMS = {1: ("d",), 2: ("a", "d"), 3: ("a", "b", "d"), 4: ("a", "b", "a", "d"), 8: tuple("abacabad")}
"""The bars of a tune by their motifs: `c` closes the question on the dominant, `d` the answer on the tonic."""

_HARMONIES = {
    1: ((1,),),
    2: ((1, 1), (4, 1), (5, 1)),
    3: ((1, 4, 1), (1, 2, 1), (1, 5, 1)),
    4: ((1, 4, 1, 1), (1, 5, 1, 1), (1, 2, 1, 1), (1, 6, 1, 1)),
    8: ((1, 4, 1, 5, 1, 4, 1, 1), (1, 6, 1, 5, 1, 6, 1, 1), (1, 2, 1, 5, 1, 2, 1, 1)),
}
"""The degree on which each bar's triad stands."""

_SIMPLE = ((1,), (1,), (Fraction(1, 2), Fraction(1, 2)))
_COMPOUND = ((1,), (Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 3),) * 3)
_LIVELY = (
    (Fraction(3, 4), Fraction(1, 4)),
    (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
    (Fraction(1, 4),) * 4,
)
_LILTING = ((Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), Fraction(1, 6)))
"""How a beat may be divided; those further down are for lively tunes."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a tune is to be like."""

    key: Key
    meter: Meter
    bars: int = 4
    """1, 2, 3, 4 or 8."""
    clef: Clef = TREBLE
    reach: int = 6
    """Lines and spaces from the middle line, up or down."""
    lively: bool = False
    """Whether beats are divided in four, and leaps go beyond a fourth."""
    leading: bool = False
    """Whether a minor dominant raises the seventh degree."""
    ends: tuple[Pitch, Pitch] | None = None
    """The first note and the last, where they are given; the tune then need not end on its tonic."""


def compose(draw: Draw, brief: Brief) -> Score:
    """A tune to the brief: every bar full, every note of the key, the last one its tonic."""
    motifs = {name: _motif(draw, brief, closing=name in "cd") for name in dict.fromkeys(_FORMS[brief.bars])}
    plan = list(zip(_FORMS[brief.bars], draw.choice(_HARMONIES[brief.bars]), strict=True))
    singer = _Singer(draw, brief)
    sung: dict[tuple[str, int], list[int]] = {}
    bars = []
    for number, (motif, degree) in enumerate(plan):
        after = sung.get(plan[number + 1]) if number + 1 < len(plan) else None
        phrase = _Phrase(motifs[motif], degree, motif, _arch((number + 1) / brief.bars), after[0] if after else None)
        steps = sung.setdefault((motif, degree), sung.get((motif, degree)) or singer.bar(phrase))
        singer.at = steps[-1]
        pitches = [_pitch(brief, step, degree) for step in steps]
        if brief.ends and number == 0:
            pitches[0] = brief.ends[0]
        if brief.ends and number == len(plan) - 1:
            pitches[-1] = brief.ends[1]
        bars.append(Bar(tuple(map(Note, pitches, phrase.rhythm))))
    tonic = None if brief.key.mode == "major" else brief.key.tonic
    return Score(tuple(bars), brief.clef, brief.key.signature, brief.meter, tonic)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a bar is to be sung to."""

    rhythm: tuple[Fraction, ...]
    degree: int
    motif: str
    lift: float
    """How high it lies, from -1 to 1."""
    onward: int | None
    """Where the next bar begins, if that is known: its motif has been sung before."""


def _motif(draw: Draw, brief: Brief, *, closing: bool) -> tuple[Fraction, ...]:
    """The durations of a bar; those of a motif that returns are no single note."""
    durations = _rhythm(draw, brief, closing=closing)
    while len(durations) == 1 and not closing:
        durations = _rhythm(draw, brief, closing=closing)
    return durations


def _rhythm(draw: Draw, brief: Brief, *, closing: bool) -> tuple[Fraction, ...]:
    """The durations of a bar; a closing one comes to rest on its last beats."""
    beats = list(brief.meter.beat_lengths)
    rest, longest = Fraction(0), max(beats)
    while closing and len(beats) > 1 and (rest < longest or draw.below(2)):
        rest += beats.pop()
    durations: list[Fraction] = []
    while beats:
        beat = beats.pop(0)
        if beats and beats[0] == beat and not closing and draw.below(5) == 0:
            whole = beat + beats.pop(0)
            durations += [whole] if draw.below(2) else [whole * Fraction(3, 4), whole * Fraction(1, 4)]
        else:
            durations += [beat * part for part in draw.choice(_divisions(beat, brief.lively))]
    return (*durations, rest) if rest else tuple(durations)


@cache
def _divisions(beat: Fraction, lively: bool) -> tuple[tuple[Fraction | int, ...], ...]:
    if beat.numerator == 3:
        return _COMPOUND + _LILTING if lively else _COMPOUND
    if beat <= Fraction(1, 8):
        return _SIMPLE[:1]
    return _SIMPLE + _LIVELY if lively else _SIMPLE


def _pitch(brief: Brief, step: int, degree: int) -> Pitch:
    """The note of the key on a place of the staff; in minor the dominant's third may be raised."""
    letter = Pitch.at_step(step).letter
    name = next(name for name in brief.key.notes if name.letter == letter)
    seventh = brief.key.notes[6]
    raised = brief.leading and brief.key.mode == "minor" and degree == 5 and name == seventh
    return Pitch.at_step(step, name.alteration + raised)


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where the line must come to, if anywhere, within so many more notes."""

    place: int | None
    notes: int

    def missed(self, step: int) -> float:
        """What it costs to be too far off to come there in small moves."""
        return 0.0 if self.place is None else max(0, abs(self.place - step) - 2 * self.notes) * 4.0


class _Singer:
    """Finds one note after the other, as a voice would: near the last one, on the harmony where the beat is strong."""

    def __init__(self, draw: Draw, brief: Brief) -> None:
        self._draw = draw
        self._brief = brief
        middle = brief.clef.middle.step
        self._range = range(middle - brief.reach, middle + brief.reach + 1)
        self._tonic = Pitch(brief.key.tonic.letter, 0, 0).step % 7
        start = min(self._tones(1), key=lambda step: (abs(step - middle + 2), step))
        self.at = brief.ends[0].step if brief.ends else start
        self._opening = brief.ends is not None
        self._leapt = 0
        """Where the last step was a leap: its direction."""

    def bar(self, phrase: _Phrase) -> list[int]:
        """A place on the staff for each note of a bar."""
        steps: list[int] = []
        start = Fraction(0)
        strong = set(self._brief.meter.beat_starts)
        ends = self._brief.ends
        homes = [ends[1].step] if ends else [step for step in self._range if step % 7 == self._tonic]
        home = min(homes, key=lambda step: abs(step - self.at)) if phrase.motif == "d" else phrase.onward
        for left, duration in zip(reversed(range(len(phrase.rhythm))), phrase.rhythm, strict=True):
            if self._opening:
                goal, self._opening = [self.at], False
            elif not left and phrase.motif == "d":
                goal = homes
            elif (not left and phrase.motif == "c") or start in strong:
                goal = self._tones(5 if phrase.motif == "c" and not left else phrase.degree)
            else:
                goal = [step for step in (self.at - 1, self.at + 1) if step in self._range]
            steps.append(self._next(goal, phrase.lift, _Aim(home, left + (phrase.motif != "d"))))
            start += duration
        return steps

    def _next(self, goal: Sequence[int], lift: float, aim: _Aim) -> int:
        """The best of the places: a small move, back after a leap, not the same note again, and with the contour."""
        wanted = self._brief.clef.middle.step + lift * (self._brief.reach - 3)
        reach = 4 if self._brief.lively else 2

        def cost(step: int) -> tuple[float, int]:
            move = step - self.at
            leap = max(0, abs(move) - reach) * 3
            back = 4 if self._leapt * move > 0 else 0
            still = 3 if move == 0 else 0
            chance = self._draw.below(300) / 100
            return leap + aim.missed(step) + back + still + abs(move) / 2 + abs(step - wanted) / 3 + chance, step

        best = min(map(cost, goal))[1]
        move = best - self.at
        self._leapt = (move > 0) - (move < 0) if abs(move) > 2 else 0
        self.at = best
        return best

    def _tones(self, degree: int) -> list[int]:
        """The places of a triad's notes in the range."""
        tones = {(self._tonic + degree - 1 + third) % 7 for third in (0, 2, 4)}
        return [step for step in self._range if step % 7 in tones]


def _arch(progress: float) -> float:
    """The height of the line, from -1 to 1: up to the middle of the tune and down again."""
    return 1 - abs(2 * progress - 1) * 1.5
