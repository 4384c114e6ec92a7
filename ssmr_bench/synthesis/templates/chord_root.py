"""Name the root of a triad that is written with accidentals.

The levels are those of `synthesis.triads`. On levels 1 to 3 a chord in any inversion is struck and then broken, on
levels 4 and 5 there are single notes alone, in any octave and order. From level 2 on the options lie a third apart, so
that third and fifth are often offered beside the root.

What decides: the notes, and the accidentals and the signature that bear on them. With the music hidden an answer is a
guess.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.triads import LEVELS, setting_for
from ssmr_bench.synthesis.voicing import broken, struck
from ssmr_bench.theory.pitch import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.chord import Harmony
    from ssmr_bench.theory.pitch import NoteName

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which note is its root? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


@template(category="chord")
def chord_root(draw: Draw) -> Question:
    """A question at the level of the draw."""
    triads = _by_root(draw.level)
    options = draw.distinct(tuple(triads), 4) if draw.level == 1 else draw.shuffle(_thirds(draw, triads))
    key = draw.key(options)
    triad = draw.choice(triads[key])
    setting = setting_for(draw, triad)
    score = broken(draw, setting, triad) if LEVELS[draw.level].broken else struck(draw, setting, triad)
    return Question(STEM, score, tuple(option.full for option in options), key.full)


@cache
def _by_root(level: int) -> dict[NoteName, tuple[Harmony, ...]]:
    """The triads of a level on each note that may be offered."""
    pool = LEVELS[level].pool
    return {root: tuple(t for t in pool if t.root == root) for root in dict.fromkeys(triad.root for triad in pool)}


def _thirds(draw: Draw, roots: Iterable[NoteName]) -> list[NoteName]:
    """Four notes on letters a third apart."""
    lowest = draw.below(7)
    letters = [LETTERS[(lowest + third) % 7] for third in (0, 2, 4, 6)]
    return [draw.choice([root for root in roots if root.letter == letter]) for letter in letters]
