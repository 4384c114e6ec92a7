from __future__ import annotations

from itertools import product

import music21
import pytest

from ssmr_bench.theory.key import MODES, Key, KeySignature, Mode
from ssmr_bench.theory.pitch import LETTERS, NoteName
from tests.theory.oracle import NAMES, music21_name

KEYS = [Key(tonic, mode) for tonic, mode in product(NAMES, MODES)]
BOTH: tuple[Mode, Mode] = ("major", "minor")


def music21_key(key: Key) -> music21.key.Key:
    return music21.key.Key(music21_name(key.tonic), key.mode)


@pytest.mark.parametrize("fifths", range(-7, 8))
def test_signature_is_music21s(fifths: int) -> None:
    ours = KeySignature(fifths)
    theirs = music21.key.KeySignature(fifths)
    altered = {pitch.step: pitch.alter for pitch in theirs.alteredPitches}
    for letter in LETTERS:
        assert ours.alteration(letter) == altered.get(letter, 0)
    assert music21_name(ours.major) == theirs.asKey("major").tonic.name


@pytest.mark.parametrize(("fifths", "mode"), list(product(range(-7, 8), MODES)))
def test_the_key_of_a_signature_is_music21s(fifths: int, mode: Mode) -> None:
    key = Key.of(KeySignature(fifths), mode)
    assert music21_name(key.tonic) == music21.key.KeySignature(fifths).asKey(mode).tonic.name
    assert key.signature == KeySignature(fifths)


@pytest.mark.parametrize("fifths", [-8, 8])
def test_there_is_no_signature_of_eight(fifths: int) -> None:
    with pytest.raises(ValueError, match="seven is the most"):
        KeySignature(fifths)
    with pytest.raises(ValueError, match="seven is the most"):
        _ = Key(NoteName.at_fifth(fifths), "major").signature


@pytest.mark.parametrize("mode", MODES)
def test_every_key_has_music21s_signature_and_notes(mode: Mode) -> None:
    for tonic in NAMES:
        ours, theirs = Key(tonic, mode), music21_key(Key(tonic, mode))
        assert ours.fifths == theirs.sharps
        assert list(map(music21_name, ours.notes)) == [pitch.name for pitch in theirs.pitches[:7]]


def test_every_key_bears_what_its_signature_says() -> None:
    for key in KEYS:
        assert sum(name.alteration for name in key.notes) == key.fifths
        if abs(key.fifths) <= 7:
            assert all(key.signature.alteration(name.letter) == name.alteration for name in key.notes)


def test_relatives_and_parallels_are_music21s() -> None:
    for tonic, (mode, other) in product(NAMES, (BOTH, BOTH[::-1])):
        ours, theirs = Key(tonic, mode), music21_key(Key(tonic, mode))
        assert (music21_name(ours.relative(other).tonic), other) == (theirs.relative.tonic.name, theirs.relative.mode)
        assert (music21_name(ours.parallel(other).tonic), other) == (theirs.parallel.tonic.name, theirs.parallel.mode)


def test_relatives_share_their_notes_and_parallels_their_tonic() -> None:
    for key, mode in product(KEYS, MODES):
        relative, parallel = key.relative(mode), key.parallel(mode)
        assert set(relative.notes) == set(key.notes)
        assert relative.relative(key.mode) == key
        assert (parallel.tonic, parallel.mode) == (key.tonic, mode)
        assert parallel.fifths - key.fifths == MODES.index(key.mode) - MODES.index(mode)


def test_chords_of_a_key_are_those_that_music21_reads_from_their_roman_numerals() -> None:
    numerals = {
        "major": ("I", "ii", "iii", "IV", "V", "vi", "viio"),
        "minor": ("i", "iio", "III", "iv", "v", "VI", "VII"),
    }
    for fifths, mode in product(range(-7, 8, 2), BOTH):
        key = Key.of(KeySignature(fifths), mode)
        for degree, numeral in enumerate(numerals[mode], start=1):
            theirs = music21.roman.RomanNumeral(numeral, music21_key(key))
            ours = key.harmony(degree)
            assert [pitch.name for pitch in theirs.pitches] == list(map(music21_name, ours.members))
            assert ours.quality == theirs.quality


def test_every_degree_of_every_key_bears_a_triad_and_a_seventh_chord_of_its_notes() -> None:
    for key, degree, size in product(KEYS, range(1, 9), (3, 4)):
        harmony = key.harmony(degree, size)
        assert harmony.root == key.notes[(degree - 1) % 7]
        assert len(harmony.members) == size
        assert set(harmony.members) <= set(key.notes)


def test_every_name_leads_back_to_its_key() -> None:
    assert len({key.name for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert Key.parse(key.name) == key
        assert Key.parse(f"{key.tonic} {key.mode}") == key


def test_church_names_of_major_and_minor_are_read_as_music21_reads_them() -> None:
    for tonic, church in product(NAMES, ("ionian", "aeolian")):
        assert Key.parse(f"{tonic} {church}").fifths == music21.key.Key(music21_name(tonic), church).sharps


@pytest.mark.parametrize("name", ["", "C", "major", "C Major", "C  major", "c minor", "Cm", "C harmonic minor"])
def test_what_is_no_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"no key|no note name"):
        Key.parse(name)
