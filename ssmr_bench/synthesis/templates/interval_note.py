"""Find the note at an interval from one of the notes of the music.

| level | intervals                                 | within   | music                                            |
|-------|-------------------------------------------|----------|--------------------------------------------------|
| 1     | perfect, major and minor, up to the fifth | a sixth  | natural notes, treble clef, no signature         |
| 2     | those of a major scale, up to the octave  | a sixth  | notes of the key, treble or bass, signature to 2 |
| 3     | also augmented and diminished             | a fifth  | with accidentals, treble or bass, signature to 3 |
| 4     | up to the twelfth                         | a third  | with accidentals, treble or bass, signature to 5 |
| 5     | up to the fifteenth                       | a second | double sharps and flats, any clef and signature  |

Four options are drawn, no farther apart than the third column says, and four intervals that lead to each of them from
notes of the setting; the first is the one asked for. Only then comes the key. For it the note that lies the first
interval away, and for each other option one that lies one of the other intervals away, stand in the music, in any order
and with up to two more. So every option has its note, and any might be the one asked for: the stem with the options, or
the music with the options, leaves four equal choices. On levels 1 and 2 no two options are on one line or space: to
count these is enough there.
What decides: the stem and the music together.

Open: the note by its name, or in ABC under no key signature. The key's name is right, and where an octave is given too
(a figure behind the name, or any ABC but a lone letter) it must be the key's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis import reply
from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Problem, Question
from ssmr_bench.synthesis.rhythm import DOTTED, DOTTED_HALF, EIGHTH, HALF, QUARTER, exactly
from ssmr_bench.synthesis.setting import Setting, pitches, settings
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.interval_name import ALL, PLAIN, SCALE, intervals
from ssmr_bench.synthesis.voicing import alone
from ssmr_bench.theory.interval import Interval, transpose
from ssmr_bench.theory.pitch import Pitch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import NoteName

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
    """Lines and spaces over which the options may lie."""


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(intervals(2, 5, *PLAIN), settings((TREBLE,), 0, 6, 0, 0), 5),
    2: Level(SCALE, settings((TREBLE, BASS), 2, 6, 0, 1), 5),
    3: Level(intervals(2, 8, *ALL), settings((TREBLE, BASS), 3, 8, 1, 1), 4),
    4: Level(intervals(2, 12, *ALL), settings((TREBLE, BASS), 5, 8, 1, 1), 2),
    5: Level(intervals(2, 15, *ALL), settings(_STAVES, 7, 8, 1, 2), 1),
}


@cache
def windows(setting: Setting, way: Interval, spread: int) -> tuple[tuple[Pitch, ...], ...]:
    """Every stretch of the staff with four notes or more to which the interval leads from notes of the setting."""
    limit = setting.limit or 1
    ends = [
        end
        for pitch in pitches(setting)
        if abs((end := transpose(pitch, way)).alteration) <= limit and abs(setting.clef.place(end)) <= setting.reach + 2
    ]
    lows = sorted({end.step for end in ends})
    found = (tuple(end for end in ends if low <= end.step <= low + spread) for low in lows)
    return tuple(window for window in found if len(window) >= 4)


@cache
def rooms(level: int, interval: Interval) -> tuple[tuple[Setting, Interval], ...]:
    """The settings in which an interval of the level has room, and the way it goes there: up or, negative, down."""
    of = LEVELS[level]
    ways = ((setting, way) for setting in of.settings for way in (interval, -interval))
    return tuple((setting, way) for setting, way in ways if windows(setting, way, of.spread))


@cache
def ways(level: int, setting: Setting, end: Pitch) -> frozenset[Interval]:
    """The intervals of the level, up or, negative, down, that lead to a pitch from a note of the setting."""
    starts = frozenset(pitches(setting))
    every = (way for interval in LEVELS[level].pool for way in (interval, -interval))
    return frozenset(way for way in every if transpose(end, -way) in starts)


def _holds(problem: Problem, found: NoteName | Pitch) -> bool:
    key = reply.note(problem, problem.key)
    return found == key or (isinstance(key, Pitch) and found == key.name)


OPEN: OpenForm[NoteName | Pitch] = OpenForm(
    hint=f"{reply.NAME_A_NOTE} No octave is needed; where you give one, middle C is C4.",
    read=reply.note,
    holds=_holds,
    rewording=((" The options stand under no key signature.", ""),),
)


@template(category="interval", open_form=OPEN)
def interval_note(draw: Draw) -> Question:
    """A question at the level of the draw."""
    setting, ends, shared = _offered(draw)
    asked, *others = (draw.choice(shared) for _ in ends)
    key = draw.key(ends)
    shown = [transpose(end, -(asked if end == key else others.pop())) for end in ends]
    order = draw.shuffle([*enumerate(shown), *((None, pitch) for pitch in _more(draw, setting))])
    place = [number for number, _ in order].index(ends.index(key))
    article = "an" if asked.name[0] in "aeiou" else "a"
    varied = f"{article} {abs(asked).name} {'above' if asked.steps > 0 else 'below'}"
    rhythm = exactly(draw, len(order), 1 + draw.below(2), VALUES)
    score = rhythm.line(setting, [pitch for _, pitch in order])
    options = tuple(alone(end, setting.clef) for end in ends)
    return Question(STEM.format(varied=varied, place=PLACES[place]), score, options, options[ends.index(key)], varied)


def _offered(draw: Draw) -> tuple[Setting, tuple[Pitch, ...], tuple[Interval, ...]]:
    """A setting, the pitches on offer, and four intervals or more that lead to each of them from notes of it."""
    level = LEVELS[draw.level]
    while True:
        setting, way = draw.choice(rooms(draw.level, draw.choice(level.pool)))
        ends = draw.distinct(draw.choice(windows(setting, way, level.spread)), 4)
        shared = frozenset.intersection(*(ways(draw.level, setting, end) for end in ends))
        if len(shared) >= 4:
            return setting, ends, _sorted(shared)


def _sorted(found: Iterable[Interval]) -> tuple[Interval, ...]:
    return tuple(sorted(found, key=lambda way: (way.steps, way.semitones)))


def _more(draw: Draw, setting: Setting) -> tuple[Pitch, ...]:
    """None, one or two more notes of the key."""
    key = [pitch for pitch in pitches(setting) if pitch.alteration == setting.signature.alteration(pitch.letter)]
    return draw.distinct(key, draw.below(3))
