"""Name the root of a triad that is written with accidentals.

The levels are those of `synthesis.triads`. On levels 1 to 3 a chord in any inversion is struck and then broken, on
levels 4 and 5 there are single notes alone, in any octave and order. On levels 2 and 3 the options are a stack of
thirds, so that third and fifth are often offered beside the root; on levels 4 and 5 they are two letters a third or a
fifth apart, each with two accidentals.

What decides: the notes, and from level 4 on the accidentals and the signature that bear on them. With the music hidden
an answer is a guess.

Open: the root by its name, or in ABC under no key signature; the key's name is right, in whatever octave.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.synthesis import reply
from ssmr_bench.synthesis.open_form import OpenForm, is_key
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.triads import LEVELS, setting_for
from ssmr_bench.synthesis.voicing import broken, struck
from ssmr_bench.theory.pitch import LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.chord import Harmony
    from ssmr_bench.theory.pitch import NoteName

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which note is its root? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


OPEN = OpenForm(hint=reply.NAME_A_NOTE, read=reply.name, holds=is_key(reply.name), asked="root")


@template(category="chord", open_form=OPEN)
def chord_root(draw: Draw) -> Question:
    """A question at the level of the draw."""
    triads = _by_root(draw.level)
    kind = {1: _any, 2: _stack, 3: _stack}.get(draw.level, _pairs)
    options = draw.shuffle(kind(draw, tuple(triads)))
    key = draw.key(options)
    triad = draw.choice(_most_offered(triads[key], options))
    setting = setting_for(draw, triad)
    score = broken(draw, setting, triad) if LEVELS[draw.level].broken else struck(draw, setting, triad)
    return Question(STEM, score, tuple(option.full for option in options), key.full)


@cache
def _by_root(level: int) -> dict[NoteName, tuple[Harmony, ...]]:
    """The triads of a level on each note that may be offered."""
    pool = LEVELS[level].pool
    return {root: tuple(t for t in pool if t.root == root) for root in dict.fromkeys(triad.root for triad in pool)}


def _most_offered(triads: Sequence[Harmony], options: Sequence[NoteName]) -> list[Harmony]:
    """The triads that hold as many of the options as any: else an option that sounds would often be the key alone."""
    held = [sum(name in options for name in triad.members) for triad in triads]
    return [triad for triad, count in zip(triads, held, strict=True) if count == max(held)]


def _any(draw: Draw, roots: Sequence[NoteName]) -> Sequence[NoteName]:
    return draw.distinct(roots, 4)


def _stack(draw: Draw, roots: Sequence[NoteName]) -> Sequence[NoteName]:
    """Four notes, each a minor or a major third above the one before."""
    while True:
        stack = [draw.choice(roots)]
        while len(stack) < 4 and (above := [name for name in roots if name.fifth - stack[-1].fifth in {-3, 4}]):
            stack.append(draw.choice(above))
        if len(stack) == 4:
            return stack


def _pairs(draw: Draw, roots: Sequence[NoteName]) -> Sequence[NoteName]:
    """Two letters a third or a fifth apart, each with two accidentals."""
    lower = draw.below(7)
    letters = LETTERS[lower], LETTERS[(lower + draw.choice((2, 4))) % 7]
    return [name for letter in letters for name in draw.distinct([root for root in roots if root.letter == letter], 2)]
