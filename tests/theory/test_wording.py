"""The readers of names against music21's own names for the same things, and on texts that name nothing."""

from __future__ import annotations

from itertools import product

import music21
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssmr_bench.theory.chord import SEVENTHS, TRIADS, Harmony, Quality
from ssmr_bench.theory.interval import Interval
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName, Pitch
from ssmr_bench.theory.scale import SCALE_KINDS, Scale, ScaleKind
from ssmr_bench.theory.wording import harmony, interval, meter, note, notes, scale
from tests.theory.oracle import NAMES, PITCHES, music21_name, music21_pitch

READERS = (note, notes, interval, harmony, scale, meter)
SIGNS: dict[int, tuple[str, ...]] = {
    -2: ("bb", "♭♭", "𝄫", " double flat", "-double-flat"),
    -1: ("b", "♭", " flat", "-flat", " Flat"),
    0: ("", "♮", " natural", "-natural"),
    1: ("#", "♯", " sharp", "-sharp", " ♯"),
    2: ("##", "♯♯", "𝄪", "x", " double sharp", "-double-sharp"),
}
FIGURES = {"major": "", "minor": "m", "diminished": "dim", "augmented": "+"}
SYMBOLS: dict[Quality, tuple[str, ...]] = {
    "major": ("", "M", "maj", " major", " Major triad", "-major chord"),
    "minor": ("m", "min", " minor", " Minor triad"),
    "diminished": ("dim", "°", "o", "º", " diminished", " dim"),
    "augmented": ("+", "aug", " augmented triad"),
    "dominant seventh": ("7", " dominant 7th", " dominant seventh chord"),
    "major seventh": ("maj7", "M7", "Δ7", " major seventh"),
    "minor seventh": ("m7", "min7", " minor 7th chord"),
    "half-diminished seventh": ("m7b5", "ø7", " half-diminished seventh"),
    "diminished seventh": ("dim7", "°7", " diminished seventh"),
    "minor-major seventh": ("mM7", " minor major seventh"),
    "augmented-major seventh": ("+M7", " augmented-major seventh"),
}
KINDS: dict[ScaleKind, tuple[str, ...]] = {
    kind: (kind, f"{kind} scale", f"{kind.title()} mode") for kind in SCALE_KINDS
}
KINDS["major"] = ("major", "Major scale", "ionian", "Ionian mode", "maj")
KINDS["natural minor"] = ("natural minor", "minor", "Minor scale", "aeolian", "Aeolian mode", "natural-minor")


def written(name: NoteName) -> list[str]:
    return [name.letter + sign for sign in SIGNS[name.alteration]]


@pytest.mark.parametrize("language", ["french", "italian", "spanish"])
def test_the_names_that_music21_gives_a_note_in_other_languages(language: str) -> None:
    for name in NAMES:
        theirs = getattr(music21.pitch.Pitch(music21_name(name)), language)
        assert note(theirs) == name, theirs


def test_every_pitch_as_music21_writes_it() -> None:
    for pitch in PITCHES:
        theirs = music21_pitch(pitch)
        assert note(theirs.unicodeNameWithOctave) == pitch
        assert note(theirs.name.replace("-", "b")) == note(theirs.unicodeName) == pitch.name
        assert note(theirs.fullName.partition(" in octave")[0]) == pitch.name


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_every_way_to_write_a_note(name: NoteName) -> None:
    for text in written(name):
        assert note(text) == note(f"the note {text}") == name, text
        assert note(f"{text}4") == note(f"{text} 4") == note(f"{text}₄") == Pitch(name.letter, name.alteration, 4), text
        assert notes(f"{text}, C and {text}5") == (name, NoteName("C"), name), text


def test_every_interval_up_to_two_octaves_as_music21_names_it() -> None:
    read = set()
    for first, last in product(PITCHES, PITCHES):
        ours = abs(Interval.between(first, last))
        if first.step == last.step or ours.semitones < 0 or ours.quality.startswith(("quadruply", "5-fold")):
            continue  # what no musician names, or music21 names from the higher note
        theirs = music21.interval.Interval(music21_pitch(first), music21_pitch(last))
        assert interval(theirs.name) == ours, theirs.name
        if ours.number <= 15:
            assert interval(theirs.niceName.replace("-", " ")) == ours, theirs.niceName
        read.add(ours)
    assert {interval.quality for interval in read} > {
        "perfect",
        "major",
        "minor",
        "doubly augmented",
        "triply diminished",
    }


@pytest.mark.parametrize("quality", [*TRIADS, *SEVENTHS])
def test_every_chord_by_words_and_symbols(quality: Quality) -> None:
    for name in NAMES:
        for text, symbol in product(written(name), SYMBOLS[quality]):
            if text[-3:].isalpha() and symbol[:1].isalpha():
                continue  # no symbol hangs on a word
            assert harmony(text + symbol) == Harmony(name, quality), text + symbol
        if quality in FIGURES:
            figure = music21.harmony.ChordSymbol(root=music21_name(name), kind=quality).figure.replace("-", "b")
            assert harmony(figure) == Harmony(name, quality), figure


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_every_scale_by_its_names(kind: ScaleKind) -> None:
    for name in NAMES:
        for text, words in product(written(name), KINDS[kind]):
            assert scale(f"{text} {words}") == scale(f"the scale of {text} {words}") == Scale(name, kind), (text, words)


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_the_note_may_come_last(name: NoteName) -> None:
    for text in written(name):
        for kind in ("harmonic minor", "major", "dorian"):
            assert scale(f"{kind} on {text}") == scale(f"The {kind} scale of {text}") == scale(f"{text} {kind}")
        for quality in TRIADS:
            assert harmony(f"{quality} triad on {text}") == harmony(f"the {quality} chord of {text}")
            assert harmony(f"{quality} on {text}") == Harmony(name, quality)


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_an_altered_fifth_in_a_symbol(name: NoteName) -> None:
    assert harmony(f"{name}(#5)") == harmony(f"{name} major (♯5)") == Harmony(name, "augmented")
    assert harmony(f"{name}m(b5)") == harmony(f"{name} minor (♭5)") == Harmony(name, "diminished")
    assert harmony(f"{name}(b5)") is harmony(f"{name}m(#5)") is None
    assert scale(f"{name}m harmonic") == Scale(name, "harmonic minor")


def test_middle_c() -> None:
    assert note("middle C") == Pitch("C", 0, 4)


@pytest.mark.parametrize(("count", "unit"), [*product(range(1, 17), (2, 4, 8, 16))])
def test_every_meter_as_music21_reads_it(count: int, unit: int) -> None:
    for text in (f"{count}/{unit}", f"{count} / {unit} time", f"a time signature of {count}/{unit}"):
        assert meter(text) == Meter(count, unit), text
    assert music21.meter.TimeSignature(f"{count}/{unit}").ratioString == str(meter(f"{count}/{unit}"))


@pytest.mark.parametrize(("sign", "name"), [("C", "common"), ("C|", "cut")])
def test_the_signs_for_common_and_cut_time(sign: str, name: str) -> None:
    assert str(meter(sign)) == str(meter(f"{name} time")) == music21.meter.TimeSignature(name).ratioString


@pytest.mark.parametrize(
    "text",
    [
        "H",
        "Bes",
        "Cis",
        "B or C",
        "C E",
        "flat",
        "B-",
        "A minor",
        "an apple",
        "Si majeur",
        "E-4",
        "",
        "#",
        "♭B",
        "Bb44",
        "C#b",
    ],
)
def test_no_note(text: str) -> None:
    assert note(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "tritone",
        "fifth",
        "a third",
        "3",
        "perfect third",
        "minor fifth",
        "compound minor third",
        "m",
        "C to E",
        "P0",
        "m3 or A2",
    ],
)
def test_no_interval(text: str) -> None:
    assert interval(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a minor triad",
        "minor",
        "C-",
        "c",
        "Do",
        "C-E-G",
        "Csus4",
        "C5",
        "C major 7",
        "C#5",
        "triad on C",
        "H minor",
        "C or D",
        "fa",
        "Cb-",
    ],
)
def test_no_chord(text: str) -> None:
    assert harmony(text) is None


@pytest.mark.parametrize(
    "text",
    ["C", "a minor scale", "minor", "E phrygian dominant", "C major or A minor", "C whole tone", "H minor", "B-Dur"],
)
def test_no_scale(text: str) -> None:
    assert scale(text) is None


@pytest.mark.parametrize(
    "text", ["3", "3/5", "0/4", "compound duple", "3/4 or 6/8", "c", "waltz", "3.5/4", "three", "12"]
)
def test_no_meter(text: str) -> None:
    assert meter(text) is None


@pytest.mark.parametrize("text", ["D", "D or E", "DEF", "D E H", "D E minor", "a note", "D, E, and", ", D E"])
def test_no_list_of_notes(text: str) -> None:
    assert notes(text) is None


PIECES = [
    "C",
    "b",
    "#",
    "♭",
    "si",
    " bémol",
    "double",
    " flat",
    " minor",
    "m",
    "7",
    "3",
    "/",
    "4",
    "-",
    " ",
    ",",
    "and",
    "é",
    "²",
    "𝄪",
    "°",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_is_read_or_not(text: str) -> None:
    for read in READERS:
        read(text)


@pytest.mark.parametrize("piece", ["C ", "b", " ", "-", "C#, ", "double ", "3/", "si ", "é", "the ", "1+"])
def test_long_texts(piece: str) -> None:
    for read in READERS:
        read(piece * 20_000)
