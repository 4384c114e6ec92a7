"""Name the interval between the first note and the last of a melody.

| level | intervals                                 | music                                                        |
|-------|-------------------------------------------|--------------------------------------------------------------|
| 1     | perfect, major and minor, up to the fifth | a bar of natural notes, treble clef, no signature            |
| 2     | those of a major scale, up to the octave  | a bar without accidentals, treble or bass, signature up to 2 |
| 3     | also augmented and diminished             | a bar with accidentals, signature up to 3                    |
| 4     | up to the twelfth                         | two bars, alto clef too, signature up to 5                   |
| 5     | from the ninth to the fifteenth           | two bars, signature up to 7, double sharps and flats         |

What decides: the first note, the last note, and the accidentals and the signature that bear on them. With the music
hidden an answer is a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.compose import EIGHTH, HALF, QUARTER, Length, Setting, melody, pitches, settings
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory.interval import Interval, transpose
from ssmr_bench.theory.pitch import size_in_semitones

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import Pitch

STEM = (
    "What is the interval between the first note and the last note of this music? "
    "Go by the note names as written: enharmonic spellings make different intervals. "
    "An interval wider than an octave goes by its full number (a ninth, not a second)."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Interval, ...]
    settings: tuple[Setting, ...]
    length: Length


def intervals(least: int, most: int, *qualities: str) -> tuple[Interval, ...]:
    """The intervals of these numbers and qualities, but for the diminished second, whose notes sound the same."""
    found = [
        Interval(number - 1, size_in_semitones(number - 1) + offset)
        for number in range(least, most + 1)
        for offset in range(-2, 2)
    ]
    return tuple(interval for interval in found if interval.quality in qualities and interval.semitones)


PLAIN = ("perfect", "major", "minor")
ALL = (*PLAIN, "augmented", "diminished")
SCALE = (*intervals(2, 8, *PLAIN), Interval.parse("augmented fourth"), Interval.parse("diminished fifth"))
_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(intervals(2, 5, *PLAIN), settings((TREBLE,), 0, 6, 0, 0), Length(1, (HALF, QUARTER))),
    2: Level(SCALE, settings((TREBLE, BASS), 2, 6, 0, 1), Length(1, (HALF, QUARTER))),
    3: Level(intervals(2, 8, *ALL), settings((TREBLE, BASS), 3, 8, 1, 1), Length(1, (QUARTER, EIGHTH))),
    4: Level(intervals(2, 12, *ALL), settings(_STAVES, 5, 8, 1, 1), Length(2, (HALF, QUARTER, EIGHTH))),
    5: Level(intervals(9, 15, *ALL), settings(_STAVES, 7, 8, 1, 2), Length(2, (HALF, QUARTER, EIGHTH))),
}


@cache
def ends(setting: Setting, interval: Interval) -> tuple[tuple[Pitch, Pitch], ...]:
    """Every pair of pitches in the setting that lie that interval apart, rising or falling."""
    allowed = pitches(setting)
    pairs = ((first, transpose(first, way)) for first in allowed for way in (interval, -interval))
    return tuple((first, last) for first, last in pairs if last in allowed)


@template(category="interval")
def interval_name(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.distinct(level.pool, 4)
    key = draw.key(options)
    setting = draw.choice(level.settings)
    first, last = draw.choice(ends(setting, key))
    score = melody(draw, setting, first, last, level.length.rhythm(draw))
    return Question(STEM, score, tuple(option.name for option in options), key.name)
