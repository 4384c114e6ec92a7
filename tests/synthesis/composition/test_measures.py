"""Every measure on music whose value can be counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ssmr_bench.notation.signature import FreeSignature
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality, raw
from ssmr_bench.synthesis.composition.measures import measures
from ssmr_bench.synthesis.composition.repertoire import Repertoire
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName
from tests.synthesis.composition.music import music

ALONE = [
    ("bar_lengths", "CDEF|GAB|c4|]", 2 / 3),
    ("bar_lengths", "C|DEFG|A3|]", 1),  # a pick-up, and a last bar that makes it full
    ("bar_lengths", "C|DEFG|A2|]", 2 / 3),
    ("bar_lengths", "C|DEFG|A3:|B|cdef|g3:|", 1),
    ("bar_lengths", "CDEFG|Z3|C4|]", 2 / 3),
    ("bar_lengths", "CDE|]", 0),
    ("cadence", "GFED|C4|]", 1),
    ("cadence", "GFGA|G4|]", 7 / 8),  # the fifth, come to by a step
    ("cadence", "GFED|CDEF|]", 1 / 4),  # by a step is all
    ("cadence", "CDEG|C4|]", 1),  # from the dominant
    ("cadence", "CDEA|C4|]", 3 / 4),
    ("cadence", "CCCC|C4|]", 0),
    ("pitch_entropy", "Ccdd|]", 1),
    ("move_entropy", "CDCDE|]", 0.75 * math.log2(4 / 3) + 0.25 * 2),
    ("notes_of_the_key", "C2F^F|]", 3 / 4),
    ("key_profile", "C^CD^DE^F=FG^GA^AB|]", 0),
    ("pitch_range", "Cdc'E|]", 24),
    ("pitch_range", "C4|]", 0),
    ("small_moves", "CEGc|]", 2 / 3),
    ("small_moves", "C4|]", 0),
    ("wide_leaps", "CGEc|]", 1 / 3),
    ("turns", "CDCD|DE|]", 2 / 3),
    ("turns", "CDEF|]", 0),
    ("recovered_leaps", "CGFc|de|]", 1 / 2),  # the second one goes on in its direction
    ("recovered_leaps", "CGCc|]", 0),  # it turns back, but too far
    ("hard_leaps", "CF^FC|]", 1 / 3),  # the chromatic semitone is not hard, the tritone down is
    ("hard_leaps", "FBcC|]", 1 / 3),  # a tritone that does not turn back
    ("hard_leaps", "FBAC|]", 0),
    ("hard_leaps", "CcBB,|]", 0),  # octaves
    ("hard_leaps", "CBcC|]", 1 / 3),  # a seventh
    ("returning_bars", "CDEF|GABc|c2G2|DEFG|]", 3 / 4),  # on another degree
    ("returning_bars", "CDEF|C2D2|EEEE|GGGG|]", 0),  # bars on one pitch are no melody
    ("returning_pairs", "CDEF|G4|C2E2|DEFG|A4|C3G|]", 2 / 5),
    ("returning_rhythms", "CDEF|C2D2|EEEE|E3F|]", 1 / 2),
    ("different_bars", "CDEF|CDEF|CDEG|CDEF|]", 1 / 2),
    ("different_bars", "CDEF|]", 0),
    ("different_motifs", "CDEFGA|]", 1 / 2),
    ("different_motifs", "CDED|EF|]", 1),
    ("rhythm_entropy", "C2DD|E4|]", 1.5),
    ("rhythm_entropy", "CDEF|]", 0),
    ("syncopation", "CD2E|F2G2|CD2E-|E4|]", 3 / 8),
    ("syncopation", "C/DE/F2|C/D/EF2|]", 1 / 8),
    ("weight_on_first_beats", "C2DE|C2DE|]", 3 / 2),
    ("first_beats", "CDEF-|FGAB|z2C2|CDEF|]", 1 / 2),
    ("resolved_tones", "CBcF|EFAB|GB,DC|]", 3 / 5),
    ("resolved_tones", "cBAG|GFED|]", 1),  # on its way down the leading tone is not counted
    ("resolved_tones", "cBGA|DFGc|]", 0),
]

AFTER = [  # the excerpt is CDEF|G2G2|
    ("register_distance", "cdef|g2g2|]", 12),
    ("join", "EDCB,|C4|]", 3),
    ("shared_lengths", "CCCC|CCCC|]", 2 / 3),
    ("shared_motifs", "EFGA|c4|]", 4 / 5),
    ("copied_from_excerpt", "d/e/^f/g/a|e2d2|]", 4 / 6),  # transposed, at twice the speed
    ("traced_from_excerpt", "DEFG|A2C2|]", 5 / 6),
    ("traced_from_excerpt", "E|DEFG|AAC2|]", 4 / 8),  # the pick-up is passed over, the quarters are no half note
    ("returning_bars", "DEFG|FEDC|]", 1 / 2),
    ("returning_rhythms", "CCCC|C3C|]", 1 / 2),
]


def value(name: str, heard: Heard) -> float:
    return raw(heard)[name].value


@pytest.mark.parametrize(("name", "body", "wanted"), ALONE)
def test_the_value_is_as_counted_by_hand(name: str, body: str, wanted: float) -> None:
    assert value(name, Heard(music(body))) == pytest.approx(wanted)


@pytest.mark.parametrize(("name", "body", "wanted"), AFTER)
def test_the_value_after_an_excerpt_is_as_counted_by_hand(name: str, body: str, wanted: float) -> None:
    assert value(name, Heard(music(body), music("CDEF|G2G2|"))) == pytest.approx(wanted)


def test_every_measure_is_counted_by_hand_somewhere() -> None:
    counted = {name for name, *_ in (*ALONE, *AFTER)}
    assert {each.name for each in measures()} - counted == {"copied_from_known"}, "see test_repertoire.py"


def test_in_three_the_second_beat_is_as_strong_as_the_third() -> None:
    assert value("syncopation", Heard(music("CD2|CDE|]", meter="3/4"))) == 0
    assert value("syncopation", Heard(music("CD2E|C4|]", meter="4/4"))) == 1 / 4


def test_minor_allows_its_raised_degrees_and_leads_by_the_seventh() -> None:
    heard = Heard(music("AB^F^G|AGFE|E^GA2|]", "Am"))
    assert value("notes_of_the_key", heard) == 1
    assert value("resolved_tones", heard) == 1
    assert value("notes_of_the_key", Heard(music("AB^F^G|AGFE|E^GA2|]"))) < 1


def test_the_brief_says_what_key_and_meter_are_measured() -> None:
    score = music("CDEF|GABc|c4|]")
    assert value("notes_of_the_key", Heard(score, key=Key.parse("D major"))) == pytest.approx(5 / 12)
    assert value("bar_lengths", Heard(score, meter=Meter(3, 4))) == 0
    assert value("cadence", Heard(score, key=Key.parse("F major"))) == pytest.approx(3.5 / 4)


def test_what_does_not_apply_is_left_out() -> None:
    score = replace(music("CDEF|G4|]"), meter=None, signature=FreeSignature((NoteName("B", -1), NoteName("F", 1))))
    names = set(measured(Heard(score)))
    assert not names & {"bar_lengths", "syncopation", "first_beats", "notes_of_the_key", "resolved_tones", "join"}
    assert {"cadence", "pitch_range"} <= names
    assert "recovered_leaps" not in names


def test_music_without_a_note_has_nothing_of_anything() -> None:
    for score in (music(""), music("z4|z4|]")):
        alone = measured(Heard(score))
        assert raw(Heard(score)) == {}
        assert set(alone.values()) == {0.0}
        assert quality(alone) == 0
        after = measured(Heard(score, music("CDEF|]")), Repertoire.of([music("CDEF|]")]))
        assert set(after) == {each.name for each in measures()}
        assert set(after.values()) == {0.0}
    assert "join" not in measured(Heard(music("CDEF|]"), music("z4|]"))), "an excerpt without a note is none"


def test_shares_are_the_raw_values_in_their_bands_and_the_sum_is_weighted() -> None:
    heard = Heard(music("CDEF|GAB|c4|]"))
    shares, raws = measured(heard), raw(heard)
    assert {each.name: each.band.share(raws[each.name].value) for each in measures() if each.name in raws} == shares
    assert {name: found.unit for name, found in raws.items()} == {m.name: m.unit for m in measures() if m.name in raws}
    weights = {each.name: each.weight for each in measures()}
    assert quality({"cadence": 1.0, "different_bars": 0.25}) == pytest.approx((1 + 2 * 0.25) / 3)
    assert quality(shares) == pytest.approx(
        sum(shares[name] * weights[name] for name in shares) / sum(weights[name] for name in shares)
    )
