from __future__ import annotations

from fractions import Fraction
from itertools import compress, product

import music21
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.theory.meter import Meter

UNITS = (1, 2, 4, 8, 16, 32)
PLAIN = [Meter(count, unit) for count, unit in product(range(1, 17), UNITS)]
ADDITIVE = [
    Meter(sum(groups), unit, groups)
    for size in (2, 3, 4)
    for groups in product((2, 3), repeat=size)
    for unit in (8, 16)
    if len(set(groups)) > 1
]


def heard(meter: Meter) -> music21.meter.TimeSignature:
    return music21.meter.TimeSignature(str(meter))


def lengths(sequence: music21.meter.MeterSequence) -> tuple[Fraction, ...]:
    return tuple(Fraction(part.duration.quarterLength) / 4 for part in sequence)


def weight(meter: music21.meter.TimeSignature, position: Fraction) -> float:
    return float(meter.getAccentWeight(position * 4))  # type: ignore[no-untyped-call]


def test_every_bar_is_as_long_as_music21s() -> None:
    for meter in (*PLAIN, *ADDITIVE):
        assert meter.bar == Fraction(heard(meter).barDuration.quarterLength) / 4


def test_beats_are_music21s() -> None:
    """Over every plain meter, but two kinds.

    Short threes (3/8, 3/16) have one beat to music21, and three to us, as in theory books (simple triple), though one
    may conduct them in one. Where more than four short counts are no multiple of three (5/8, 7/8, 8/8), music21 takes
    each of them for a beat; to us, as to players, they group in twos and threes; music21 then agrees (the next test).
    """
    compared = 0
    for meter in PLAIN:
        if meter.unit > 4 and (meter.count == 3 or (meter.count > 4 and meter.count % 3)):
            continue
        theirs = heard(meter)
        assert meter.beat_lengths == lengths(theirs.beatSequence), meter
        assert meter.beat == Fraction(theirs.beatDuration.quarterLength) / 4
        assert meter.beat_lengths == (meter.beat,) * theirs.beatCount
        if meter.count in {2, 3, 4, 6, 9, 12}:
            assert meter.name.title() == theirs.classification
        compared += 1
    assert compared == 16 * 6 - 3 * 9


def test_grouped_beats_are_music21s() -> None:
    for meter in ADDITIVE:
        theirs = heard(meter)
        assert meter.beat_lengths == lengths(theirs.beatSequence) == lengths(theirs.beamSequence)
        assert meter.beat is None
        assert meter.kind == "asymmetric"
        assert meter.name.split()[1] == theirs.beatCountName.lower()
        plain = Meter(meter.count, meter.unit)
        if meter.count in {5, 7} and meter.grouping == tuple(sorted(meter.grouping)):
            assert plain.beat_lengths == meter.beat_lengths


@pytest.mark.parametrize("text", ["2/2", "3/2", "4/2", "2/4", "3/4", "4/4", "3/8", "5/8", "7/8", "6/8", "9/8", "12/8"])
def test_beams_break_where_music21s_do(text: str) -> None:
    """In the common meters; beyond them music21 leaves beats and beams at odds.

    It beams 4/8 not at all (each eighth alone) and 7/4 by halves, though 5/4 by quarters; ours break at the beat.
    """
    meter = Meter.parse(text)
    # music21 divides quarters further for the secondary beams: only the outer parts are groups.
    assert meter.beam_groups == lengths(heard(meter).beamSequence)


@pytest.mark.parametrize("text", ["6/4", "9/4", "12/4", "6/16", "9/16", "12/16", "15/8"])
def test_compound_beams_break_where_music21s_do(text: str) -> None:
    assert Meter.parse(text).beam_groups == lengths(heard(Meter.parse(text)).beamSequence)


@pytest.mark.parametrize(
    ("text", "groups"),
    [("4/8", "1/4 1/4"), ("2/8", "1/4"), ("4/16", "1/8 1/8"), ("7/4", "1/4 " * 7), ("8/8", "1/4 " * 4)],
)
def test_beams_of_rarer_meters(text: str, groups: str) -> None:
    assert Meter.parse(text).beam_groups == tuple(map(Fraction, groups.split()))


def test_music21_gives_beats_and_their_parts_the_weight_of_their_depth() -> None:
    """Over regular meters of two to four beats, and grouped ones; music21 weighs all the beats of a plain 5/4 alike."""
    regular = [Meter(count, unit) for count, unit in product((2, 3, 4, 6, 9, 12), (2, 4, 8)) if (count, unit) != (3, 8)]
    for meter in (*regular, Meter(5, 8, (2, 3)), Meter(5, 8, (3, 2)), Meter(7, 8, (2, 2, 3))):
        theirs = heard(meter)
        parts = len(theirs.accentSequence.flatten())
        step = meter.bar / parts
        assert step < min(meter.beat_lengths)
        for index in range(parts):
            assert weight(theirs, index * step) == Fraction(1, 2 ** meter.depth(index * step)), (meter, index)


def test_quarters_in_groups_are_as_strong_as_music21s() -> None:
    for text in ("3+2/4", "2+3/4"):
        meter = Meter.parse(text)
        weights = [weight(heard(meter), start) for start in meter.beat_starts]
        assert weights == [Fraction(1, 2 ** meter.depth(start)) for start in meter.beat_starts]
        assert meter.strong == tuple(compress(meter.beat_starts, (weight >= 0.5 for weight in weights)))
        assert meter.name == "asymmetric quintuple"


def test_meters_with_bars_of_one_length_are_told_apart_by_their_groups() -> None:
    common = [Meter(count, unit) for count, unit in product(range(2, 13), (2, 4, 8))]
    for one, other in product(common, common):
        if one.bar == other.bar and one.kind != other.kind:
            assert one.beam_groups != other.beam_groups
    assert Meter(2, 2).beam_groups != Meter(4, 4).beam_groups
    assert Meter(3, 4).strong == Meter(6, 8).strong
    assert Meter(3, 4).beat_starts != Meter(6, 8).beat_starts


@given(
    st.one_of(
        st.builds(Meter, st.integers(1, 40), st.integers(1, 64)),
        st.builds(
            lambda groups, unit: Meter(sum(groups), unit, tuple(groups)),
            st.lists(st.integers(1, 9), min_size=2, max_size=6),
            st.integers(1, 64),
        ),
    ),
    st.fractions(min_value=-4, max_value=4, max_denominator=96),
)
@settings(deadline=None)
def test_every_meter_is_whole(meter: Meter, position: Fraction) -> None:
    assert sum(meter.beat_lengths) == sum(meter.beam_groups) == meter.bar
    assert Meter.parse(str(meter)) == meter
    assert set(meter.strong) <= set(meter.beat_starts)
    assert meter.depth(position) == meter.depth(position + meter.bar)
    depths = {start: meter.depth(start) for start in meter.beat_starts}
    assert [start for start, depth in depths.items() if depth == 0] == [0]
    assert all(depths[start] <= 1 for start in meter.strong)
    assert meter.depth(position) > max(depths.values()) or position % meter.bar in depths
    assert meter.kind in meter.name


@pytest.mark.parametrize("text", ["", "4", "4/", "/4", "C", "4/4 ", "-3/4", "3+/8", "+3/8", "0/4", "4/0", "0+3/8"])
def test_what_is_no_meter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no meter"):
        Meter.parse(text)


@pytest.mark.parametrize("grouping", [(2, 2), (5,), (5, 0)])
def test_groups_must_add_up(grouping: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no meter"):
        Meter(5, 8, grouping)


def test_written_groups_are_beats_unless_they_are_of_quarters_and_not_in_threes() -> None:
    for written, plain in (
        ("3+3/4", "6/4"),
        ("3+3+3/8", "9/8"),
        ("2+2/4", "4/4"),
        ("2+2+2/8", "3/4"),
        ("2+3/4", "5/4"),
    ):
        one, other = Meter.parse(written), Meter.parse(plain)
        assert (one.name, one.beat_lengths, one.strong) == (other.name, other.beat_lengths, other.strong)
    assert Meter.parse("6+6/8").name == "compound duple"
    assert Meter.parse("4+4/8").name == "simple duple"


def test_parts_of_parts_are_deeper() -> None:
    depths = [Meter(4, 4).depth(Fraction(part, 32)) for part in range(9)]
    assert depths == [0, 5, 4, 5, 3, 5, 4, 5, 2]
    assert [Meter(6, 8).depth(Fraction(part, 32)) for part in range(5)] == [0, 4, 3, 4, 2]
    assert [Meter(2, 4).depth(Fraction(part, 24)) for part in range(7)] == [0, 3, 2, 2, 2, 3, 1]


def test_rare_sizes_are_named() -> None:
    assert Meter(27, 8).name == "compound 9-fold"
    assert Meter(1, 4).name == "simple single"
