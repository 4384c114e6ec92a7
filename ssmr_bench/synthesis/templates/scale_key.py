"""Name the scale whose notes are shown out of order, with accidentals.

| level | scales                                     | music                                    |
|-------|--------------------------------------------|------------------------------------------|
| 1     | major and natural minor, up to 3 signs     | a bar or two, treble clef                |
| 2     | also harmonic minor                        | treble or bass                           |
| 3     | also melodic minor (rising), up to 5 signs | treble or bass                           |
| 4     | also dorian and mixolydian                 | any clef; options near each other        |
| 5     | all the modes, up to 7 signs               | any clef; options near each other        |

No two options have the same notes, on the way up or down, so a major scale never meets its relative minors.
What decides: the notes. With the music hidden an answer is a guess.

Open: the scale by keynote and kind, or as a key ("A minor", "Am": natural minor). Every scale with exactly these notes
on its way up is right, so a major scale and the modes on its other degrees are seven right answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Clef
from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.rhythm import EIGHTH, QUARTER, filled
from ssmr_bench.synthesis.setting import Setting, octaves
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory import wording
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import NoteName
from ssmr_bench.theory.scale import SCALE_KINDS, Scale, ScaleKind

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.synthesis.rhythm import Rhythm

STEM = (
    "The notes of this music, in whatever octave and order, are those of one scale. Which scale is it? "
    "Go by the note names as written."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    kinds: tuple[ScaleKind, ...]
    signs: int
    """The most sharps or flats in the signature of the scale's key."""
    clefs: tuple[Clef, ...]
    near: int
    """Fifths over which the keynotes of the options may lie."""


_FEW: tuple[ScaleKind, ...] = ("major", "natural minor")
_MORE: tuple[ScaleKind, ...] = (*_FEW, "harmonic minor")
_MANY: tuple[ScaleKind, ...] = (*_MORE, "melodic minor")
_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(_FEW, 3, (TREBLE,), 14),
    2: Level(_MORE, 3, (TREBLE, BASS), 14),
    3: Level(_MANY, 5, (TREBLE, BASS), 14),
    4: Level((*_MANY, "dorian", "mixolydian"), 5, _STAVES, 3),
    5: Level(SCALE_KINDS, 7, _STAVES, 3),
}


@cache
def scales(kinds: tuple[ScaleKind, ...], signs: int) -> tuple[Scale, ...]:
    """The scales of these kinds in keys with at most so many sharps or flats, from the flattest keynote up."""
    tonics = [NoteName.at_fifth(fifth) for fifth in range(-14, 15)]
    return tuple(s for tonic in tonics for kind in kinds if abs((s := Scale(tonic, kind)).key.fifths) <= signs)


@cache
def windows(level: int) -> tuple[tuple[Scale, ...], ...]:
    """The stretches of the line of fifths from which a level's options are drawn."""
    of = LEVELS[level]
    pool = scales(of.kinds, of.signs)
    lows = sorted({scale.tonic.fifth for scale in pool})
    found = (tuple(s for s in pool if low <= s.tonic.fifth <= low + of.near) for low in lows)
    return tuple(window for window in found if len({frozenset(s.ascending) for s in window}) >= 6)


OPEN = OpenForm(
    hint=(
        "Answer with the keynote and the kind: major, natural minor, harmonic minor, melodic minor (as it rises) or a "
        "church mode, as in 'G-sharp major scale'. Where several have exactly these notes, name any one."
    ),
    read=lambda _, text: wording.scale(text),
    holds=lambda problem, scale: frozenset(scale.ascending) == frozenset(Scale.parse(problem.key).ascending),
    said=lambda scale: scale.name,
    asked="key",
)


@template(category="scale", open_form=OPEN)
def scale_key(draw: Draw) -> Question:
    """A question at the level of the draw."""
    options = _options(draw)
    key = draw.key(options)
    setting = Setting(draw.choice(LEVELS[draw.level].clefs), KeySignature(), 6 if draw.level <= 2 else 8, 2, 2)
    rhythm = _rhythm(draw)
    names = [*key.ascending[:7], *(draw.choice(key.ascending) for _ in range(rhythm.notes - 7))]
    notes = [draw.choice(octaves(setting, name)) for name in draw.shuffle(names)]
    return Question(STEM, rhythm.line(setting, notes), tuple(option.name for option in options), key.name)


def _options(draw: Draw) -> tuple[Scale, ...]:
    """Four scales, no two with the same notes, on the way up or down."""
    while True:
        options = draw.distinct(draw.choice(windows(draw.level)), 4)
        notes = [note for option in options for note in {frozenset(option.ascending), frozenset(option.descending)}]
        if len(notes) == len(set(notes)):
            return options


def _rhythm(draw: Draw) -> Rhythm:
    """Two bars with room for every note of a scale."""
    while True:
        rhythm = filled(draw, 2, (QUARTER, EIGHTH))
        if rhythm.notes >= 7:
            return rhythm
