"""Random scores for Hypothesis: few letters and many accidentals, so that signs often meet in a bar."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Bar, Chord, Note, Score
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import LETTERS, Pitch
from ssmr_bench.theory.rhythm import Meter

pitches = st.builds(Pitch, st.sampled_from(LETTERS), st.integers(-2, 2), st.integers(2, 6)) | st.builds(
    Pitch, st.sampled_from("FB"), st.integers(-1, 1), st.integers(4, 5)
)
durations = st.sampled_from(
    [Fraction(1, 8), Fraction(1, 4), Fraction(3, 8), Fraction(1, 16), Fraction(3, 16), Fraction(1)]
)
notes = st.builds(Note, pitches, durations)
chords = st.builds(
    Chord, st.lists(pitches, min_size=1, max_size=4, unique_by=lambda pitch: pitch.step).map(tuple), durations
)
bars = st.lists(notes | chords, min_size=1, max_size=8).map(lambda events: Bar(tuple(events)))
scores = st.builds(
    Score,
    st.lists(bars, min_size=1, max_size=3).map(tuple),
    st.sampled_from([TREBLE, BASS, ALTO]),
    st.integers(-7, 7).map(KeySignature),
    st.none() | st.builds(Meter, st.integers(1, 9), st.sampled_from([2, 4, 8])),
)
