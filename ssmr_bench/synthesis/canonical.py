"""When two problems are the same: a form that transposition, respelling and other options leave as it is.

Only what a reader must work through counts: the rhythm, the sounds relative to the first one, and what varies in the
stem. So a copy in another key, clef or spelling, or with other distractors, is no new problem, and what one form is
sorted into, the training or the test side, all its copies are.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Score

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Event
    from ssmr_bench.synthesis.problem import Question

SIDES = ("test", "train")
_TEST_SHARE = 8
"""One form in so many is on the test side."""


def canonical(template: str, question: Question) -> str:
    """The form of a question.

    It leaves out which of the options is asked for: a choice between forms then never leans to one of them.
    """
    music = [question.score] if question.score else [o for o in question.options if isinstance(o, Score)]
    return f"{template}:{question.varied}:{'/'.join(sorted(map(_sound, music)))}"


def side(form: str) -> str:
    """The split that a form belongs to, by its digest."""
    return SIDES[min(1, sha256(form.encode()).digest()[0] % _TEST_SHARE)]


def _sound(score: Score) -> str:
    """Bars of durations and sounds, counted in semitones from the first."""
    first = score.pitches[0].midi if score.pitches else 0
    return "|".join(" ".join(_event(event, first) for event in bar.events) for bar in score.bars)


def _event(event: Event, first: int) -> str:
    return f"{event.duration}@{'+'.join(str(pitch.midi - first) for pitch in event.pitches)}"
