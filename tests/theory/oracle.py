"""music21's reading of our values, and the full product of pitches to compare it over."""

from __future__ import annotations

from itertools import product

import music21

from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch

ALTERATIONS = range(-2, 3)
NAMES = [NoteName(letter, alteration) for letter, alteration in product(LETTERS, ALTERATIONS)]
PITCHES = [Pitch(name.letter, name.alteration, octave) for name, octave in product(NAMES, (3, 4, 5))]


def music21_name(name: NoteName) -> str:
    return name.letter + ("#" if name.alteration > 0 else "-") * abs(name.alteration)


def music21_pitch(pitch: Pitch) -> music21.pitch.Pitch:
    return music21.pitch.Pitch(name=music21_name(pitch.name), octave=pitch.octave)
