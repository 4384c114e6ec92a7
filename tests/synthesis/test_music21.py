"""music21 answers every problem of the frozen split from its published text, and finds the key and no other option."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

import pytest
from music21 import chord, converter, interval, meter, pitch, scale, stream

from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.templates import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ssmr_bench.synthesis.problem import Problem

pytestmark = pytest.mark.slow

Reach = Literal["octave", "pitch"]
"""How far an accidental holds to the end of its bar: in its own octave, as engraved, or in all, ABC's default."""

SIGNS = {"": "", "natural": "", "sharp": "#", "flat": "-", "double-sharp": "##", "double-flat": "--"}
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")
TRIADS: dict[str, Callable[[chord.Chord], bool]] = {
    "major": chord.Chord.isMajorTriad,
    "minor": chord.Chord.isMinorTriad,
    "diminished": chord.Chord.isDiminishedTriad,
    "augmented": chord.Chord.isAugmentedTriad,
}
SCALES: dict[str, type[scale.ConcreteScale]] = {
    "lydian": scale.LydianScale,
    "major": scale.MajorScale,
    "mixolydian": scale.MixolydianScale,
    "dorian": scale.DorianScale,
    "phrygian": scale.PhrygianScale,
    "locrian": scale.LocrianScale,
    "natural minor": scale.MinorScale,
    "harmonic minor": scale.HarmonicMinorScale,
    "melodic minor": scale.MelodicMinorScale,
}
WAYS = {"ascending": scale.Direction.ASCENDING, "descending": scale.Direction.DESCENDING}


@lru_cache(maxsize=16)
def part(abc: str, reach: Reach) -> stream.Part:
    """The music as music21 reads it; of ABC before 2.0 it would take each accidental to hold for one note."""
    # "clef=" says what staff to draw, and ABC's pitches are absolute under any; music21 takes those of a bass clef two
    # octaves down. So it is left out.
    abc = re.sub(r" clef=\w+", "", abc)
    # Inside brackets music21 keeps no account of accidentals: a chord neither hands them on nor takes them over. So its
    # notes are read one after the other; in no problem does it matter that they sound at once.
    abc = re.sub(r"\[([^]]+)\]", r"\1", abc)
    # A double sharp or flat is handed on as a single one, because music21 skips the character after the first. Here it
    # may skip a dot, the sign of a staccato.
    abc = abc.replace("^^", "^.^").replace("__", "_._")
    score = converter.parseData(f"%abc-2.1\n%%propagate-accidentals {reach}\n{abc}\n", format="abc")
    (found,) = score.getElementsByClass(stream.Part)
    return found


@lru_cache(maxsize=16)
def bars(abc: str, reach: Reach) -> list[stream.Stream[Any]]:
    """The bars that are drawn."""
    # Under a meter music21 cuts bars that are too long for it: "M:" is left out. It makes measures only where it finds
    # two plain bar lines, so one is put before the first bar, and the last is made plain; and none of a single bar.
    *header, line = [field for field in abc.split("\n") if not field.startswith("M:")]
    found = part("\n".join([*header, f"| {line.replace('|]', '|')}"]), reach)
    return list(found.getElementsByClass(stream.Measure)) or [found]


def pitches(music: stream.Stream[Any]) -> list[pitch.Pitch]:
    return [heard for note in music.recurse().notes for heard in note.pitches]


def name_set(heard: Iterable[pitch.Pitch]) -> frozenset[str]:
    return frozenset(each.name for each in heard)


def lengths(music: stream.Stream[Any]) -> list[float]:
    return [float(note.quarterLength) for note in music.recurse().notes]


def headed(option: str) -> str:
    """An option that is music under no key signature, as a tune."""
    return f"X:1\nM:none\nL:1/8\nK:C\n{option}"


def alone(option: str, reach: Reach) -> pitch.Pitch:
    (found,) = pitches(part(headed(option), reach))
    return found


def note_name(words: str) -> str:
    """music21's "B--" for "B-double-flat"."""
    letter, _, sign = words.partition("-")
    return letter + SIGNS[sign]


def interval_of(words: str) -> interval.Interval:
    return interval.Interval(words.replace(" fifteenth", "15"))  # music21 does not know the word


def asked(pattern: str, problem: Problem) -> tuple[str, ...]:
    """What the question asks for."""
    match = re.search(pattern, problem.question)
    assert match, f"{problem.id}: {problem.question}"
    return match.groups()


def triad(names: Iterable[str], quality: str | None = None) -> chord.Chord | None:
    """The triad that these notes make up, if they do and it is of that quality."""
    made = chord.Chord(sorted(names))
    fits = len(made.pitches) == 3 and any(holds(made) for kind, holds in TRIADS.items() if quality in {None, kind})
    return made if fits else None


def names_the_interval(problem: Problem, option: str, reach: Reach) -> bool:
    first, *_, last = pitches(part(problem.abc, reach))
    return interval.Interval(first, last).name == interval_of(option).name


def lies_at_the_interval(problem: Problem, option: str, reach: Reach) -> bool:
    size, way, place = asked(r"Which note lies an? (.+) (above|below) the (\w+) note of", problem)
    shown = pitches(part(problem.abc, reach))
    assert 4 <= len(shown) <= 6
    ends = (shown[PLACES.index(place)], alone(option, reach))
    rising = interval.Interval(*(ends if way == "above" else reversed(ends)))
    return rising.directedName == interval_of(size).directedName


def names_the_triad(problem: Problem, option: str, reach: Reach) -> bool:
    root, quality, _ = option.split()
    made = triad(name_set(pitches(part(problem.abc, reach))), quality)
    return made is not None and made.root().name == note_name(root)


def names_the_root(problem: Problem, option: str, reach: Reach) -> bool:
    made = triad(name_set(pitches(part(problem.abc, reach))))
    assert made, f"{problem.id} shows no triad"
    return made.root().name == note_name(option)


def completes_the_triad(problem: Problem, option: str, reach: Reach) -> bool:
    quality, place = asked(r"two notes of an? (\w+) triad\. .* the two notes of the (\w+) bar", problem)
    shown = [name_set(pitches(bar)) for bar in bars(problem.abc, reach)]
    assert [len(names) for names in shown] == [2, 2, 2, 2]
    return triad({*shown[PLACES.index(place)], alone(option, reach).name}, quality) is not None


def names_the_scale(problem: Problem, option: str, reach: Reach) -> bool:
    tonic, kind = option.removesuffix(" scale").split(" ", 1)
    rising = SCALES[kind](note_name(tonic)).getPitches(direction=scale.Direction.ASCENDING)
    return name_set(rising) == name_set(pitches(part(problem.abc, reach)))


def writes_the_scale(problem: Problem, option: str, reach: Reach) -> bool:
    tonic, kind, way = asked(r"writes the (\S+) (.+) scale, (\w+) from", problem)
    written = pitches(part(headed(option), reach))
    low, high = sorted([written[0], written[-1]])
    wanted = SCALES[kind](note_name(tonic)).getPitches(low, high, direction=WAYS[way])
    return len(written) == 8 and low.name == note_name(tonic) and written == wanted


def fills_the_bars(problem: Problem, option: str, reach: Reach) -> bool:
    full = meter.TimeSignature(option).barDuration.quarterLength
    return all(bar.highestTime == full for bar in bars(problem.abc, reach))


def sets_the_bar_lines(problem: Problem, option: str, reach: Reach) -> bool:
    unbarred = part(problem.abc, reach)
    (given,) = unbarred[meter.TimeSignature]
    header, _, _ = problem.abc.rpartition("\n")
    found = bars(f"{header}\n{option}", reach)
    for hear in (pitches, lengths):
        assert [heard for bar in found for heard in hear(bar)] == hear(unbarred), f"{problem.id} changes the notes"
    return all(bar.highestTime == given.barDuration.quarterLength for bar in found)


HOLDS: dict[str, Callable[[Problem, str, Reach], bool]] = {
    "bar_lines": sets_the_bar_lines,
    "chord_completion": completes_the_triad,
    "chord_key_root": names_the_root,
    "chord_name": names_the_triad,
    "chord_root": names_the_root,
    "interval_name": names_the_interval,
    "interval_note": lies_at_the_interval,
    "scale_key": names_the_scale,
    "scale_spelling": writes_the_scale,
    "time_signature": fills_the_bars,
}


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    return splits.load("1.0").problems


@pytest.mark.parametrize("reach", get_args(Reach))
@pytest.mark.parametrize("template", names())
def test_music21_agrees_with_every_key(problems: tuple[Problem, ...], template: str, reach: Reach) -> None:
    mine = [problem for problem in problems if problem.template == template]
    assert mine
    wrong = {}
    for problem in mine:
        options = zip(LETTERS, problem.options, strict=True)
        holding = [letter for letter, option in options if HOLDS[template](problem, option, reach)]
        if holding != [problem.answer]:
            wrong[problem.id] = f"{problem.answer} is the key, {holding} hold"
    assert not wrong
