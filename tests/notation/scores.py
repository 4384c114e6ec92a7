"""Random scores for Hypothesis: few letters and many accidentals, so that signs often meet in a bar."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ssmr_bench.notation.clef import Clef
from ssmr_bench.notation.score import (
    ALTO,
    BASS,
    TREBLE,
    Bar,
    Barline,
    Chord,
    ChordSymbol,
    ClefChange,
    Event,
    Graces,
    KeyChange,
    MeterChange,
    Note,
    Rest,
    Score,
    Tuplet,
    Voice,
)
from ssmr_bench.notation.signature import Signature, signature_of
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch

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

# Whole scores, in the one form that a reader gives to each.

symbols = st.text("ABCm7b#/% \\", min_size=1, max_size=6).filter(lambda text: text == text.strip()).map(ChordSymbol)
names = st.builds(NoteName, st.sampled_from(LETTERS), st.integers(-2, 2))
signatures = st.integers(-7, 7).map(KeySignature) | st.lists(names, max_size=4, unique_by=lambda name: name.letter).map(
    lambda names: signature_of(tuple(names))
)
meters = st.none() | st.builds(Meter, st.integers(1, 12), st.sampled_from([1, 2, 4, 8, 16]))
clefs = st.sampled_from([Clef.parse(name) for name in ("treble", "bass", "alto", "tenor", "treble-8", "bass+8")])
syllables = st.text("ab-_*|~% \\'", max_size=4).filter(lambda text: text.strip("-") != "" or text in {"", "-"})
lyrics = st.just(()) | st.lists(syllables, min_size=1, max_size=3).filter(lambda texts: texts[-1] != "").map(tuple)


def keynote(signature: Signature, tonic: NoteName | None) -> NoteName | None:
    """The tonic, but none where it goes without saying."""
    return None if isinstance(signature, KeySignature) and tonic == signature.major else tonic


tonics = st.none() | st.builds(NoteName, st.sampled_from(LETTERS), st.integers(-1, 1))


@st.composite
def key_changes(draw: st.DrawFn) -> KeyChange:
    signature = draw(signatures)
    return KeyChange(signature, keynote(signature, draw(tonics)))


graces = st.builds(
    Graces,
    st.lists(st.builds(Note, pitches, durations) | chords, min_size=1, max_size=3).map(tuple),
    st.booleans(),
)
marks = symbols | graces | key_changes() | st.builds(MeterChange, meters) | st.builds(ClefChange, clefs)


@st.composite
def sounding(draw: st.DrawFn, tuplet: Tuplet | None = None) -> Note | Chord | Rest:
    duration = draw(durations) * (tuplet.factor if tuplet else 1)
    kind = draw(st.sampled_from(["note", "note", "chord", "rest"]))
    if kind == "rest":
        return Rest(duration, tuplet, draw(st.booleans()))
    if kind == "note":
        pitch = draw(pitches)
        return Note(pitch, duration, (pitch,) if draw(st.booleans()) else (), tuplet, draw(lyrics))
    notes = draw(chords).pitches
    ties = tuple(pitch for pitch in notes if draw(st.booleans()))
    return Chord(notes, duration, ties, tuplet, draw(lyrics))


@st.composite
def tuplets(draw: st.DrawFn) -> list[Event]:
    figures = draw(st.sampled_from([(3, 2, 3), (2, 3, 2), (5, 4, 5), (3, 2, 2), (7, 4, 8)]))
    return [draw(sounding(Tuplet(*figures, place))) for place in range(figures[2])]


@st.composite
def whole_bars(draw: st.DrawFn, last: bool) -> Bar:
    groups = draw(
        st.lists(marks.map(lambda mark: [mark]) | sounding().map(lambda event: [event]) | tuplets(), max_size=5)
    )
    events = [event for group in groups for event in group] + [draw(sounding())]
    without = {Barline.FINAL} if last else {Barline.SINGLE}
    line = draw(st.sampled_from([line for line in Barline if line not in without]))
    volta = draw(st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple))
    return Bar(tuple(events), line, draw(st.booleans()), volta)


@st.composite
def voices(draw: st.DrawFn) -> Voice:
    count = draw(st.integers(0, 3))
    return Voice((*(draw(whole_bars(last=False)) for _ in range(count)), draw(whole_bars(last=True))), draw(clefs))


@st.composite
def whole_scores(draw: st.DrawFn) -> Score:
    first, *lower = draw(st.lists(voices(), min_size=1, max_size=3))
    signature = draw(signatures)
    title = draw(st.text("ab%\\: ", max_size=5).filter(lambda text: text == text.strip()))
    tonic = keynote(signature, draw(tonics))
    return Score(first.bars, first.clef, signature, draw(meters), tonic, title, tuple(lower))
