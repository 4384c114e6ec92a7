from __future__ import annotations

from itertools import combinations, product

import music21
import pytest

from ssmr_bench.theory.chord import QUALITIES, Quality, Triad
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.pitch import Pitch
from tests.theory.oracle import NAMES, music21_name

STACKS: dict[Quality, tuple[str, str]] = {
    "major": ("major third", "minor third"),
    "minor": ("minor third", "major third"),
    "diminished": ("minor third", "minor third"),
    "augmented": ("major third", "major third"),
}


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_triad_is_the_one_that_music21_hears(quality: Quality) -> None:
    for root in NAMES:
        triad = Triad(root, quality)
        chord = music21.chord.Chord([music21_name(name) for name in triad.members])
        assert chord.root().name == music21_name(root)
        assert chord.quality == quality
        assert {chord.third.name, chord.fifth.name} == {music21_name(name) for name in triad.members[1:]}


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_triad_is_two_thirds(quality: Quality) -> None:
    for root in NAMES:
        low, middle, high = (Pitch(name.letter, name.alteration, 4) for name in Triad(root, quality).members)
        thirds = [Interval.between(low, middle), Interval.between(middle, high)]
        assert [Interval(step.steps % 7, step.semitones % 12).name for step in thirds] == list(STACKS[quality])


def test_every_triad_is_known_again_in_any_order_and_doubling() -> None:
    for root, quality in product(NAMES, QUALITIES):
        triad = Triad(root, quality)
        first, second, third = triad.members
        assert Triad.of([third, first, second, first, third]) == triad


def test_three_names_are_a_triad_only_if_music21_says_so() -> None:
    names = [name for name in NAMES if abs(name.alteration) <= 1]
    for three in combinations(names, 3):
        triad = Triad.of(three)
        chord = music21.chord.Chord([music21_name(name) for name in three])
        kinds = (chord.isMajorTriad(), chord.isMinorTriad(), chord.isDiminishedTriad(), chord.isAugmentedTriad())
        assert (triad is not None) == any(kinds), three


def test_no_two_triads_share_a_name() -> None:
    assert len({Triad(root, quality).name for root, quality in product(NAMES, QUALITIES)}) == len(NAMES) * 4
