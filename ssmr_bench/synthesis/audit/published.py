"""Problems in the schema of the published data set (arXiv 2509.04059), said in the words of our templates.

A row has `question, abc_context, correct_answer, incorrect_answer1, incorrect_answer2, incorrect_answer3, category,
difficulty, class_name`. Said in our words, the same checks and the same attackers apply. Where a row leaves something
open that our questions state, its translation leaves it open too: an interval above or below, any of the three minor
scales.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.chords import CHORD_KEY_ROOT, CHORD_NAME, CHORD_ROOT
from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.synthesis.audit.intervals import INTERVAL_NAME
from ssmr_bench.synthesis.audit.item import LETTERS, Item
from ssmr_bench.synthesis.audit.rhythm import BAR_LINES, TIME_SIGNATURE
from ssmr_bench.synthesis.audit.scales import SCALE_KEY
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.synthesis.audit.row import Row

_SIGNS = {-2: "__", -1: "_", 0: "", 1: "^", 2: "^^"}
_QUALITIES = {"": "major", "m": "minor", "dim": "diminished", "aug": "augmented"}
_NOTES = re.compile(r"^(?![A-Za-z]:).*[A-Ga-gxz]", re.MULTILINE)
_VOLTA = re.compile(r"(?<=\|) +(?=[1-9] )")
"""What the published set puts between a bar line and the number of a volta."""
_BARE = re.compile(r"(?:\^\^|\^|__|_|=)(?=[A-Ga-g][,'\d/>< A-Ga-g|)\]}-])")


def translated(row: Row) -> Item:
    """The row in our words.

    Raises:
        ValueError: if it can't be said in them; the message tells what was not understood.
    """
    if row.template not in _TRANSLATIONS:
        raise ValueError(f"no class {row.class_name!r} is known")
    stem, option = _TRANSLATIONS[row.template]
    options = tuple(option(row, text) for text in row.options)
    abc = _ABC.get(row.template, str)(row.abc)
    return Item(row.id, row.template, stem(row), abc, options, LETTERS[row.options.index(row.key)])


def _timed(abc: str) -> str:
    """The music without its accidentals, on which its time does not depend: unbarred, they would hold for too long."""
    return _BARE.sub("", abc)


def _unmetered(abc: str) -> str:
    """The bars that the missing time signature governs: up to the first that is shown."""
    plain = _timed(_VOLTA.sub("", abc))
    bars = plain.partition("[M:")[0].rstrip("| \n")
    return f"{bars} |" if bars != plain.rstrip("| \n") and _NOTES.search(bars) else plain


def _words(row: Row, pattern: str) -> re.Match[str]:
    match = re.fullmatch(pattern, row.question.strip())
    if match is None:
        raise ValueError(f"the question is not understood: {row.question!r}")
    return match


def _said(stem: str, pattern: str) -> Callable[[Row], str]:
    """A question that is always the same."""

    def say(row: Row) -> str:
        _words(row, pattern)
        return stem

    return say


def _interval(row: Row) -> str:
    name = _words(row, r"Select correct note to make .* form the (.+) interval")[1]
    return (
        f"Which note lies {_article(name)} above or below the first note of this music? "
        "Go by the note names as written: enharmonic spellings make different intervals. "
        "The options stand under no key signature."
    )


def _completion(row: Row) -> str:
    words = _words(row, r"Given several notes, select the correct Note to form an? ([A-G][#b]?) (\w+) chord\.")
    triad = f"{NoteName.parse(words[1]).spoken} {words[2].lower()}"
    return (
        f"Which of the options makes {_article(triad)} triad with the notes of this music, in whatever octave? "
        "Go by the note names as written. The options stand under no key signature."
    )


def _spelling(row: Row) -> str:
    words = _words(row, r"Select the correctly written (\S+) key with (ascending|descending) direction\.")
    return (
        f"Which option writes the {_scale(words[1])}, {words[2]} from keynote to keynote? "
        "The options stand under no key signature."
    )


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _same(_: Row, option: str) -> str:
    return option


def _line(_: Row, option: str) -> str:
    """The music of an option without the header that it repeats."""
    return _timed(option.rpartition("\n")[2]).strip().removeprefix("|").strip()


def _music(_: Row, option: str) -> str:
    return re.sub(r"^(?:[A-Z]:.*\n)+", "", option)


def _chord(_: Row, option: str) -> str:
    match = re.fullmatch(r"([A-G][#b]?)(m|dim|aug|)", option)
    if match is None:
        raise ValueError(f"no chord {option!r} is known")
    return f"{NoteName.parse(match[1]).spoken} {_QUALITIES[match[2]]} triad"


def _scale(option: str) -> str:
    match = re.fullmatch(r"([A-G][#b]?)(m?)", option)
    if match is None:
        raise ValueError(f"no key {option!r} is known")
    return f"{NoteName.parse(match[1]).spoken} {'minor' if match[2] else 'major'} scale"


def _key(_: Row, option: str) -> str:
    return _scale(option)


def _name(_: Row, option: str) -> str:
    match = re.fullmatch(r"([\^_]*)([A-Ga-g])([#b]*)", option)
    if match is None:
        raise ValueError(f"no note name {option!r} is known")
    signs = match[1].replace("^", "#").replace("_", "b") + match[3]
    return NoteName.parse(match[2].upper() + signs).full


def _added(row: Row, option: str) -> str:
    """The note that an option adds at the end of the music, in ABC under no signature."""
    pitch = hear(option).sounds[-1].pitches[-1]
    if [*_all(row.abc), pitch] != _all(option):
        raise ValueError(f"option {option!r} does not add a note to the music")
    marks = "'" * (pitch.octave - 5) if pitch.octave >= 5 else "," * (4 - pitch.octave)
    return _SIGNS[pitch.alteration] + (pitch.letter.lower() if pitch.octave >= 5 else pitch.letter) + marks


def _all(abc: str) -> list[Pitch]:
    return [pitch for sound in hear(abc).sounds for pitch in sound.pitches]


_ABC: dict[str, Callable[[str], str]] = {"time_signature": _unmetered, "bar_lines": _timed}
"""What of the music is translated too."""
_TRANSLATIONS: dict[str, tuple[Callable[[Row], str], Callable[[Row, str], str]]] = {
    "time_signature": (
        _said(TIME_SIGNATURE, r"Select the correct time signature for the music score\."),
        _same,
    ),
    "bar_lines": (
        _said(BAR_LINES, r"Based on the time signature, which option correctly places the bar lines .*"),
        _line,
    ),
    "interval_name": (
        _said(INTERVAL_NAME, r"Given two notes .*, select the correct name of the interval between them\."),
        _same,
    ),
    "interval_note": (_interval, _added),
    "chord_name": (
        _said(CHORD_NAME, r"Select the correct chord name based on the following music sheet\."),
        _chord,
    ),
    "chord_completion": (_completion, _added),
    "chord_key_root": (
        _said(CHORD_KEY_ROOT, r"Identify the correct root note of the chord in the following sheet music\."),
        _name,
    ),
    "chord_root": (
        _said(CHORD_ROOT, r"Select the correct root note of chord name based on the following music sheet\."),
        _name,
    ),
    "scale_key": (
        _said(SCALE_KEY, r"Select the most suitable key for the following musical score\."),
        _key,
    ),
    "scale_spelling": (_spelling, _music),
}
"""For each template the question and the options of its class in our words."""
