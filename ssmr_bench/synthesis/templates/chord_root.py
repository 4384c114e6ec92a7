"""Name the root of a triad that is written with accidentals.

| level | triads                                 | music                                                           |
|-------|----------------------------------------|-----------------------------------------------------------------|
| 1     | major and minor on the natural notes   | a chord in any inversion, treble clef, no signature             |
| 2     | also diminished and augmented          | a chord in any inversion, treble or bass, signature up to 2     |
| 3     | also on sharp and flat notes           | a chord in any inversion, signature up to 4                     |
| 4     | the same                               | a bar of single notes in any order, any clef, signature up to 5 |
| 5     | also those with double sharps or flats | two bars of single notes in any order, signature up to 7        |

From level 2 on the options lie a third apart, so that third and fifth are often offered beside the root.
What decides: the notes, and the accidentals and the signature that bear on them. With the music hidden an answer is a
guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.compose import Setting, settings
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.chord_name import triads
from ssmr_bench.synthesis.voicing import Texture
from ssmr_bench.theory.chord import TRIADS, Harmony
from ssmr_bench.theory.pitch import LETTERS

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import NoteName

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which note is its root? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Harmony, ...]
    settings: tuple[Setting, ...]
    texture: Texture
    thirds: bool = True
    """Whether the options lie a third apart."""

    @property
    def roots(self) -> list[NoteName]:
        """The notes that may be offered."""
        return sorted({triad.root for triad in self.pool}, key=lambda name: (name.letter, name.alteration))


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(triads(0, 1, "major", "minor"), settings((TREBLE,), 0, 6, 1, 1), Texture(), thirds=False),
    2: Level(triads(0, 1, *TRIADS), settings((TREBLE, BASS), 2, 6, 1, 1), Texture()),
    3: Level(triads(1, 1, *TRIADS), settings((TREBLE, BASS), 4, 8, 1, 1), Texture()),
    4: Level(triads(1, 1, *TRIADS), settings(_STAVES, 5, 8, 1, 1), Texture(broken=True)),
    5: Level(triads(1, 2, *TRIADS), settings(_STAVES, 7, 8, 1, 2), Texture(bars=2, broken=True)),
}


@template(category="chord")
def chord_root(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.shuffle(_thirds(draw, level.roots)) if level.thirds else draw.distinct(level.roots, 4)
    key = draw.key(options)
    triad = draw.choice([triad for triad in level.pool if triad.root == key])
    setting = draw.choice([setting for setting in level.settings if all(map(setting.allows, triad.members))])
    score = level.texture.score(draw, setting, triad)
    return Question(STEM, score, tuple(option.spoken for option in options), key.spoken)


def _thirds(draw: Draw, roots: list[NoteName]) -> list[NoteName]:
    """Four notes on letters a third apart."""
    lowest = draw.below(7)
    letters = [LETTERS[(lowest + third) % 7] for third in (0, 2, 4, 6)]
    return [draw.choice([root for root in roots if root.letter == letter]) for letter in letters]
