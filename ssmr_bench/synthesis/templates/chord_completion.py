"""Find the note that completes one of four triads.

The levels are those of `synthesis.triads`. Each of four bars holds two notes of a triad: at once on levels 1 to 3, one
after the other on levels 4 and 5, in any octave. From level 3 on some options are on the same letter.

All four bars want the same kind of triad, each option completes one of them and no other, and the stem says which bar
is meant. It names no root: that would be answered without a look at the music.
What decides: the stem and the music together.

Open: the note by its name, or in ABC under no key signature, in whatever octave. Every note that makes such a triad is
right: two of them where the notes shown are two thirds of one size apart from it, in diminished and augmented triads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.score import Bar, Chord, Note, Score
from ssmr_bench.synthesis import reply
from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Problem, Question
from ssmr_bench.synthesis.rhythm import METERS, fill
from ssmr_bench.synthesis.setting import Setting, octaves
from ssmr_bench.synthesis.templates import template
from ssmr_bench.synthesis.templates.interval_note import PLACES
from ssmr_bench.synthesis.triads import LEVELS, fitting
from ssmr_bench.synthesis.voicing import BROKEN, STRUCK, alone
from ssmr_bench.theory.chord import Harmony

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.pitch import NoteName, Pitch

STEM = (
    "Each bar of this music holds two notes of {article} {quality} triad. "
    "Which of the options makes such a triad with the two notes of the {place} bar, in whatever octave? "
    "Go by the note names as written. The options stand under no key signature."
)


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


_LETTERS = {1: 4, 2: 4, 3: 3, 4: 2, 5: 2}
"""The most letters that a level's options may be on: with fewer it takes the accidentals to tell them apart."""


def _holds(problem: Problem, name: NoteName) -> bool:
    shown, key = _shown(problem), reply.name(problem, problem.key)
    wanted, made = Harmony.of([*shown, key] if key else shown), Harmony.of([*shown, name])
    return wanted is not None and made is not None and made.quality == wanted.quality


@lru_cache(maxsize=64)
def _shown(problem: Problem) -> frozenset[NoteName]:
    """The two notes of the bar that the question asks about."""
    place = next(place for place, word in enumerate(PLACES) if f"of the {word} bar" in problem.question)
    return frozenset(pitch.name for event in read(problem.abc).bars[place].events for pitch in event.pitches)


OPEN = OpenForm(
    hint=f"Where more than one does, name any one. {reply.NAME_A_NOTE}",
    read=reply.name,
    holds=_holds,
    rewording=(("Which of the options makes", "Which note makes"), (" The options stand under no key signature.", "")),
)


@template(category="chord", open_form=OPEN)
def chord_completion(draw: Draw) -> Question:
    """A question at the level of the draw."""
    setting, gaps = _gaps(draw)
    options = tuple(alone(_placed(setting, gap.missing), setting.clef) for gap in gaps)
    key = draw.key(options)
    order = draw.shuffle(gaps)
    quality = gaps[0].triad.quality
    stem = STEM.format(
        article="an" if quality[0] in "aeiou" else "a",
        quality=quality,
        place=PLACES[order.index(gaps[options.index(key)])],
    )
    meter = draw.choice(METERS)
    bar = _broken if LEVELS[draw.level].broken else _struck
    bars = tuple(bar(draw, setting, meter.bar, gap.shown) for gap in order)
    return Question(stem, Score(bars, setting.clef, setting.signature, meter), options, key, quality)


def _gaps(draw: Draw) -> tuple[Setting, tuple[Gap, ...]]:
    """Four triads of one kind, each with a member missing that completes no other of them."""
    level = LEVELS[draw.level]
    quality = draw.choice(sorted({triad.quality for triad in level.pool}))
    while True:
        setting = draw.choice(level.settings)
        triads = fitting(setting, draw.level, quality)
        if len(triads) < 4:
            continue
        gaps = tuple(Gap(triad, draw.choice(triad.members)) for triad in draw.distinct(triads, 4))
        names = {gap.missing for gap in gaps}
        if len({name.letter for name in names}) > _LETTERS[draw.level]:
            continue
        if len(names) == 4 and not any(gap.filled_by(other.missing) for gap, other in permutations(gaps, 2)):
            return setting, gaps


def _placed(setting: Setting, name: NoteName) -> Pitch:
    """The pitch of that name nearest to the middle line, the lower one of two."""
    return min(octaves(setting, name), key=lambda pitch: (abs(setting.clef.place(pitch)), pitch.step))


def _broken(draw: Draw, setting: Setting, span: Fraction, names: Sequence[NoteName]) -> Bar:
    """A full bar in which both notes sound, in any octave and order."""
    durations = fill(draw, span, BROKEN)
    again = [draw.choice(names) for _ in durations[len(names) :]]
    melody = [draw.choice(octaves(setting, name)) for name in draw.shuffle([*names, *again])]
    return Bar(tuple(map(Note, melody, durations)))


def _struck(draw: Draw, setting: Setting, span: Fraction, names: Sequence[NoteName]) -> Bar:
    """A full bar of both notes at once, less than an octave apart."""
    pairs = [(low, high) for low in octaves(setting, names[0]) for high in octaves(setting, names[1])]
    near = [tuple(sorted(pair, key=lambda pitch: pitch.step)) for pair in pairs if abs(pair[0].step - pair[1].step) < 7]
    chord = draw.choice(near)
    return Bar(tuple(Chord(chord, duration) for duration in fill(draw, span, STRUCK)))
