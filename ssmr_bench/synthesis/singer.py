"""Finds the notes of a tune one after the other, as a voice would."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.brief import Brief
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.key import Key
    from ssmr_bench.theory.meter import Meter


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a bar is to be sung to."""

    rhythm: tuple[Fraction, ...]
    degree: int
    motif: str
    lift: float
    """How high it lies, from -1 to 1."""
    onward: int | None
    """Where the next bar begins, if that is known: its motif has been sung before."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where the line must come to, if anywhere, within so many more notes."""

    place: int | None
    notes: int

    @property
    def next(self) -> int | None:
        """The place in its octave, if it comes next."""
        return None if self.place is None or self.notes != 1 else self.place % 7

    def missed(self, step: int) -> float:
        """What it costs to be too far off to come there in small moves."""
        if self.place is None:
            return 0.0
        off = abs(self.place - step)
        return max(0, off - 2 * self.notes) * 4.0 + max(0, off - 5 * self.notes) * 30.0


class Singer:
    """Finds one note after the other, as a voice would: near the last one, on the harmony where the beat is strong."""

    def __init__(self, draw: Draw, brief: Brief) -> None:
        self._draw = draw
        self._brief = brief
        self._range, self._middle, self._swing = brief.places, brief.middle, brief.swing
        self._tonic = Pitch(brief.key.tonic.letter, 0, 0).step % 7
        self._alterations = {Pitch(name.letter, 0, 0).step: name.alteration for name in brief.key.notes}
        start = min(self._tones(1), key=lambda step: (abs(step - self._middle + 2), step))
        self.at = brief.ends[0].step if brief.ends else start
        self._raises = brief.leading and brief.key.mode == "minor"
        self._hard = _hard_moves(brief.key, leading=self._raises)
        self._opening = brief.ends is not None
        self._past: list[int] = []
        """The last places before this one."""
        self._leapt = 0
        """Where the last step was a leap: its direction."""

    def bar(self, phrase: Phrase) -> list[int]:
        """A place on the staff for each note of a bar."""
        steps: list[int] = []
        ends = self._brief.ends
        homes = [ends[1].step] if ends else [step for step in self._range if step % 7 == self._tonic]
        home = min(homes, key=lambda step: abs(step - self.at)) if phrase.motif == "d" else phrase.onward
        beats = _on_beats(self._brief.meter, phrase.rhythm)
        for left, on_beat in zip(reversed(range(len(beats))), beats, strict=True):
            if self._opening:
                goal, self._opening = [self.at], False
            elif not left and phrase.motif == "d":
                goal = homes
            elif (not left and phrase.motif == "c") or on_beat:
                goal = self._tones(5 if phrase.motif == "c" and not left else phrase.degree)
            else:
                goal = [step for step in (self.at - 1, self.at + 1) if step in self._range]
            if phrase.motif == "d" and left == 1:
                # The last note is come to, not struck again.
                goal = [step for step in goal if step != home] or goal
            steps.append(self._next(goal, phrase.lift, _Aim(home, left + (phrase.motif != "d"))))
        return steps

    def pitches(self, steps: Sequence[int], degree: int) -> list[Pitch]:
        """The notes of the key on these places; a minor's seventh is raised on the dominant and before the tonic."""
        pitches = []
        for step, onward in zip(steps, [*steps[1:], None], strict=True):
            leads = self._raises and step % 7 == (self._tonic + 6) % 7 and (degree == 5 or onward == step + 1)
            pitches.append(Pitch.at_step(step, self._alterations[step % 7] + leads))
        return pitches

    def _next(self, goal: Sequence[int], lift: float, aim: _Aim) -> int:
        """The best of the places: a small move, back after a leap, not the same note again, and with the contour."""
        wanted = self._middle + lift * self._swing
        reach = 4 if self._brief.lively else 2

        def cost(step: int) -> tuple[float, int]:
            move = step - self.at
            leap = max(0, abs(move) - reach) * 3 + max(0, abs(move) - 5) * 30
            back = 4 if self._leapt * move > 0 else 0
            still = 3 if move == 0 else 0
            still += 2 if self._past[-2:] == [self.at, step] else 0
            chance = self._draw.below(300) / 100
            hard = 20 * (((self.at % 7, step % 7) in self._hard) + ((step % 7, aim.next) in self._hard))
            return leap + aim.missed(step) + back + still + hard + abs(move) / 2 + abs(step - wanted) / 3 + chance, step

        best = min(map(cost, goal))[1]
        move = best - self.at
        self._leapt = (move > 0) - (move < 0) if abs(move) > 2 else 0
        self._past = [*self._past[-2:], self.at]
        self.at = best
        return best

    def _tones(self, degree: int) -> list[int]:
        """The places of a triad's notes in the range."""
        tones = {(self._tonic + degree - 1 + third) % 7 for third in (0, 2, 4)}
        return [step for step in self._range if step % 7 in tones]


@cache
def _hard_moves(key: Key, *, leading: bool) -> frozenset[tuple[int, int]]:
    """What is hard to sing, as places within the octave: the tritone, and the step to a raised seventh degree."""
    lowest, *_, highest = sorted(key.notes, key=lambda name: name.fifth)
    pairs = [(lowest, highest), *([(key.notes[5], key.notes[6])] if leading else [])]
    steps = [(Pitch(one.letter, 0, 0).step, Pitch(other.letter, 0, 0).step) for one, other in pairs]
    return frozenset(steps + [(other, one) for one, other in steps])


@cache
def _on_beats(meter: Meter, rhythm: tuple[Fraction, ...]) -> tuple[bool, ...]:
    """Which notes of a bar begin with a beat."""
    beats = set(accumulate(meter.beam_groups, initial=Fraction(0)))
    return tuple(start in beats for start in accumulate(rhythm[:-1], initial=Fraction(0)))
