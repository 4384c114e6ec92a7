from __future__ import annotations

import re
import shutil
import subprocess
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import music21
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import BASS, TREBLE, Bar, Chord, Note, Score
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch
from tests.notation.reader import Scope, read
from tests.notation.scores import scores
from tests.theory.oracle import PITCHES, music21_pitch

if TYPE_CHECKING:
    from pathlib import Path

EIGHTH = Fraction(1, 8)


def bar(*names: str) -> Bar:
    return Bar(tuple(Note(Pitch.parse(name), EIGHTH) for name in names))


def music(score: Score) -> str:
    return write(score).split("\n")[-1]


def test_a_whole_tune() -> None:
    chord = Chord(tuple(map(Pitch.parse, ("E3", "G#3", "B3"))), Fraction(3, 8))
    first = Bar((Note(Pitch.parse("Bb2"), Fraction(1, 4)), Note(Pitch.parse("B2"), Fraction(1, 8)), chord))
    second = Bar((Note(Pitch.parse("C4"), Fraction(3, 4)),))
    score = Score((first, second), BASS, KeySignature(-1), Meter(3, 4))
    assert write(score) == "X:1\nM:3/4\nL:1/8\nK:F clef=bass\nB,,2 =B,, [E,^G,=B,]3 | C6 |]"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("F#4", "F#4", "F4"), "F F =F |]"),
        (("F4", "F4", "F#4", "F##4", "F#4"), "=F F ^F ^^F ^F |]"),
        (("Bb4", "Bbb4", "Bb4", "B4"), "_B __B _B =B |]"),
        (("F4", "F#5"), "=F ^f |]"),
        (("F4", "F5", "F#4"), "=F =f ^F |]"),
        (("G#4", "G5"), "^G =g |]"),
        (("C2", "C3", "C4", "C5", "C6", "C7"), "C,, C, C c c' c'' |]"),
    ],
)
def test_signs_in_a_bar_of_g_major(names: tuple[str, ...], text: str) -> None:
    assert music(Score((bar(*names),), signature=KeySignature(1))) == text


def test_a_bar_line_ends_what_signs_do() -> None:
    assert music(Score((bar("F#4", "F#4"), bar("F#4"), bar("F4")))) == "^F F | ^F | F |]"


@pytest.mark.parametrize(
    ("units", "text"), [("1", "C"), ("2", "C2"), ("1/2", "C/2"), ("3/2", "C3/2"), ("1/4", "C/4"), ("8", "C8")]
)
def test_lengths(units: str, text: str) -> None:
    assert music(Score((Bar((Note(Pitch.parse("C4"), Fraction(units) * EIGHTH),)),))) == f"{text} |]"


def test_a_triple_sharp_is_refused() -> None:
    with pytest.raises(ValueError, match="no sign for C###4"):
        write(Score((bar("C###4"),)))


@pytest.mark.parametrize("scope", get_args(Scope))
@given(score=scores, unit=st.sampled_from([Fraction(1, 4), EIGHTH, Fraction(1, 16)]))
@settings(max_examples=300, deadline=None)
def test_another_reader_gets_the_score_back(scope: Scope, score: Score, unit: Fraction) -> None:
    tune = read(write(score, unit), scope)
    for ours, theirs in zip(score.bars, tune.bars, strict=True):
        events = [
            ([(str(pitch.name), pitch.octave) for pitch in event.pitches], event.duration) for event in ours.events
        ]
        assert events == theirs
    assert tune.fields.get("M") == (str(score.meter) if score.meter else None)
    assert tune.fields["K"].partition(" clef=")[2] == ("" if score.clef == TREBLE else score.clef.name)


@given(score=scores)
@settings(max_examples=100, deadline=None)
def test_no_sign_is_idle(score: Score) -> None:
    abc = write(score)
    *header, line = abc.split("\n")
    for match in re.finditer(r"__|_|=|\^\^|\^", line):
        without = "\n".join([*header, line[: match.start()] + line[match.end() :]])
        readings = [(read(abc, scope).heard, read(without, scope).heard) for scope in get_args(Scope)]
        assert any(before != after for before, after in readings)


@pytest.mark.parametrize("fifths", range(-7, 8))
def test_music21_reads_every_pitch_under_every_signature(fifths: int) -> None:
    # A bar each: music21 forgets a sign within the bar. In treble: it moves the notes of a bass clef by octaves.
    bars = tuple(Bar((Note(pitch, Fraction(1, 4)),)) for pitch in PITCHES)
    stream = music21.converter.parseData(write(Score(bars, signature=KeySignature(fifths))), format="abc")
    heard = [note.pitch for note in stream.recurse().getElementsByClass(music21.note.Note)]
    assert [str(pitch) for pitch in heard] == [str(music21_pitch(pitch)) for pitch in PITCHES]


@pytest.mark.skipif(shutil.which("abc2midi") is None, reason="abc2midi is missing: apt-get install abcmidi")
@given(score=scores)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_abc2midi_plays_the_score(score: Score, tmp_path: Path) -> None:
    source, midi = tmp_path / "tune.abc", tmp_path / "tune.mid"
    source.write_text(write(score) + "\n")
    subprocess.run(["abc2midi", source, "-o", midi], check=True, capture_output=True)
    played = subprocess.run(["mftext", midi], check=True, capture_output=True, text=True).stdout
    sounds = re.findall(r"Time=(\d+)  Note on, chan=1 pitch=(\d+) vol=[1-9]", played)
    expected = []
    start = Fraction(0)
    for event in (event for bar in score.bars for event in bar.events):
        expected += sorted((start, pitch.midi) for pitch in event.pitches)
        start += event.duration
    # 1920 ticks a whole note; a chord is spread by 10 ticks a note.
    assert sorted((Fraction(int(time) // 60 * 60, 1920), int(key)) for time, key in sounds) == sorted(expected)
