from __future__ import annotations

from fractions import Fraction

import pytest

from ssmr_bench.notation.abc import read, write
from ssmr_bench.notation.clef import BASS, Clef
from ssmr_bench.notation.score import (
    Bar,
    Barline,
    Chord,
    ChordSymbol,
    ClefChange,
    Graces,
    KeyChange,
    MeterChange,
    Note,
    Rest,
    Score,
)
from ssmr_bench.notation.signature import FreeSignature
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import NoteName, Pitch


def tune(music: str, key: str = "C", meter: str = "4/4") -> Score:
    return read(f"X:1\nM:{meter}\nL:1/8\nK:{key}\n{music}")


def pitches(music: str, key: str = "C") -> str:
    return " ".join(map(str, tune(music, key).pitches))


def eighths(music: str, meter: str = "4/4") -> str:
    """The durations of what sounds or rests, in eighths."""
    events = (event for bar in tune(music, meter=meter).bars for event in bar.events)
    return " ".join(str(event.duration * 8) for event in events if event.duration)


@pytest.mark.parametrize(
    ("music", "key", "heard"),
    [
        ("C, C c c' c''", "C", "C3 C4 C5 C6 C7"),
        ("c,' C',", "C", "C5 C4"),
        ("^F F f | F", "C", "F#4 F#4 F#5 F4"),
        ("=F F ^^F F __F", "G", "F4 F4 F##4 F##4 Fbb4"),
        ("^c {=c} c", "C", "C#5 C5"),
        ("[^ce] c [K:G] c f", "C", "C#5 E5 C#5 C5 F#5"),
        ("^c- | c c", "C", "C#5 C#5 C5"),
        ("^c- | z c", "C", "C#5 C5"),
        ("^c- | C", "C", "C#5 C4"),
        ("[^ce]- | [ce] c", "C", "C#5 E5 C#5 E5 C5"),
        ("F B", "Bb", "F4 Bb4"),
        ("F C", "D exp _c", "F4 Cb4"),
        ("F C", "D =c", "F#4 C4"),
        ("c", "C clef=treble-8", "C4"),
        ("c [K:octave=1] c [K:clef=bass octave=0] c", "C", "C5 C6 C5"),
    ],
)
def test_pitches(music: str, key: str, heard: str) -> None:
    assert pitches(music, key) == heard


@pytest.mark.parametrize(
    ("music", "found"),
    [
        ("A A2 A3/2 A/ A// A/4 A3/ z4 x", "1 2 3/2 1/2 1/4 1/4 3/2 4 1"),
        ("A>B A<B A>>B A<<<B", "3/2 1/2 1/2 3/2 7/4 1/4 1/8 15/8"),
        ("A>B<C", "3/2 1/4 3/2"),
        ('A2> "C" {c} (B2 | [ce]>z', "3 1 3/2 1/2"),
        ("A> | B", "3/2 1/2"),
        ("(3ABC D", "2/3 2/3 2/3 1"),
        ("(3A>BC", "1 1/3 2/3"),
        ("(2AB (4ABcd (6ABcdef C", "3/2 3/2 3/4 3/4 3/4 3/4 1/3 1/3 1/3 1/3 1/3 1/3 1"),
        ("(3:2:2 A2B C", "4/3 2/3 1"),
        ("(3::2 AB (3:4 ABC (3:: ABC", "2/3 2/3 4/3 4/3 4/3 2/3 2/3 2/3"),
        ("[c2e4] [ce]2 [c2e2]2 [ce]/", "2 2 4 1/2"),
        ("[L:1/16] A2 [L:1/4] A", "1 2"),
        ("Z X2 Z3", "8 16 24"),
        ("[M:3/4] Z A", "6 1"),
    ],
)
def test_durations(music: str, found: str) -> None:
    assert eighths(music) == found


@pytest.mark.parametrize(("meter", "time"), [("6/8", 3), ("9/8", 3), ("6/4", 3), ("3/4", 2), ("3/8", 2), ("none", 2)])
def test_the_meter_says_what_a_quintuplet_stands_for(meter: str, time: int) -> None:
    assert eighths("(5ABcde", meter) == " ".join([str(Fraction(time, 5))] * 5)


@pytest.mark.parametrize(
    ("meter", "length", "unit"),
    [
        ("C", Meter(4, 4), "1/8"),
        ("C|", Meter(2, 2), "1/8"),
        ("none", None, "1/8"),
        ("2/4", Meter(2, 4), "1/16"),
        ("3/4", Meter(3, 4), "1/8"),
        ("6/8", Meter(6, 8), "1/8"),
        ("(2+3)/8", Meter(5, 8, (2, 3)), "1/16"),
    ],
)
def test_meters_and_the_unit_they_imply(meter: str, length: Meter | None, unit: str) -> None:
    score = read(f"M:{meter}\nK:C\nA")
    assert score.meter == length
    assert score.bars[0].duration == Fraction(unit)


@pytest.mark.parametrize(
    ("key", "fifths", "tonic"),
    [
        ("C", 0, None),
        ("none", 0, None),
        ("", 0, None),
        ("HP", 2, None),
        ("F#", 6, None),
        ("Am", 0, "A"),
        ("A minor", 0, "A"),
        ("AMin", 0, "A"),
        ("Dmix", 1, "D"),
        ("D Mixolydian", 1, "D"),
        ("Ador", 1, "A"),
        ("Ephr", 0, "E"),
        ("Flyd", 0, "F"),
        ("Bloc", 0, "B"),
        ("Gmaj", 1, None),
        ("Bbm", -5, "Bb"),
        ("D =c", 1, "D"),
    ],
)
def test_keys(key: str, fifths: int, tonic: str | None) -> None:
    score = tune("A", key)
    assert score.signature == KeySignature(fifths)
    assert score.tonic == (tonic and NoteName.parse(tonic))


def test_a_key_of_its_own_signs() -> None:
    score = tune("A", "D exp _b ^f")
    assert score.signature == FreeSignature((NoteName("B", -1), NoteName("F", 1)))
    assert score.tonic == NoteName("D")


def lines(music: str) -> list[tuple[Barline, bool, tuple[int, ...]]]:
    return [(bar.line, bar.opens_repeat, bar.volta) for bar in tune(music).bars]


def test_bar_lines_repeats_and_voltas() -> None:
    plain, none, back = Barline.PLAIN, Barline.NONE, Barline.REPEAT
    assert lines("A | B |]") == [(plain, False, ()), (plain, False, ())]
    assert lines("A | B |") == [(plain, False, ()), (Barline.SINGLE, False, ())]
    assert lines("A |] B") == [(Barline.FINAL, False, ()), (none, False, ())]
    assert lines("|: A :: B :|") == [(back, True, ()), (back, True, ())]
    assert lines("A :|\n|: B :||: C ||") == [(back, False, ()), (back, True, ()), (Barline.DOUBLE, True, ())]
    assert lines("|: A |1 B :|2 C |]") == [(plain, True, ()), (back, False, (1,)), (plain, False, (2,))]
    assert lines("A [1,3 B :| [2-4 C |]") == [(none, False, ()), (back, False, (1, 3)), (plain, False, (2, 3, 4))]
    assert lines("A |]: B .| C [|] D [| E ||") == [
        (Barline.FINAL, False, ()),
        (Barline.DOTTED, True, ()),
        (none, False, ()),
        (Barline.OPENING, False, ()),
        (Barline.DOUBLE, False, ()),
    ]


def test_what_takes_no_time() -> None:
    score = tune('"Am" A "^slow" {/cd} !trill! .~B | [K:F] |: [M:3/4] "C" [CE-]2 [K:bass] z')
    e4, a4, b4 = map(Pitch.parse, ("E4", "A4", "B4"))
    small = tuple(Note(Pitch.parse(name), Fraction(1, 8)) for name in ("C5", "D5"))
    assert score.bars[0].events == (
        ChordSymbol("Am"),
        Note(a4, Fraction(1, 8)),
        Graces(small, slashed=True),
        Note(b4, Fraction(1, 8)),
    )
    assert score.bars[1].events == (
        KeyChange(KeySignature(-1)),
        MeterChange(Meter(3, 4)),
        ChordSymbol("C"),
        Chord((Pitch.parse("C4"), e4), Fraction(1, 4), (e4,)),
        ClefChange(BASS),
        Rest(Fraction(1, 8)),
    )


def test_a_whole_tune_with_voices_and_lyrics() -> None:
    text = """%abc-2.1
X:7
T:The 50\\% reel % a comment
M:2/4
L:1/4
V:T clef=tenor name="Te nor"
V:B clef=bass
K:Dm
V:T
A B |\\
c2 |]
w:Hal-le lu~jah! % so
w:* b_
V:B
[V:B]D2|F,2|] [V:T] % nothing more

"""
    score = read(text)
    assert (score.title, score.tonic, score.signature) == ("The 50% reel", NoteName("D"), KeySignature(-1))
    assert [voice.clef for voice in score.voices] == [Clef.parse("tenor"), BASS]
    sung = [event.lyrics for bar in score.bars for event in bar.events if isinstance(event, Note)]
    assert sung == [("Hal-",), ("le", "b"), ("lu jah!", "_")]
    assert [str(pitch) for pitch in score.lower[0].pitches] == ["D4", "F3"]
    assert read(write(score)) == score


@pytest.mark.parametrize(
    ("lyrics", "laid"),
    [
        ("one | two three", "one - - two three - -"),
        ("one two three four | five", "one two three four - five -"),
        ("one two three | four", "one two three four - - -"),
        ("| | one * two three four", "- - - - - one -"),
    ],
)
def test_lyrics_wait_for_the_next_bar(lyrics: str, laid: str) -> None:
    score = tune(f"A B c | d z e | f\nw:{lyrics}\ng |]")
    sung = [event.lyrics for bar in score.bars for event in bar.events if isinstance(event, Note)]
    assert " ".join(texts[0] if texts else "-" for texts in sung) == laid


def test_only_the_first_tune_is_read() -> None:
    assert len(read("X:1\nK:C\nA\n\nX:2\nK:C\nB").bars) == 1
    assert read("K:C").bars == ()


def test_the_writer_guards_against_ties_that_do_not_hold() -> None:
    sharp, natural = Pitch.parse("C#5"), Pitch.parse("C5")
    tied = Bar((Note(sharp, Fraction(1, 8), ties=(sharp,)),))
    assert write(Score((tied, Bar((Note(natural, Fraction(1, 8)),))))).endswith("^c- | =c |]")
