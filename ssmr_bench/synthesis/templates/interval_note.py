"""Find the note at an interval from one of four notes.

| level | intervals                                 | the four notes                                    |
|-------|-------------------------------------------|---------------------------------------------------|
| 1     | perfect, major and minor, up to the fifth | natural notes, treble clef, no signature          |
| 2     | those of a major scale, up to the octave  | notes of the key, treble or bass, signature up to 2 |
| 3     | also augmented and diminished             | within a fifth, accidentals, signature up to 3    |
| 4     | up to the twelfth                         | within a third, signature up to 5                 |
| 5     | up to the fifteenth, double accidentals   | within a second, any clef, signature up to 7      |

Each option lies at the interval from one of four notes, and the stem says from which; up to two other notes stand
among them. So the stem with the options, and the music with the options, leave four equal choices. On levels 1 and 2 no
two of the options are on one line or space: counting these is enough there.
What decides: the stem and the music together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.rhythm import DOTTED, DOTTED_HALF, EIGHTH, HALF, QUARTER, exactly
from ssmr_bench.synthesis.setting import Setting, pitches, settings
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.interval_name import ALL, PLAIN, SCALE, intervals
from ssmr_bench.synthesis.voicing import alone
from ssmr_bench.theory.interval import Interval, transpose

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import Pitch

STEM = (
    "Which note lies {varied} the {place} note of this music? Go by the note names as written: "
    "enharmonic spellings make different intervals. The options stand under no key signature."
)
VALUES = (DOTTED_HALF, HALF, DOTTED, QUARTER, EIGHTH)
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Interval, ...]
    settings: tuple[Setting, ...]
    spread: int
    """Lines and spaces over which the four notes may lie."""


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(intervals(2, 5, *PLAIN), settings((TREBLE,), 0, 6, 0, 0), 12),
    2: Level(SCALE, settings((TREBLE, BASS), 2, 6, 0, 1), 12),
    3: Level(intervals(2, 8, *ALL), settings((TREBLE, BASS), 3, 8, 1, 1), 4),
    4: Level(intervals(2, 12, *ALL), settings((TREBLE, BASS), 5, 8, 1, 1), 2),
    5: Level(intervals(2, 15, *ALL), settings(_STAVES, 7, 8, 1, 2), 1),
}


@cache
def windows(setting: Setting, way: Interval, spread: int) -> tuple[tuple[Pitch, ...], ...]:
    """Every stretch of the staff with four notes or more from which the interval leads to a note of the setting."""
    limit = setting.limit or 1
    starts = [
        pitch
        for pitch in pitches(setting)
        if abs((end := transpose(pitch, way)).alteration) <= limit and abs(setting.clef.place(end)) <= setting.reach + 2
    ]
    lows = sorted({pitch.step for pitch in starts})
    found = (tuple(pitch for pitch in starts if low <= pitch.step <= low + spread) for low in lows)
    return tuple(window for window in found if len(window) >= 4)


@cache
def rooms(level: int, interval: Interval) -> tuple[tuple[Setting, Interval], ...]:
    """The settings in which an interval of the level has room, and the way it goes there: up or, negative, down."""
    of = LEVELS[level]
    ways = ((setting, way) for setting in of.settings for way in (interval, -interval))
    return tuple((setting, way) for setting, way in ways if windows(setting, way, of.spread))


@template(category="interval")
def interval_note(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    interval = draw.choice(level.pool)
    setting, way = draw.choice(rooms(draw.level, interval))
    shown = draw.distinct(draw.choice(windows(setting, way, level.spread)), 4)
    options = tuple(alone(transpose(pitch, way), setting.clef) for pitch in shown)
    key = draw.key(options)
    order = draw.shuffle([*shown, *_others(draw, setting, shown)])
    article = "an" if interval.name[0] in "aeiou" else "a"
    varied = f"{article} {interval.name} {'above' if way.steps > 0 else 'below'}"
    stem = STEM.format(varied=varied, place=PLACES[order.index(shown[options.index(key)])])
    rhythm = exactly(draw, len(order), 1 + draw.below(2), VALUES)
    return Question(stem, rhythm.line(setting, order), options, key, varied)


def _others(draw: Draw, setting: Setting, shown: tuple[Pitch, ...]) -> tuple[Pitch, ...]:
    """None, one or two more notes of the key."""
    key = [p for p in pitches(setting) if p.alteration == setting.signature.alteration(p.letter) and p not in shown]
    return draw.distinct(key, draw.below(3))
