"""When two problems are the same: a form that transposition, respelling and other options leave as it is.

Only what a reader must work through counts: the rhythm, the sounds relative to the first one, and what varies in the
stem. So a copy in another key, clef or spelling, or with other distractors, is no new problem, and what one form is
sorted into, the training or the test side, all its copies are. Another rhythm, or another octave for one of the notes,
does make a new form: two problems of one triad may differ in these alone.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Score

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.notation.score import Event
    from ssmr_bench.synthesis.problem import Question
    from ssmr_bench.theory.pitch import Pitch

SIDES = ("test", "train")
_TEST_SHARE = 8
"""One form in so many is on the test side."""


def canonical(template: str, question: Question) -> str:
    """The form of a question.

    Where the options are the music, it is what these share: the rhythm and the moves on the staff. It leaves out
    which of them is asked for, and so a choice between forms never leans to one.
    """
    if question.score:
        music = {sound(question.score)}
    else:
        music = {_outline(option) for option in question.options if isinstance(option, Score)}
    return f"{template}:{question.varied}:{'/'.join(sorted(music))}"


def side(form: str) -> str:
    """The split that a form belongs to, by its digest."""
    return SIDES[min(1, sha256(form.encode()).digest()[0] % _TEST_SHARE)]


def sound(score: Score) -> str:
    """The form of a piece of music alone: bars of durations and sounds, counted in semitones from the first."""
    return _written(score, lambda pitch: pitch.midi)


def _outline(score: Score) -> str:
    """Bars of durations and places, counted in lines and spaces from the first."""
    return _written(score, lambda pitch: pitch.step)


def _written(score: Score, height: Callable[[Pitch], int]) -> str:
    first = height(score.pitches[0]) if score.pitches else 0

    def event(event: Event) -> str:
        return f"{event.duration}@{'+'.join(str(height(pitch) - first) for pitch in event.pitches)}"

    return "|".join(" ".join(map(event, bar.events)) for bar in score.bars)
