"""What scores sound like, beside music21; test_tunes.py has abc2midi on the real tunes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import music21
import pytest

from ssmr_bench.notation.abc import read, write
from ssmr_bench.notation.midi import midi, ticks_of
from ssmr_bench.notation.performance import LONGEST, Sounding, perform
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.theory.key import Key, KeySignature
from ssmr_bench.theory.meter import Meter
from tests.notation import midi as reader

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

EIGHTH = Fraction(1, 8)
METERS = ("2/4", "3/4", "4/4", "6/8", "9/8", "5/4", "2/2", "7/8")


def heard(music: str) -> list[tuple[float, int, float]]:
    """Start, key and duration of each note, in eighths."""
    notes = perform(read(f"L:1/8\nM:4/4\nK:C\n{music}")).notes
    return [(float(note.start * 8), note.midi, float(note.duration * 8)) for note in notes]


def keys(music: str) -> str:
    """The notes from C in the order in which they are heard, as letters."""
    return "".join("C.D.EF.G.A.B"[key % 12] for _, key, _ in heard(music))


def tune(number: int) -> Score:
    """One of our composer's, lively enough to have triplets."""
    key = Key.of(KeySignature(number % 15 - 7), ("major", "minor", "dorian")[number % 3])
    brief = Brief(key, Meter.parse(METERS[number % len(METERS)]), 8, lively=True)
    return compose(Draw(f"performance/{number}", Stratum(1, "A")), brief)


def in_quarters(notes: Any) -> list[tuple[Fraction, Fraction, int]]:
    """Start, duration and key of music21's notes."""
    found = (
        (note.offset, note.quarterLength, pitch.midi)
        for note in notes.flatten().stripTies().notes
        for pitch in note.pitches
    )
    return sorted(
        (Fraction(start).limit_denominator(96), Fraction(length).limit_denominator(96), key)
        for start, length, key in found
    )


@pytest.mark.parametrize("number", range(24))
def test_our_composers_tunes_sound_as_music21_reads_them(number: int) -> None:
    score = tune(number)
    ours = sorted((4 * note.start, 4 * note.duration, note.midi) for note in perform(score).notes)
    # Under a meter music21 cuts bars that are too long for it; here they are all of the meter's length.
    text = write(score)
    theirs = music21.converter.parseData(f"%abc-2.1\n%%propagate-accidentals pitch\n{text}\n", format="abc")
    assert ours == in_quarters(theirs)


@pytest.mark.parametrize("number", range(24))
def test_music21_reads_our_files(number: int) -> None:
    played = perform(tune(number))
    file = music21.midi.MidiFile()
    file.readstr(midi(played))
    read_back = music21.midi.translate.midiFileToStream(file, quantizePost=False)
    assert in_quarters(read_back) == sorted((4 * note.start, 4 * note.duration, note.midi) for note in played.notes)
    (signature,) = read_back.recurse().getElementsByClass(music21.meter.TimeSignature)
    assert signature.ratioString == METERS[number % len(METERS)]
    (key,) = read_back.recurse().getElementsByClass(music21.key.Key)
    assert key.sharps == number % 15 - 7
    assert key.mode == ("minor" if number % 3 == 1 else "major")
    (mark,) = read_back.recurse().getElementsByClass(music21.tempo.MetronomeMark)
    assert mark.getQuarterBPM() == pytest.approx(float(played.tempo), abs=0.01)


def test_accidentals_hold_for_their_bar_and_the_signature_beyond() -> None:
    assert [key for _, key, _ in heard("^C c | C [K:D] C F |")] == [61, 73, 60, 61, 66]


def test_ties_join_over_bar_lines_and_within_chords() -> None:
    assert heard("C8- | C4 E4 |") == [(0, 60, 12), (12, 64, 4)]
    assert heard("[C-E]4 [CG]4 |") == [(0, 60, 8), (0, 64, 4), (4, 67, 4)]
    assert heard("C8- |]") == [(0, 60, 8)]


def test_rests_are_silent_and_tuplets_are_squeezed() -> None:
    assert heard("z2 C2 (3DEF x2 |") == [
        (2, 60, 2),
        *((4 + place * 2 / 3, key, pytest.approx(2 / 3)) for place, key in enumerate((62, 64, 65))),
    ]


@pytest.mark.parametrize(
    ("music", "order"),
    [
        ("C | D :| E |", "CDCDE"),
        ("C |: D :: E :| F |", "CDDEEF"),
        ("|: C |1 D :|2 E |] F |", "CDCEF"),
        ("|: C |1,2 D :|3 E |]", "CDCDCE"),
        ("C :| D :|", "CCDD"),
    ],
)
def test_repeats_and_voltas_are_played_out(music: str, order: str) -> None:
    assert keys(music) == order


def test_grace_notes_take_their_time_from_the_next_note() -> None:
    assert heard("C2 {d} E2 |") == [(0, 60, 2), (2, 74, 0.25), (2.25, 64, 1.75)]
    assert heard("{de} C/ |") == [(0, 74, 0.125), (0.125, 76, 0.125), (0.25, 60, 0.25)]
    assert heard("C2- {d} C2 |") == [(0, 60, 4), (2, 74, 0.25)]
    assert heard("C2 {d} |]") == [(0, 60, 2)]


def test_voices_sound_together_on_channels_of_their_own() -> None:
    played = perform(read("L:1/4\nM:4/4\nK:C\nV:1\nC4 |\nV:2\nC2 E2 |"))
    assert [(note.midi, note.voice) for note in played.notes] == [(60, 1), (60, 0), (64, 1)]
    assert sorted(note.duration for note in reader.sounds(midi(played))) == [0.5, 0.5, 1]


@pytest.mark.parametrize(
    ("meter", "quarters"),
    [("4/4", 100), ("2/2", 200), ("6/8", 150), ("3/8", 150), ("none", 100), ("3/32", 50), ("2/1", 200)],
)
def test_the_beat_of_the_meter_sets_the_tempo(meter: str, quarters: int) -> None:
    assert perform(read(f"M:{meter}\nK:C\nC |")).tempo == quarters
    assert perform(read(f"M:{meter}\nK:C\nC |"), beats=50).tempo == quarters / 2


@pytest.mark.parametrize(
    "music",
    [
        "C999999 |",
        "|: C99 |1-98 D :|99 E |]",
        "C/////// " * 5 + "|: C99 :| " * 9 + "C9999- | C9999 |",
    ],
)
def test_what_never_ends_is_cut(music: str) -> None:
    played = perform(read(f"L:1/1\nM:4/4\nK:C\n{music}"))
    assert played.duration / played.second <= LONGEST
    assert played.notes
    assert played.cut == (music != "C999999 |")  # a last note is shortened, and nothing left out


def test_bars_without_end_are_cut_too() -> None:
    music = "|:" + "C////|" * 400 + "1-98 D :|99 E |]"
    played = perform(read(f"L:1/64\nM:4/4\nK:C\n{music}"))
    assert played.cut
    assert len(played.notes) == 20_000


def test_what_lies_beyond_hearing_is_silent() -> None:
    assert perform(read("K:C\n_C,,,,, c''''' =C |")).notes == (Sounding(2 * EIGHTH, 60, EIGHTH),)


def test_signs_change_where_they_stand() -> None:
    played = perform(read("L:1/8\nM:4/4\nK:G\nC8 | [K:Am] [M:3/8] C3 |"))
    assert [float(sign.start) for sign in played.signs] == [0, 0, 1, 1]
    file = music21.midi.MidiFile()
    file.readstr(midi(played))
    said = {event.type: event.data for event in file.tracks[0].events}
    assert said[music21.midi.MetaEvents.KEY_SIGNATURE] == b"\x00\x01"
    assert str(said[music21.midi.MetaEvents.TIME_SIGNATURE]).startswith(r"b'\x03\x03")


def test_signs_that_midi_does_not_know_are_left_out() -> None:
    file = midi(perform(read("L:1/8\nM:4/6\nK:D exp _B ^F\nC D |")))
    assert b"\xff\x58" not in file
    assert b"\xff\x59" not in file
    assert [note.midi for note in reader.sounds(file)] == [60, 62]


def test_ticks_are_exact_where_they_can_be() -> None:
    sevenths = [Sounding(Fraction(place, 28), 60, Fraction(1, 28)) for place in range(7)]
    assert ticks_of(sevenths) == 3360
    assert ticks_of([Sounding(Fraction(1, 99991), 60, EIGHTH)]) == 10_080
    assert midi(perform(read("K:C\nz8 |")))[:4] == b"MThd"
