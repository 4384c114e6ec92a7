"""Find the option that writes out a named scale.

| level | kinds of scale                              | keynotes                     | clef               |
|-------|---------------------------------------------|------------------------------|--------------------|
| 1     | major, the three minors                     | up to 2 signs, rising        | treble             |
| 2     | also dorian, mixolydian                     | up to 3 signs, either way    | treble or bass     |
| 3     | the same                                    | up to 4 signs                | treble or bass     |
| 4     | also phrygian, lydian                       | up to 6 signs                | any clef           |
| 5     | all, locrian too                            | up to 7 signs                | any clef           |

All four options are scales on the same keynote, each rightly spelled, and the stem names one of them.
What decides: the stem and the options; without the stem an answer is a guess.

Open: eight notes in order, by their names or in ABC, under no key signature but one that the answer writes. Right are
exactly the names of the key; octaves, lengths and bar lines are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Clef, Note, Score
from ssmr_bench.synthesis import reply
from ssmr_bench.synthesis.open_form import OpenForm, is_key
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.rhythm import DOTTED, DOTTED_HALF, EIGHTH, HALF, QUARTER
from ssmr_bench.synthesis.setting import Setting, octaves
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import NoteName, Pitch
from ssmr_bench.theory.scale import SCALE_KINDS, Scale, ScaleKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ssmr_bench.synthesis.drawing import Draw

VALUES = (DOTTED_HALF, HALF, DOTTED, QUARTER, EIGHTH)
STEM = "Which option writes the {scale}, {way} from keynote to keynote? The options stand under no key signature."


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    kinds: tuple[ScaleKind, ...]
    fifths: int
    """How far from C on the line of fifths the keynote may lie."""
    clefs: tuple[Clef, ...]
    ways: tuple[str, ...] = ("ascending", "descending")


_FEW: tuple[ScaleKind, ...] = ("major", "natural minor", "harmonic minor", "melodic minor")
_MORE: tuple[ScaleKind, ...] = (*_FEW, "dorian", "mixolydian")
_MANY: tuple[ScaleKind, ...] = (*_MORE, "phrygian", "lydian")
_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(_FEW, 2, (TREBLE,), ("ascending",)),
    2: Level(_MORE, 3, (TREBLE, BASS)),
    3: Level(_MORE, 4, (TREBLE, BASS)),
    4: Level(_MANY, 6, _STAVES),
    5: Level(SCALE_KINDS, 7, _STAVES),
}


OPEN = OpenForm(
    hint=(
        "Answer with the names of its eight notes in order, as in 'C C# D Eb ...', or in ABC notation; "
        "a letter alone is the natural note."
    ),
    read=reply.names,
    holds=is_key(reply.names),
    said=lambda names: " ".join(map(str, names)),
    rewording=(("Which option writes", "Write"), ("keynote? The options stand under no key signature.", "keynote.")),
    line=True,
)


@template(category="scale", open_form=OPEN)
def scale_spelling(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    way = draw.choice(level.ways)
    scales = _scales(draw, level, way)
    key = draw.key(scales)
    setting = Setting(draw.choice(level.clefs), KeySignature(), 8, 2, 2)
    durations = tuple(draw.choice(VALUES) for _ in range(8))
    lowest = draw.choice(
        [pitch for pitch in octaves(setting, key.tonic) if setting.clef.place(pitch) + 7 <= setting.reach]
    )
    options = tuple(_written(scale, way, lowest, durations, setting.clef) for scale in scales)
    return Question(STEM.format(scale=key.name, way=way), None, options, options[scales.index(key)])


def _scales(draw: Draw, level: Level, way: str) -> tuple[Scale, ...]:
    """Four scales on one keynote, no two of them alike on this way."""
    while True:
        tonic = NoteName.at_fifth(draw.below(2 * level.fifths + 1) - level.fifths)
        scales = tuple(Scale(tonic, kind) for kind in draw.distinct(level.kinds, 4))
        if len({_names(scale, way) for scale in scales}) == 4 and all(
            abs(name.alteration) <= 2 for scale in scales for name in scale.ascending
        ):
            return scales


def _names(scale: Scale, way: str) -> tuple[NoteName, ...]:
    return scale.ascending if way == "ascending" else scale.descending


def _written(scale: Scale, way: str, lowest: Pitch, durations: Sequence[Fraction], clef: Clef) -> Score:
    steps = range(lowest.step, lowest.step + 8)
    places = steps if way == "ascending" else reversed(steps)
    notes = [Pitch.at_step(step, name.alteration) for step, name in zip(places, _names(scale, way), strict=True)]
    return Score((Bar(tuple(map(Note, notes, durations))),), clef)
