from __future__ import annotations

from fractions import Fraction

import music21
import pytest

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Chord, Clef, Note, Score
from ssmr_bench.theory.pitch import Pitch

C, E, G = map(Pitch.parse, ("C4", "E4", "G4"))


@pytest.mark.parametrize("clef", [TREBLE, ALTO, BASS])
def test_clefs_are_music21s(clef: Clef) -> None:
    oracle = music21.clef.clefFromString(clef.name)
    assert isinstance(oracle, music21.clef.PitchClef)
    assert oracle.lowestLine is not None
    assert clef.middle.step == oracle.lowestLine - 1 + 4


def test_a_score_knows_its_pitches_and_a_bar_its_duration() -> None:
    bar = Bar((Note(C, Fraction(1, 4)), Chord((E, G), Fraction(1, 8))))
    assert bar.duration == Fraction(3, 8)
    assert Score((bar, bar)).pitches == (C, E, G, C, E, G)
