"""Name the triad that the notes make up.

| level | triads                                 | music                                                               |
|-------|----------------------------------------|---------------------------------------------------------------------|
| 1     | major and minor on the natural notes   | a bar of the chord in root position, treble clef, no signature      |
| 2     | also diminished and augmented          | the same in treble or bass, signature up to 2                       |
| 3     | also on sharp and flat notes           | a bar of the chord in any inversion, signature up to 4              |
| 4     | the same                               | a bar of single notes, any order, alto clef too, signature up to 5  |
| 5     | also those with double sharps or flats | two bars of single notes in any order, signature up to 7            |

What decides: the notes, and the accidentals and the signature that bear on them. With the music hidden an answer is a
guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.compose import EIGHTH, HALF, QUARTER, Length, Setting, pitches, settings
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory.chord import QUALITIES, Quality, Triad
from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.drawing import Draw

STEM = (
    "The notes of this music, in whatever octave and order, make up one triad. Which one? "
    "Go by the note names as written: enharmonic spellings make different triads."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Triad, ...]
    settings: tuple[Setting, ...]
    inversions: int = 3
    """How many of the three members may lie lowest, from the root up."""
    bars: int = 1
    broken: bool = False
    """Whether the notes come one after the other, in any octave and order, or all at once."""


def _triads(roots: int, members: int, *qualities: Quality) -> tuple[Triad, ...]:
    """The triads of these qualities with at most so many sharps or flats on the root, and on any member."""
    names = [NoteName(letter, alteration) for letter in LETTERS for alteration in range(-roots, roots + 1)]
    triads = [Triad(root, quality) for root in names for quality in qualities]
    return tuple(triad for triad in triads if all(abs(name.alteration) <= members for name in triad.members))


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(_triads(0, 1, "major", "minor"), settings((TREBLE,), 0, 6, 1, 1), inversions=1),
    2: Level(_triads(0, 1, *QUALITIES), settings((TREBLE, BASS), 2, 6, 1, 1), inversions=1),
    3: Level(_triads(1, 1, *QUALITIES), settings((TREBLE, BASS), 4, 8, 1, 1)),
    4: Level(_triads(1, 1, *QUALITIES), settings(_STAVES, 5, 8, 1, 1), broken=True),
    5: Level(_triads(1, 2, *QUALITIES), settings(_STAVES, 7, 8, 1, 2), bars=2, broken=True),
}


def close(setting: Setting, triad: Triad, inversions: int) -> list[tuple[Pitch, ...]]:
    """Every way to write the triad in the setting, each member as near above the one before as it can be."""
    found = []
    for turn in range(inversions):
        names = triad.members[turn:] + triad.members[:turn]
        for lowest in octaves(setting, names[0]):
            chord = tuple(_at_or_above(lowest, name) for name in names)
            if chord[-1] in pitches(setting):
                found.append(chord)
    return found


def octaves(setting: Setting, name: NoteName) -> list[Pitch]:
    """The pitches of that name in the setting."""
    return [pitch for pitch in pitches(setting) if pitch.name == name]


@template(category="chord")
def chord_name(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.distinct(level.pool, 4)
    key = draw.key(options)
    setting = draw.choice([setting for setting in level.settings if all(map(setting.allows, key.members))])
    if level.broken:
        score = _broken(draw, setting, key, level.bars)
    else:
        rhythm = Length(level.bars, (HALF, QUARTER, EIGHTH)).rhythm(draw)
        score = rhythm.struck(setting, draw.choice(close(setting, key, level.inversions)))
    return Question(STEM, score, tuple(option.name for option in options), key.name)


def _broken(draw: Draw, setting: Setting, triad: Triad, bars: int) -> Score:
    members = [octaves(setting, name) for name in triad.members]
    rhythm = Length(bars, (QUARTER, EIGHTH)).rhythm(draw)
    once = [draw.choice(member) for member in members]
    again = [draw.choice(draw.choice(members)) for _ in range(rhythm.notes - len(once))]
    return rhythm.line(setting, draw.shuffle([*once, *again]))


def _at_or_above(pitch: Pitch, name: NoteName) -> Pitch:
    """The lowest pitch of that name on the same place of the staff as the pitch, or above."""
    up = (LETTERS.index(name.letter) - LETTERS.index(pitch.letter)) % 7
    return Pitch.at_step(pitch.step + up, name.alteration)
