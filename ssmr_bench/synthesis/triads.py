"""The triads of each level, and where they are written; the templates about chords share them.

| level | triads                                 | music                                                |
|-------|----------------------------------------|------------------------------------------------------|
| 1     | major and minor on the natural notes   | notes at once, treble, no signature                  |
| 2     | also diminished and augmented          | notes at once, treble or bass, signature up to 2     |
| 3     | also on sharp and flat notes           | notes at once, a ledger line more, signature up to 4 |
| 4     | the same                               | one after the other, any clef, signature up to 5     |
| 5     | also those with double sharps or flats | one after the other, any clef, signature up to 7     |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.setting import Setting, settings
from ssmr_bench.theory.chord import TRIADS, Harmony, Quality
from ssmr_bench.theory.pitch import LETTERS, NoteName

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Harmony, ...]
    settings: tuple[Setting, ...]
    broken: bool = False
    """Whether notes come one after the other, in any octave and order, or at once."""


def triads(roots: int, members: int, *qualities: Quality) -> tuple[Harmony, ...]:
    """The triads of these qualities with at most so many sharps or flats on the root, and on any member."""
    names = [NoteName(letter, alteration) for letter in LETTERS for alteration in range(-roots, roots + 1)]
    every = [Harmony(root, quality) for root in names for quality in qualities]
    return tuple(triad for triad in every if all(abs(name.alteration) <= members for name in triad.members))


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(triads(0, 1, "major", "minor"), settings((TREBLE,), 0, 6, 1, 1)),
    2: Level(triads(0, 1, *TRIADS), settings((TREBLE, BASS), 2, 6, 1, 1)),
    3: Level(triads(1, 1, *TRIADS), settings((TREBLE, BASS), 4, 8, 1, 1)),
    4: Level(triads(1, 1, *TRIADS), settings(_STAVES, 5, 8, 1, 1), broken=True),
    5: Level(triads(1, 2, *TRIADS), settings(_STAVES, 7, 8, 1, 2), broken=True),
}


def setting_for(draw: Draw, triad: Harmony) -> Setting:
    """A setting of the draw's level in which the triad may be written."""
    return draw.choice(_settings(draw.level, triad))


@cache
def _settings(level: int, triad: Harmony) -> tuple[Setting, ...]:
    return tuple(setting for setting in LEVELS[level].settings if setting.allows_all(triad.members))


@cache
def fitting(setting: Setting, level: int, quality: Quality) -> tuple[Harmony, ...]:
    """The triads of a level and a quality that may be written in the setting."""
    return tuple(t for t in LEVELS[level].pool if t.quality == quality and setting.allows_all(t.members))
