"""Find the note that completes one of four triads.

| level | triads                                 | music                                                        |
|-------|----------------------------------------|--------------------------------------------------------------|
| 1     | major and minor on the natural notes   | two notes at once in each of four bars, treble, no signature |
| 2     | also diminished and augmented          | two notes at once, treble or bass, signature up to 2         |
| 3     | also on sharp and flat notes           | two notes at once, signature up to 4                         |
| 4     | the same                               | one note after the other in any octave, signature up to 5    |
| 5     | also those with double sharps or flats | one note after the other, any clef, signature up to 7        |

All four bars want the same kind of triad, each option completes one of them and no other, and the stem says which bar
is meant. It names no root: that would be answered without a look at the music.
What decides: the stem and the music together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Chord, Note, Score
from ssmr_bench.synthesis.compose import Setting, alone, fill, settings
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.chord_name import triads
from ssmr_bench.synthesis.templates.interval_note import PLACES
from ssmr_bench.synthesis.voicing import BROKEN, STRUCK, octaves
from ssmr_bench.theory.chord import TRIADS, Harmony
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import NoteName, Pitch

STEM = (
    "Each bar of this music holds two notes of {article} {quality} triad. "
    "Which note completes the triad of the {place} bar, in whatever octave? "
    "Go by the note names as written. The options stand under no key signature."
)


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    pool: tuple[Harmony, ...]
    settings: tuple[Setting, ...]
    broken: bool = False
    """Whether the two notes of a bar come one after the other, in any octave, or at once."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A triad with one member missing."""

    triad: Harmony
    missing: NoteName

    @property
    def shown(self) -> tuple[NoteName, ...]:
        """The other two members."""
        return tuple(name for name in self.triad.members if name != self.missing)

    def filled_by(self, name: NoteName) -> bool:
        """Whether the note makes a triad of the wanted kind, this one or another."""
        made = Harmony.of([*self.shown, name])
        return made is not None and made.quality == self.triad.quality


_STAVES = (TREBLE, BASS, ALTO)

LEVELS = {
    1: Level(triads(0, 1, "major", "minor"), settings((TREBLE,), 0, 6, 1, 1)),
    2: Level(triads(0, 1, *TRIADS), settings((TREBLE, BASS), 2, 6, 1, 1)),
    3: Level(triads(1, 1, *TRIADS), settings((TREBLE, BASS), 4, 8, 1, 1)),
    4: Level(triads(1, 1, *TRIADS), settings((TREBLE, BASS), 5, 8, 1, 1), broken=True),
    5: Level(triads(1, 2, *TRIADS), settings(_STAVES, 7, 8, 1, 2), broken=True),
}


@template(category="chord")
def chord_completion(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    setting, gaps = _gaps(draw, level)
    options = tuple(alone(_placed(setting, gap.missing), setting.clef) for gap in gaps)
    key = draw.key(options)
    order = draw.shuffle(gaps)
    quality = gaps[0].triad.quality
    stem = STEM.format(
        article="an" if quality[0] in "aeiou" else "a",
        quality=quality,
        place=PLACES[order.index(gaps[options.index(key)])],
    )
    meter = draw.choice((Meter(3, 4), Meter(4, 4)))
    bars = tuple(_bar(draw, level, setting, meter, gap.shown) for gap in order)
    return Question(stem, Score(bars, setting.clef, setting.signature, meter), options, key)


def _gaps(draw: Draw, level: Level) -> tuple[Setting, tuple[Gap, ...]]:
    """Four triads of one kind, each with a member missing that completes no other of them."""
    quality = draw.choice(sorted({triad.quality for triad in level.pool}))
    while True:
        setting = draw.choice(level.settings)
        fitting = [t for t in level.pool if t.quality == quality and all(map(setting.allows, t.members))]
        if len(fitting) < 4:
            continue
        gaps = tuple(Gap(triad, draw.choice(triad.members)) for triad in draw.distinct(fitting, 4))
        names = {gap.missing for gap in gaps}
        if len(names) == 4 and not any(gap.filled_by(other.missing) for gap, other in permutations(gaps, 2)):
            return setting, gaps


def _placed(setting: Setting, name: NoteName) -> Pitch:
    """The pitch of that name nearest to the middle line, the lower one of two."""
    return min(octaves(setting, name), key=lambda pitch: (abs(setting.clef.place(pitch)), pitch.step))


def _bar(draw: Draw, level: Level, setting: Setting, meter: Meter, names: Sequence[NoteName]) -> Bar:
    """A full bar in which both notes sound."""
    if level.broken:
        durations = fill(draw, meter.bar, BROKEN)
        again = [draw.choice(names) for _ in durations[len(names) :]]
        melody = [draw.choice(octaves(setting, name)) for name in draw.shuffle([*names, *again])]
        return Bar(tuple(map(Note, melody, durations)))
    pairs = [(low, high) for low in octaves(setting, names[0]) for high in octaves(setting, names[1])]
    near = [tuple(sorted(pair, key=lambda pitch: pitch.step)) for pair in pairs if abs(pair[0].step - pair[1].step) < 7]
    chord = draw.choice(near)
    return Bar(tuple(Chord(chord, duration) for duration in fill(draw, meter.bar, STRUCK)))
