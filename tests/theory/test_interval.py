from __future__ import annotations

from itertools import product

import music21
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.theory.interval import Interval, transpose
from ssmr_bench.theory.pitch import LETTERS, Pitch
from tests.theory.oracle import PITCHES, music21_pitch

WORDS = {
    "Double-octave": "fifteenth",
    "Sixteenth": "16th",
    "Seventeenth": "17th",
    "Eighteenth": "18th",
    "Nineteenth": "19th",
    "Twentieth": "20th",
    "Twenty-first": "21st",
    "Triple-octave": "22nd",
}

pitches = st.builds(Pitch, st.sampled_from(LETTERS), st.integers(-9, 9), st.integers(-5, 12))


def oracle_name(interval: music21.interval.Interval) -> str:
    name = interval.niceName
    for theirs, ours in WORDS.items():
        name = name.replace(theirs, ours)
    if interval.generic.undirected == 1:
        # The semitone from C-sharp down to C: to music21 a diminished unison, to us an augmented one that falls.
        name = name.replace("Diminished", "Augmented")
    return name.lower().replace("-", " ")


def test_every_pair_of_pitches_has_music21s_name_and_size() -> None:
    oracles = {pitch: music21_pitch(pitch) for pitch in PITCHES}
    for first, second in product(PITCHES, PITCHES):
        ours = Interval.between(first, second)
        assert ours.semitones == int(oracles[second].ps - oracles[first].ps)
        if "5-fold" in ours.name:
            continue  # music21 has no word beyond quadruply: it raises, or takes the count round to the other side
        theirs = music21.interval.Interval(oracles[first], oracles[second])
        assert (ours.name, ours.semitones) == (oracle_name(theirs), theirs.semitones), f"{first} to {second}"


def test_transposing_leads_where_music21s_does() -> None:
    intervals = {Interval.between(Pitch.parse("C4"), pitch) for pitch in PITCHES}
    compared = 0
    for pitch, interval in product(PITCHES[::5], intervals):
        reached = transpose(pitch, interval)
        if abs(reached.alteration) <= 2:
            assert Interval.between(pitch, reached) == interval
            chromatic = music21.interval.ChromaticInterval(interval.semitones)
            generic = music21.interval.GenericInterval(interval.steps + (-1 if interval.steps < 0 else 1))
            try:
                theirs = music21.interval.intervalFromGenericAndChromatic(generic, chromatic)
            except music21.interval.IntervalException:
                continue
            assert theirs.transposePitch(music21_pitch(pitch), maxAccidental=None) == music21_pitch(reached)
            compared += 1
    assert compared > 1000


@given(pitches, pitches)
@settings(deadline=None)
def test_an_interval_leads_from_one_end_to_the_other_and_back(first: Pitch, second: Pitch) -> None:
    interval = Interval.between(first, second)
    assert transpose(first, interval) == second
    assert transpose(second, -interval) == first
    assert interval.name == (-interval).name


@given(st.integers(-30, 30), st.integers(-60, 60))
@settings(deadline=None)
def test_every_name_leads_back_to_its_interval(steps: int, semitones: int) -> None:
    interval = Interval(steps, semitones)
    assert Interval.parse(interval.name) == abs(interval)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "third",
        "perfect third",
        "minor fifth",
        "major octave",
        "doubly major third",
        "doubly perfect fifth",
        "Minor third",
        "augmented zeroth",
        "major 17rd",
        "major 3rd",
        "1-fold augmented third",
        "major 0th",
    ],
)
def test_what_is_no_interval_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no interval"):
        Interval.parse(name)
