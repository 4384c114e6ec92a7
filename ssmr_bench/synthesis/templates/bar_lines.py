"""Find the option whose bar lines fit the time signature.

| level | time signatures                              | music                                                |
|-------|----------------------------------------------|------------------------------------------------------|
| 1     | 2/4, 3/4, 4/4, 6/4                           | halves to eighths, treble, no signature              |
| 2     | also 3/8, 6/8                                | halves to eighths, treble or bass, signature up to 2 |
| 3     | also 2/2, 12/8                               | with dotted quarters, signature up to 4              |
| 4     | also 5/4, 5/8, 9/8; no longer 6/4            | down to sixteenths, signature up to 5                |
| 5     | also 7/8, 7/4; no longer 3/4, 2/2, 12/8      | down to sixteenths, any clef and signature           |

Four time signatures fill every bar of one line of notes, to the last, two bars or more; each option sets
the bar lines by one of them.
What decides: the time signature above the music. Without it an answer is a guess, whatever is left. With it the bars
need not all be counted: the four options differ in the length of their bars, so the first bar of each is enough.

Open: the line in ABC, under the header of the music or one of its own. Right are the same notes, as long, with the same
bar lines; spaces are free, and the last bar line may be missing. Repeats and voltas are wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import accumulate, combinations, pairwise
from math import lcm
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc.fragment import fragment
from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Barline, Note, Score
from ssmr_bench.synthesis.open_form import OpenForm, is_key
from ssmr_bench.synthesis.problem import Problem, Question
from ssmr_bench.synthesis.rhythm import DOTTED, EIGHTH, HALF, QUARTER, SIXTEENTH, fill
from ssmr_bench.synthesis.setting import Setting, pitches, settings
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.time_signature import meters

if TYPE_CHECKING:
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.meter import Meter

STEM = (
    "The bar lines of this music are missing. "
    "Which option sets them as the time signature asks, so that every bar from the first to the last is full?"
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: str
    settings: tuple[Setting, ...]
    values: tuple[Fraction, ...]
    longest: int
    """Eighths; four time signatures that fill their bars together only later than this are not offered together."""

    @property
    def quartets(self) -> tuple[tuple[Meter, ...], ...]:
        """Every four time signatures that may be offered together, each with bars of another length."""
        return _quartets(self.pool, self.longest)


@cache
def _quartets(pool: str, longest: int) -> tuple[tuple[Meter, ...], ...]:
    fours = combinations(meters(pool), 4)
    return tuple(f for f in fours if len({meter.bar for meter in f}) == 4 and common(f) <= Fraction(longest, 8))


_LONG, _SHORT = (HALF, QUARTER, EIGHTH), (DOTTED, QUARTER, EIGHTH, SIXTEENTH)

LEVELS = {
    1: Level("2/4 3/4 4/4 6/4", settings((TREBLE,), 0, 6, 0, 0), _LONG, 24),
    2: Level("2/4 3/4 4/4 6/4 3/8 6/8", settings((TREBLE, BASS), 2, 6, 0, 1), _LONG, 24),
    3: Level("2/4 3/4 4/4 6/4 3/8 6/8 2/2 12/8", settings((TREBLE, BASS), 4, 6, 0, 1), (*_LONG, DOTTED), 40),
    4: Level("2/4 3/4 4/4 3/8 6/8 2/2 5/4 12/8 5/8 9/8", settings((TREBLE, BASS), 5, 8, 0, 1), _SHORT, 40),
    5: Level("2/4 4/4 3/8 6/8 5/4 5/8 9/8 7/8 7/4", settings((TREBLE, BASS, ALTO), 7, 8, 0, 1), _SHORT, 56),
}


def common(meters: tuple[Meter, ...]) -> Fraction:
    """The shortest length, as a part of a whole note, of which each time signature fills its bars, two or more."""
    unit = lcm(*(meter.unit for meter in meters))
    length = Fraction(lcm(*(meter.count * (unit // meter.unit) for meter in meters)), unit)
    return 2 * length if any(meter.bar == length for meter in meters) else length


def barred(line: Score, length: Fraction) -> Score:
    """The notes of a line in bars of a length, on whose bounds a note begins; without a meter."""
    (bar,) = line.bars
    starts = list(accumulate((event.duration for event in bar.events), initial=Fraction(0)))
    bounds = [place for place, start in enumerate(starts) if start % length == 0]
    return replace(line, bars=tuple(Bar(bar.events[first:after]) for first, after in pairwise(bounds)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of music as it was answered."""

    bars: tuple[Bar, ...]
    text: str = field(compare=False)


def written(problem: Problem, text: str) -> Line | None:
    """The line that the text writes under the header of the problem's music."""
    score = fragment(text, problem.abc.rpartition("\n")[0])
    return Line(tuple(map(_sounding, score.bars)), " ".join(text.split())) if score else None


def _sounding(bar: Bar) -> Bar:
    """The bar with its notes alone, and a bar line that repeats or one that does not."""
    plain = bar.line in {Barline.PLAIN, Barline.SINGLE, Barline.DOUBLE, Barline.FINAL, Barline.NONE}
    events = tuple(event for event in bar.events if event.duration)
    return replace(bar, events=events, line=Barline.PLAIN if plain else bar.line)


OPEN = OpenForm(
    hint=(
        "Answer with the whole line in ABC notation, under L:1/8 and the key signature of the music, "
        "as in 'F2 z | z3 |]'."
    ),
    read=written,
    holds=is_key(written),
    said=lambda line: line.text,
    rewording=(("Which option sets them", "Set them"), ("is full?", "is full.")),
    line=True,
)


@template(category="rhythm", open_form=OPEN)
def bar_lines(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    offered = draw.shuffle(draw.choice(level.quartets))
    key = draw.key(offered)
    whole = common(offered)
    bounds = sorted({at for meter in offered for at in _multiples(meter.bar, whole)})
    gaps = [after - before for before, after in pairwise(bounds)]
    durations = tuple(value for gap in gaps for value in fill(draw, gap, level.values))
    score = _wander(draw, draw.choice(level.settings), durations)
    options = tuple(barred(score, meter.bar) for meter in offered)
    return Question(STEM, replace(score, meter=key), options, options[offered.index(key)])


def _multiples(length: Fraction, whole: Fraction) -> list[Fraction]:
    return [length * times for times in range(int(whole / length) + 1)]


def _wander(draw: Draw, setting: Setting, durations: tuple[Fraction, ...]) -> Score:
    """A line of notes from the setting's key, mostly by step; nothing in it leans to a meter."""
    own = pitches(setting)
    at = draw.below(len(own))
    notes = []
    for duration in durations:
        notes.append(Note(own[at], duration))
        at += draw.choice([move for move in (-4, -2, -1, -1, 1, 1, 2, 4) if 0 <= at + move < len(own)])
    return Score((Bar(tuple(notes)),), setting.clef, setting.signature)
