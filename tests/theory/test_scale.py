from __future__ import annotations

from itertools import product

import music21
import pytest

from ssmr_bench.theory.key import MODES, Key
from ssmr_bench.theory.pitch import NoteName
from ssmr_bench.theory.scale import MINORS, SCALE_KINDS, Scale, ScaleKind
from tests.theory.oracle import NAMES, music21_name

THEIRS: dict[ScaleKind, type[music21.scale.ConcreteScale]] = {
    "lydian": music21.scale.LydianScale,
    "major": music21.scale.MajorScale,
    "mixolydian": music21.scale.MixolydianScale,
    "dorian": music21.scale.DorianScale,
    "phrygian": music21.scale.PhrygianScale,
    "locrian": music21.scale.LocrianScale,
    "natural minor": music21.scale.MinorScale,
    "harmonic minor": music21.scale.HarmonicMinorScale,
    "melodic minor": music21.scale.MelodicMinorScale,
}
SCALES = [Scale(tonic, kind) for tonic, kind in product(NAMES, SCALE_KINDS)]


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_every_scale_is_spelled_as_music21s_in_both_directions(kind: ScaleKind) -> None:
    direction = music21.scale.Direction
    for tonic in NAMES:
        ours, name = Scale(tonic, kind), music21_name(tonic)
        theirs = THEIRS[kind](name)
        for notes, way in ((ours.ascending, direction.ASCENDING), (ours.descending, direction.DESCENDING)):
            pitches = theirs.getPitches(f"{name}4", f"{name}5", direction=way)
            assert [pitch.name for pitch in pitches] == list(map(music21_name, notes)), ours.name


def test_every_degree_is_found_again() -> None:
    for scale in SCALES:
        assert scale.degree(1) == scale.degree(8) == scale.tonic
        assert scale.degree(0) == scale.degree(7)
        for degree in range(1, 8):
            assert scale.degree_of(scale.degree(degree)) == degree
        assert scale.degree_of(NoteName(scale.tonic.letter, scale.tonic.alteration + 1)) is None


def test_scales_without_a_raised_degree_are_keys() -> None:
    for scale in SCALES:
        plain = scale.ascending[:7] == scale.key.notes
        assert plain == (scale.kind not in {"harmonic minor", "melodic minor"})
        assert scale.key.mode == ("minor" if scale.kind in MINORS else scale.kind)
    assert {scale.key.mode for scale in SCALES} == set(MODES)


def test_every_degree_of_every_scale_bears_a_triad_and_a_seventh_chord() -> None:
    qualities = set()
    for scale, degree, size in product(SCALES, range(1, 8), (3, 4)):
        harmony = scale.harmony(degree, size)
        assert harmony.root == scale.degree(degree)
        assert set(harmony.members) <= set(scale.ascending)
        qualities.add(harmony.quality)
    assert len(qualities) == 11


def test_every_name_leads_back_to_its_scale_and_to_no_key() -> None:
    assert len({scale.name for scale in SCALES}) == len(SCALES)
    for scale in SCALES:
        assert Scale.parse(scale.name) == scale
        with pytest.raises(ValueError, match="no key"):
            Key.parse(scale.name)


def test_church_names_of_major_and_minor_are_read() -> None:
    assert Scale.parse("C ionian scale") == Scale(NoteName("C"), "major")
    assert Scale.parse("C aeolian scale") == Scale(NoteName("C"), "natural minor")


@pytest.mark.parametrize("name", ["", "C", "C major", "C minor scale", "C blues scale", "H major scale", "major scale"])
def test_what_is_no_scale_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"no scale|no note name"):
        Scale.parse(name)
