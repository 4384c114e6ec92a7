from __future__ import annotations

from itertools import pairwise, product

import pytest

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Clef, Note, Score
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.theory.duration import Duration
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.key import Key, KeySignature, Mode
from ssmr_bench.theory.meter import Meter

METERS = ["2/4", "3/4", "4/4", "5/4", "6/4", "7/4", "2/2", "3/2", "3/8", "5/8", "6/8", "7/8", "9/8", "12/8", "3+3+2/8"]
MODES: tuple[Mode, ...] = ("major", "minor", "dorian")
KEYS = [Key.of(KeySignature(fifths), mode) for fifths, mode in product((-7, -2, 0, 3, 7), MODES)]


def tune(brief: Brief, name: str = "tune") -> Score:
    return compose(Draw(name, Stratum(1, "A")), brief)


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("lively", [False, True])
@pytest.mark.parametrize("clef", [TREBLE, BASS, ALTO], ids=lambda clef: clef.name)
def test_every_bar_is_full_and_every_note_of_the_key_on_the_staff(meter: str, lively: bool, clef: Clef) -> None:
    for key, bars in product(KEYS, (1, 2, 3, 4, 8, 10, 12)):
        score = tune(Brief(key, Meter.parse(meter), bars, clef, 6, lively=lively))
        assert [bar.duration for bar in score.bars] == [Meter.parse(meter).bar] * bars
        assert {pitch.name for pitch in score.pitches} <= set(key.notes)
        assert max(abs(clef.place(pitch)) for pitch in score.pitches) <= 6
        assert score.pitches[-1].name == key.tonic
        assert score.signature == key.signature


@pytest.mark.parametrize("compass", [(26, 32), (29, 40), (36, 46)])
def test_a_compass_is_kept_and_the_tune_moves_about_its_middle(compass: tuple[int, int]) -> None:
    means = []
    for name in "abcdef":
        steps = [pitch.step for pitch in tune(Brief(KEYS[6], Meter(4, 4), 8, compass=compass), name).pitches]
        assert compass[0] <= min(steps) <= max(steps) <= compass[1]
        means.append(sum(steps) / len(steps))
    assert abs(sum(means) / len(means) - sum(compass) / 2) < 2.5


def test_the_first_motif_returns() -> None:
    for meter, name in product(METERS, "abcdef"):
        bars = tune(Brief(KEYS[6], Meter.parse(meter), 8), name).bars
        assert bars.count(bars[0]) >= 2
        assert len(set(bars)) >= 3
        assert len(bars[0].events) > 1


def test_the_question_ends_on_the_dominant_and_every_phrase_rests() -> None:
    dominant = {KEYS[6].notes[4], KEYS[6].notes[6], KEYS[6].notes[1]}
    for meter, name in product(METERS, "abcdef"):
        score = tune(Brief(KEYS[6], Meter.parse(meter), 8), name)
        assert score.bars[3].events[-1].pitches[0].name in dominant
        for bar in (score.bars[3], score.bars[7]):
            longest = max(event.duration for event in bar.events)
            # No single note fills more than the last beat of 3+3+2/8 and is as long as its first.
            assert bar.events[-1].duration == longest or meter == "3+3+2/8"


@pytest.mark.parametrize("lively", [False, True])
def test_no_note_needs_a_tie_and_triplets_are_whole(lively: bool) -> None:
    triplets = 0
    for meter, name in product(METERS, "abcdef"):
        for bar in tune(Brief(KEYS[6], Meter.parse(meter), 8, lively=lively), name).bars:
            notes = [event for event in bar.events if isinstance(event, Note)]
            places = [note.tuplet.place for note in notes if note.tuplet]
            assert places == [0, 1, 2] * (len(places) // 3)
            triplets += len(places) // 3
            for note in notes:
                assert len(Duration.tied(note.duration)) == 1
                assert bool(note.tuplet) == (note.duration.denominator % 3 == 0)
    assert bool(triplets) == lively


def test_no_step_within_a_bar_is_hard_to_sing() -> None:
    for meter, name, key in product(METERS, "abcd", ("C major", "A minor")):
        for bar in tune(Brief(Key.parse(key), Meter.parse(meter), 8, leading=True), name).bars:
            pitches = [event.pitches[0] for event in bar.events]
            names = {Interval.between(before, after).name for before, after in pairwise(pitches)}
            assert not names & {"augmented second", "augmented fourth", "diminished fifth"}


def test_a_plain_tune_moves_mostly_by_step_and_never_beyond_a_sixth() -> None:
    moves = [
        abs(after.step - before.step)
        for meter, name in product(METERS, map(str, range(20)))
        for before, after in pairwise(tune(Brief(KEYS[6], Meter.parse(meter), 4), name).pitches)
    ]
    assert max(moves) <= 5
    assert sum(move <= 2 for move in moves) > 0.75 * len(moves)
    assert sum(move == 0 for move in moves) < 0.1 * len(moves)


def test_a_minor_dominant_may_raise_its_seventh_degree() -> None:
    minor = Key.parse("A minor")
    heard = {
        pitch.name
        for name in map(str, range(40))
        for pitch in tune(Brief(minor, Meter.parse("4/4"), 8, leading=True), name).pitches
    }
    assert {str(name) for name in heard} >= {"G#"}
    assert heard - set(minor.notes) == {name for name in heard if str(name) == "G#"}


def test_the_same_name_gives_the_same_tune_and_others_others() -> None:
    brief = Brief(KEYS[6], Meter.parse("4/4"))
    assert tune(brief) == tune(brief)
    assert len({tune(brief, str(name)) for name in range(200)}) > 190
