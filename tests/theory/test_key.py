from __future__ import annotations

import music21
import pytest

from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import LETTERS
from tests.theory.oracle import music21_name


@pytest.mark.parametrize("fifths", range(-7, 8))
def test_signature_is_music21s(fifths: int) -> None:
    ours = KeySignature(fifths)
    theirs = music21.key.KeySignature(fifths)
    altered = {pitch.step: pitch.alter for pitch in theirs.alteredPitches}
    for letter in LETTERS:
        assert ours.alteration(letter) == altered.get(letter, 0)
    assert music21_name(ours.major) == theirs.asKey("major").tonic.name


@pytest.mark.parametrize("fifths", [-8, 8])
def test_there_is_no_signature_of_eight(fifths: int) -> None:
    with pytest.raises(ValueError, match="seven is the most"):
        KeySignature(fifths)
