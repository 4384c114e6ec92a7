"""Name the triad that the notes make up.

The levels are those of `synthesis.triads`. On levels 1 and 2 a chord in root position is struck and then broken, on
level 3 a chord in any inversion; on levels 4 and 5 there are single notes alone, in any octave and order. The roots of
the options are on two letters on level 3, on one on levels 4 and 5: there the accidentals alone tell them apart.

What decides: the notes, and the accidentals and the signature that bear on them. With the music hidden an answer is a
guess.

Open: the triad by root and quality, in words or as a chord symbol; the key alone is right. A list of its notes is no
answer, and an inversion that is added does not count.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.triads import LEVELS, setting_for
from ssmr_bench.synthesis.voicing import broken, struck
from ssmr_bench.theory import wording
from ssmr_bench.theory.chord import Harmony
from ssmr_bench.theory.pitch import LETTERS

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which one? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


@cache
def _groups(level: int) -> tuple[tuple[Harmony, ...], ...]:
    """What options are drawn from together."""
    pool = LEVELS[level].pool
    if level <= 2:
        return (pool,)
    letters = combinations(LETTERS, 2) if level == 3 else zip(LETTERS)
    return tuple(tuple(triad for triad in pool if triad.root.letter in group) for group in letters)


OPEN = OpenForm(
    hint="Answer with the root and the quality of the triad, as in 'F-double-sharp minor triad'.",
    read=lambda _, text: wording.harmony(text),
    holds=lambda problem, triad: triad == Harmony.parse(problem.key),
    said=lambda triad: triad.name,
)


@template(category="chord", open_form=OPEN)
def chord_name(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.distinct(draw.choice(_groups(draw.level)), 4)
    key = draw.key(options)
    setting = setting_for(draw, key)
    inversions = 1 if draw.level <= 2 else 3
    score = broken(draw, setting, key) if level.broken else struck(draw, setting, key, inversions)
    return Question(STEM, score, tuple(option.name for option in options), key.name)
