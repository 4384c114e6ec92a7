from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch
from tests.theory.oracle import NAMES, PITCHES, music21_pitch


@pytest.mark.parametrize("octave", range(-1, 10))
def test_sound_and_place_are_music21s_over_all_pitches(octave: int) -> None:
    for name in NAMES:
        pitch = Pitch(name.letter, name.alteration, octave)
        oracle = music21_pitch(pitch)
        assert pitch.midi == int(oracle.ps)
        assert pitch.step == oracle.diatonicNoteNum - 1


def test_text_and_place_lead_back_to_the_pitch() -> None:
    for pitch in PITCHES:
        assert Pitch.parse(str(pitch)) == pitch
        assert Pitch.at_step(pitch.step, pitch.alteration) == pitch
        assert NoteName.parse(str(pitch.name)) == pitch.name


@given(st.sampled_from(LETTERS), st.integers(-50, 50))
@settings(deadline=None)
def test_every_name_has_its_own_place_on_the_line_of_fifths(letter: str, alteration: int) -> None:
    name = NoteName(letter, alteration)
    assert NoteName.at_fifth(name.fifth) == name
    fifth_above = Pitch.at_step(Pitch(letter, alteration, 4).step + 4)
    assert NoteName.at_fifth(name.fifth + 1).letter == fifth_above.letter


def test_no_two_names_are_spoken_alike() -> None:
    names = [NoteName(letter, alteration) for letter in LETTERS for alteration in range(-6, 7)]
    assert len({name.spoken for name in names}) == len(names)
    assert [NoteName.parse(name.spoken) for name in names] == names


def test_the_pitch_above_is_the_next_of_its_name() -> None:
    for pitch, name in product(PITCHES, NAMES):
        above = pitch.above(name)
        assert above.name == name
        assert pitch.step < above.step <= pitch.step + 7


@pytest.mark.parametrize("text", ["", "H", "c", "F#b", "C4", "Cx", "C-1-fold-sharp", "C-2-fold-flat", "c-sharp"])
def test_what_is_no_note_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no note name"):
        NoteName.parse(text)


@pytest.mark.parametrize("text", ["", "C", "c4", "F#", "H4", "C4.5"])
def test_what_is_no_pitch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no pitch"):
        Pitch.parse(text)
