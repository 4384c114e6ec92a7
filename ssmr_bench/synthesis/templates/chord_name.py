"""Name the triad that the notes make up.

| level | triads                                 | music                                                           |
|-------|----------------------------------------|-----------------------------------------------------------------|
| 1     | major and minor on the natural notes   | a chord in root position, treble clef, no signature             |
| 2     | also diminished and augmented          | a chord in root position, treble or bass, signature up to 2     |
| 3     | also on sharp and flat notes           | a chord in any inversion, signature up to 4                     |
| 4     | the same                               | a bar of single notes in any order, any clef, signature up to 5 |
| 5     | also those with double sharps or flats | two bars of single notes in any order, signature up to 7        |

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
from ssmr_bench.synthesis.voicing import Texture
from ssmr_bench.theory.chord import TRIADS, Harmony, Quality
from ssmr_bench.theory.pitch import LETTERS, NoteName

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which one? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Harmony, ...]
    settings: tuple[Setting, ...]
    texture: Texture


def triads(roots: int, members: int, *qualities: Quality) -> tuple[Harmony, ...]:
    """The triads of these qualities with at most so many sharps or flats on the root, and on any member."""
    names = [NoteName(letter, alteration) for letter in LETTERS for alteration in range(-roots, roots + 1)]
    triads = [Harmony(root, quality) for root in names for quality in qualities]
    return tuple(triad for triad in triads if all(abs(name.alteration) <= members for name in triad.members))


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(triads(0, 1, "major", "minor"), settings((TREBLE,), 0, 6, 1, 1), Texture(inversions=1)),
    2: Level(triads(0, 1, *TRIADS), settings((TREBLE, BASS), 2, 6, 1, 1), Texture(inversions=1)),
    3: Level(triads(1, 1, *TRIADS), settings((TREBLE, BASS), 4, 8, 1, 1), Texture()),
    4: Level(triads(1, 1, *TRIADS), settings(_STAVES, 5, 8, 1, 1), Texture(broken=True)),
    5: Level(triads(1, 2, *TRIADS), settings(_STAVES, 7, 8, 1, 2), Texture(bars=2, broken=True)),
}


@template(category="chord")
def chord_name(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.distinct(level.pool, 4)
    key = draw.key(options)
    setting = draw.choice([setting for setting in level.settings if all(map(setting.allows, key.members))])
    score = level.texture.score(draw, setting, key)
    return Question(STEM, score, tuple(option.name for option in options), key.name)
