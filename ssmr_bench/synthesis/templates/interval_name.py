"""Name the interval between the first note and the last of a melody.

| level | intervals                                 | music                                                  |
|-------|-------------------------------------------|--------------------------------------------------------|
| 1     | perfect, major and minor, up to the fifth | three bars of natural notes, treble, no signature      |
| 2     | those of a major scale, up to the octave  | no accidentals, treble or bass, signature up to 2      |
| 3     | also augmented and diminished             | four bars, accidentals, signature up to 3              |
| 4     | up to the twelfth                         | triplets too, any clef, signature up to 5              |
| 5     | from the ninth to the fifteenth           | the same, signature up to 7, double sharps and flats   |

From level 3 on the options are of two neighbouring numbers, as fourths and fifths are; before, the number alone often
settles it.
What decides: the first note, the last note, and the accidentals and the signature that bear on them. With the music
hidden an answer is a guess.

Open: the interval by quality and number, in words or short ("m3"); the key alone is right. A tritone, a bare "fifth"
and a "compound third" are no answers: they leave the quality or the number open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Note, Score
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import tune
from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.setting import Setting, pitches, settings
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory import wording
from ssmr_bench.theory.interval import Interval, transpose
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter
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
    bars: int


def intervals(least: int, most: int, *qualities: str) -> tuple[Interval, ...]:
    """The intervals of these numbers and qualities, but for the diminished second, whose notes sound the same."""
    found = [
        Interval(number - 1, size_in_semitones(number - 1) + offset)
        for number in range(least, most + 1)
        for offset in range(-2, 2)
    ]
    return tuple(interval for interval in found if interval.quality in qualities and interval.semitones)


METERS = (Meter(2, 4), Meter(3, 4), Meter(4, 4), Meter(6, 8))
PLAIN = ("perfect", "major", "minor")
ALL = (*PLAIN, "augmented", "diminished")
SCALE = (*intervals(2, 8, *PLAIN), Interval.parse("augmented fourth"), Interval.parse("diminished fifth"))
_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(intervals(2, 5, *PLAIN), settings((TREBLE,), 0, 6, 0, 0), 3),
    2: Level(SCALE, settings((TREBLE, BASS), 2, 6, 0, 1), 3),
    3: Level(intervals(2, 8, *ALL), settings((TREBLE, BASS), 3, 8, 1, 1), 4),
    4: Level(intervals(2, 12, *ALL), settings(_STAVES, 5, 8, 1, 1), 4),
    5: Level(intervals(9, 15, *ALL), settings(_STAVES, 7, 8, 1, 2), 4),
}


@cache
def ends(setting: Setting, interval: Interval) -> tuple[tuple[Pitch, Pitch], ...]:
    """Every pair of pitches in the setting that lie that interval apart, rising or falling."""
    allowed = frozenset(pitches(setting))
    pairs = ((first, transpose(first, way)) for first in pitches(setting) for way in (interval, -interval))
    return tuple((first, last) for first, last in pairs if last in allowed)


@cache
def _windows(level: int) -> tuple[tuple[Interval, ...], ...]:
    """What options are drawn from together: up to level 2 the whole pool, then two neighbouring numbers of it."""
    pool = LEVELS[level].pool
    if level <= 2:
        return (pool,)
    lows = sorted({interval.number for interval in pool})[:-1]
    return tuple(tuple(i for i in pool if low <= i.number <= low + 1) for low in lows)


OPEN = OpenForm(
    hint="Answer with its quality and its number, as in 'perfect unison'.",
    read=lambda _, text: wording.interval(text),
    holds=lambda problem, interval: interval == Interval.parse(problem.key),
    said=lambda interval: interval.name,
)


@template(category="interval", open_form=OPEN)
def interval_name(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    options = draw.distinct(draw.choice(_windows(draw.level)), 4)
    key = draw.key(options)
    setting = draw.choice(level.settings)
    first, last = draw.choice(ends(setting, key))
    home = Key.of(setting.signature, "major")
    # Real tunes seldom span more than an octave in a few bars.
    corpus = draw.corpus if draw.level <= 3 and draw.corpus and all(map(draw.corpus.offers, METERS)) else None
    meter = draw.choice(METERS)
    brief = Brief(home, meter, level.bars, setting.clef, setting.reach, lively=draw.level > 3, ends=(first, last))
    score = tune(draw, brief, corpus)
    if setting.chromatic:
        score = _foretold(draw, score, last)
    return Question(STEM, score, tuple(option.name for option in options), key.name)


def _foretold(draw: Draw, score: Score, last: Pitch) -> Score:
    """Half the time the last pitch stands earlier in its bar too, and bears its accidental there alone."""
    *before, bar = score.bars
    events = list(bar.events)
    inner = [(place, event) for place, event in enumerate(events[:-1]) if place and isinstance(event, Note)]
    if inner and draw.below(2):
        place, event = draw.choice(inner)
        events[place] = replace(event, pitch=last)
    return replace(score, bars=(*before, Bar(tuple(events))))
