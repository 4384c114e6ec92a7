"""A second audit of the published set by music21 and by plain reading of the ABC: it shares nothing with ours.

It is given the question, the music and the options of a row, never which option is the key, and says which hold.

Pitches, intervals, triads and scales are music21's. It cuts bars that are too long for their meter, so bars and their
lengths are read here, by plain patterns; that music21 finds every single bar as long is tested too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from music21 import chord, converter, interval, pitch, scale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Reach = Literal["octave", "pitch"]
REACHES: tuple[Reach, Reach] = ("octave", "pitch")
OPTIONS = ("correct_answer", "incorrect_answer1", "incorrect_answer2", "incorrect_answer3")

LENGTH = re.compile(
    r"(?P<note>[\^_=]*[A-Ga-gzx][,']*|\[[^\]:]+\])(?P<above>\d*)(?P<slashes>/*)(?P<below>\d*)(?P<dots>[<>]*)"
)
QUALITIES: dict[str, Callable[[chord.Chord], bool]] = {
    "major": chord.Chord.isMajorTriad,
    "minor": chord.Chord.isMinorTriad,
    "diminished": chord.Chord.isDiminishedTriad,
    "augmented": chord.Chord.isAugmentedTriad,
}
SHORT = {"": "major", "m": "minor", "dim": "diminished", "aug": "augmented"}
MAJOR = (scale.MajorScale,)
MINOR = (scale.MinorScale, scale.HarmonicMinorScale, scale.MelodicMinorScale)


def holding(row: Mapping[str, str], reach: Reach = "octave") -> tuple[str, ...]:
    """The options that hold, sorted; one that is offered twice stands twice."""
    return tuple(sorted(row[name] for name in OPTIONS if RULES[row["class_name"]](row, row[name], reach)))


def kinds(row: Mapping[str, str]) -> list[str]:
    """What is wrong with the row, but for rows that are equal."""
    narrow, wide = holding(row, "octave"), holding(row, "pitch")
    found = []
    if narrow != wide:
        return ["two readings"]
    if len(narrow) > 1:
        found.append("two right")
    elif not narrow:
        found.append("short bar" if but_for_ends(row) == [row["correct_answer"]] else "none right")
    elif narrow != (row["correct_answer"],):
        found.append("wrong key")
    return found + ["duplicates"] * alike(row)


def alike(row: Mapping[str, str]) -> bool:
    """Whether two options say the same, by their texts: numbers of bars and octaves are part of what is said."""
    return len({row[name] for name in OPTIONS}) < len(OPTIONS)


@lru_cache(4096)
def pitches(abc: str, reach: Reach) -> tuple[pitch.Pitch, ...]:
    """Every pitch of a tune without bar lines."""
    # A double sign is taken as one by music21 where a sign is handed on: it skips a character, which may be a dot.
    abc = abc.replace("^^", "^.^").replace("__", "_._")
    tune = converter.parseData(f"%abc-2.1\n%%propagate-accidentals {reach}\nX:1\n{abc}\n", format="abc")
    return tuple(each for note in tune.recurse().notes for each in note.pitches)


def spelled(name: str) -> str:
    """music21's name of a note in ABC or in letters: "B-" for "_B", "Bb" and "bb"."""
    signs, letter, more = re.fullmatch(r"([\^_=]*)([A-Ga-g])([#b]*)", name).groups()  # type: ignore[union-attr]
    return letter.upper() + (signs + more).translate({ord("^"): "#", ord("_"): "-", ord("b"): "-", ord("="): None})


def triad(heard: tuple[pitch.Pitch, ...]) -> tuple[str, str] | None:
    """Root and quality of the triad that is spelled by three note names; None if it is none."""
    names = sorted({each.name for each in heard})
    made = chord.Chord(names)
    quality = next((kind for kind, holds in QUALITIES.items() if len(names) == 3 and holds(made)), None)
    return (made.root().name, quality) if quality else None


def bar_length(bar: str, unit: Fraction) -> Fraction:
    """The length of a bar by plain reading: its notes and rests with their lengths, triplets and dots between notes."""
    bar = re.sub(r'"[^"]*"|![^!]*!|\{[^}]*\}|\[[A-Z]:[^\]]*\]', "", bar)
    total, triplet, lengthen = Fraction(0), 0, Fraction(1)
    for token in re.finditer(r"\((?P<tuplet>\d)|" + LENGTH.pattern, bar):
        if token["tuplet"]:
            assert token["tuplet"] == "3", bar
            triplet = 3
            continue
        below = int(token["below"] or 1) if token["below"] else 2 ** len(token["slashes"])
        length = Fraction(int(token["above"] or 1), below) * lengthen
        lengthen = Fraction(1)
        if token["dots"]:
            first = Fraction(3, 2) if token["dots"] == ">" else Fraction(1, 2)
            length, lengthen = length * first, 2 - first
        total += length * (Fraction(2, 3) if triplet else 1)
        triplet = max(0, triplet - 1)
    return total * unit


def bar_length_by_music21(bar: str, unit: Fraction) -> Fraction:
    """The same as music21 has it: the bar alone, without a meter, which it would cut it by."""
    bar = re.sub(r'"[^"]*"|![^!]*!|\{[^}]*\}|\[[A-Z]:[^\]]*\]|[-~.T]', "", bar)
    tune = converter.parseData(f"%abc-2.1\nX:1\nM:none\nL:{unit}\nK:C\n{bar}\n", format="abc")
    return sum((Fraction(each.quarterLength) for each in tune.recurse().notesAndRests), Fraction(0)) / 4


def bars(abc: str) -> tuple[list[str], Fraction]:
    """The bars of the music's last line, and the unit of length."""
    header, _, line = abc.rpartition("\n")
    unit = Fraction(re.search(r"^L:(\S+)$", header, re.MULTILINE)[1])  # type: ignore[index]
    cut = re.split(r":*\|[|:\]]*\s*(?:\d (?=[^|]))?|::", line)
    return [bar for bar in cut if re.search(r"[A-Ga-gzx]", re.sub(r'"[^"]*"', "", bar))], unit


def length_of(meter: str) -> Fraction:
    above, below = meter.split("/")
    return Fraction(int(above), int(below))


def fills_the_bars(row: Mapping[str, str], option: str, _: Reach) -> bool:
    found, unit = bars(row["abc_context"].partition("[M:")[0])
    return {bar_length(bar, unit) for bar in found} == {length_of(option)}


def places_the_lines(row: Mapping[str, str], option: str, _: Reach) -> bool:
    meter = re.search(r"^M:(\d+/\d+)$", row["abc_context"], re.MULTILINE)
    found, unit = bars(option)
    same = re.sub(r"[|\s]", "", option) == re.sub(r"[|\s]", "", row["abc_context"])
    return bool(meter) and same and {bar_length(bar, unit) for bar in found} == {length_of(meter[1])}  # type: ignore[index]


def but_for_ends(row: Mapping[str, str]) -> list[str]:
    """The options that would hold if the bars next to a double line or to no bar at all might be short."""
    found = []
    for option in (
        (row[name] for name in OPTIONS) if RULES[row["class_name"]] in (fills_the_bars, places_the_lines) else ()
    ):
        asked = row["class_name"] == "TimeSignatureQuestion"
        meter = re.search(r"^M:(\d+/\d+)$", option, re.MULTILINE)
        full = length_of(option) if asked else length_of(meter[1]) if meter else Fraction(0)
        sections = re.split(r"::|:\||\|:|\|\|", row["abc_context"] if asked else option)
        header = sections[0].rpartition("\n")[0]
        fits = bool(full)
        for section in (sections[0], *(f"{header}\n{more}" for more in sections[1:])):
            lengths = [bar_length(bar, unit) for each, unit in [bars(section)] for bar in each]
            fits = fits and {*lengths[1:-1]} <= {full} and max(lengths) <= full
        found += [option] * fits
    return found


def names_the_interval(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    first, last = pitches(row["abc_context"], reach)
    return str(interval.Interval(min(first, last), max(first, last)).niceName).lower() == option


def makes_the_interval(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    wanted = re.fullmatch(r".* form the (.+) interval", row["question"])[1]  # type: ignore[index]
    shown, added = pitches(option, reach)
    assert (shown,) == pitches(row["abc_context"], reach)
    return any(
        str(interval.Interval(*ends).niceName).lower() == wanted and interval.Interval(*ends).semitones >= 0
        for ends in ((shown, added), (added, shown))
    )


def names_the_chord(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    root, kind = re.fullmatch(r"([A-G][#b]?)(m|dim|aug|)", option).groups()  # type: ignore[union-attr]
    return triad(pitches(row["abc_context"], reach)) == (spelled(root), SHORT[kind])


def names_the_root(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    found = triad(pitches(row["abc_context"], reach))
    return found is not None and found[0] == spelled(option)


def completes_the_chord(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    root, kind = re.fullmatch(r".* to form a (\S+) (\w+) chord\.", row["question"]).groups()  # type: ignore[union-attr]
    return triad(pitches(option, reach)) == (spelled(root), kind.lower())


def scales(name: str) -> list[tuple[list[str], list[str]]]:
    """The scales that a key's name may mean, up and down: a minor may be any of the three."""
    tonic, minor = re.fullmatch(r"([A-G][#b]?)(m?)", name).groups()  # type: ignore[union-attr]
    found = []
    for kind in MINOR if minor else MAJOR:
        made: Any = kind(spelled(tonic))
        up = [each.name for each in made.getPitches(f"{spelled(tonic)}4", f"{spelled(tonic)}5")]
        down = [
            each.name
            for each in made.getPitches(
                f"{spelled(tonic)}4", f"{spelled(tonic)}5", direction=scale.Direction.DESCENDING
            )
        ]
        found.append((up, down))
    return found


def names_the_key(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    heard = {each.name for each in pitches(row["abc_context"], reach)}
    return any(heard in (set(up), set(down)) for up, down in scales(option))


def writes_the_scale(row: Mapping[str, str], option: str, reach: Reach) -> bool:
    key, way = re.fullmatch(r".* written (\S+) key with (\w+) direction\.", row["question"]).groups()  # type: ignore[union-attr]
    heard = pitches(option, reach)
    steps = {second.diatonicNoteNum - first.diatonicNoteNum for first, second in pairwise(heard)}
    right = [up if way == "ascending" else down for up, down in scales(key)]
    return steps == {1 if way == "ascending" else -1} and [each.name for each in heard] in right


RULES: dict[str, Callable[[Mapping[str, str], str, Reach], bool]] = {
    "TimeSignatureQuestion": fills_the_bars,
    "BarLinePlacementQuestion": places_the_lines,
    "IntervalNumberQuestion": names_the_interval,
    "NoteCompletionByInterval": makes_the_interval,
    "ChordIdentificationQuestion": names_the_chord,
    "ChordKeyRootIdentificationQuestion": names_the_root,
    "ChordRootIdentificationQuestion": names_the_root,
    "ChordsCompletionQuestion": completes_the_chord,
    "ScaleIdentificationFromAbcQuestion": names_the_key,
    "ScaleSelectionQuestion": writes_the_scale,
}
