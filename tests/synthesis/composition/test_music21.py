"""The measures beside music21, an implementation by others: on our composer's tunes and on some real ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

import pytest
from music21 import analysis, interval, key, meter, note, stream

from ssmr_bench.notation.score import Bar, Note, Score
from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.composition.measure import Heard, raw
from ssmr_bench.synthesis.composition.measures.key import MAJOR, MINOR
from ssmr_bench.synthesis.composition.yardsticks import composed
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import LETTERS, Pitch
from tests.notation.tunes import needed
from tests.synthesis.composition.music import real


def theirs(pitch: Pitch) -> note.Note:
    return note.Note(f"{pitch.letter}{'#' * pitch.alteration}{'-' * -pitch.alteration}{pitch.octave}")


def flowing(score: Score) -> Any:
    """The top notes of the first voice, one after the other, without meter and ties."""
    found: Any = stream.Stream()
    for event in (event for bar in score.bars for event in bar.events if event.pitches and event.duration):
        sounding = theirs(max(event.pitches, key=lambda pitch: pitch.midi))
        sounding.quarterLength = Fraction(event.duration) * 4
        found.append(sounding)
    return found


def check_profile(score: Score) -> None:
    best = flowing(score).analyze("key.krumhanslkessler")
    every = [best, *best.alternateInterpretations]
    found = [(each.tonic.pitchClass, each.mode, each.correlationCoefficient) for each in every]
    tonality = line_of(score).tones[0].tonality
    assert tonality
    mode = "minor" if tonality.minor else "major"
    (wanted,) = {round(fit, 6) for tonic, name, fit in found if (tonic, name) == (tonality.tonic, mode)}
    assert raw(Heard(score))["key_profile"].value == pytest.approx(wanted, abs=1e-3)


def test_the_profiles_are_music21s() -> None:
    judge: Any = analysis.discrete.KrumhanslKessler
    weights = judge().getWeights
    assert tuple(weights("major")) == MAJOR
    assert tuple(weights("minor")) == MINOR


def test_our_composers_tunes_fit_their_keys_as_music21_says() -> None:
    for tune in composed(20):
        check_profile(tune)
        assert raw(Heard(tune))["pitch_range"].value == flowing(tune).analyze("ambitus").semitones


@needed
def test_real_tunes_fit_their_keys_as_music21_says() -> None:
    for tune in real()[::120]:
        if len({tone.tonality for tone in line_of(tune).tones}) == 1:
            check_profile(tune)
            assert raw(Heard(tune))["pitch_range"].value == flowing(tune).analyze("ambitus").semitones


def test_hard_leaps_are_those_that_music21_names_so() -> None:
    pitches = [Pitch(letter, bent, octave) for letter, bent, octave in product(LETTERS, (-1, 0, 1), (4, 5))]
    for first, second in product(pitches, pitches):
        named: Any = interval.Interval(theirs(first), theirs(second))
        size = abs(named.semitones)
        bent = named.specifier.name not in {"PERFECT", "MAJOR", "MINOR"}
        unison = first.step == second.step
        wanted = size > 1 if unison else (bent and size < 10) or (size >= 10 and size != 12)
        score = Score((Bar((Note(first, Fraction(1, 4)), Note(second, Fraction(1, 4)))),))
        assert raw(Heard(score))["hard_leaps"].value == wanted, (str(first), str(second))


@pytest.mark.parametrize("text", ["4/4", "3/4", "6/8", "2/4", "9/8", "12/8"])
def test_the_stronger_of_two_moments_is_no_weaker_to_music21(text: str) -> None:
    tunes = [tune for tune in composed(140) if tune.meter == Meter.parse(text)]
    assert tunes
    for tune in tunes[:8]:
        part = flowing(tune)
        part.insert(0, meter.TimeSignature(text))
        part.insert(0, key.KeySignature(0))
        strengths = [each.beatStrength for each in part.makeMeasures().flatten().notes]
        line = line_of(tune)
        tones = line.tones
        assert len(strengths) == len(tones)
        by_depth: dict[int, list[float]] = {}
        for tone, strength in zip(tones, strengths, strict=True):
            assert tone.depth is not None
            # Within a triplet music21 ranks by a rule of its own.
            if Fraction(tone.start, line.ticks).denominator % 3:
                by_depth.setdefault(tone.depth, []).append(strength)
        weakest = inf
        for depth in sorted(by_depth):
            assert max(by_depth[depth]) <= weakest
            weakest = min(by_depth[depth])
