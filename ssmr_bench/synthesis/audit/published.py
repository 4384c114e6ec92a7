"""Problems in the schema of the published data set (arXiv 2509.04059), said in the words of our templates.

A row has `question, abc_context, correct_answer, incorrect_answer1, incorrect_answer2, incorrect_answer3, category,
difficulty, class_name`. Said in our words, the same checks and the same attackers apply. Where a row leaves something
open that our questions state, its translation leaves it open too: an interval above or below, any of the three minor
scales.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.synthesis.audit.chords import CHORD_KEY_ROOT, CHORD_NAME, CHORD_ROOT
from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.synthesis.audit.intervals import INTERVAL_NAME
from ssmr_bench.synthesis.audit.item import LETTERS, Item
from ssmr_bench.synthesis.audit.rhythm import BAR_LINES, TIME_SIGNATURE
from ssmr_bench.synthesis.audit.scales import SCALE_KEY
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FIELDS = ("question", "abc_context", "correct_answer", "class_name")
_WRONG = ("incorrect_answer1", "incorrect_answer2", "incorrect_answer3")
_SIGNS = {-2: "__", -1: "_", 0: "", 1: "^", 2: "^^"}
_QUALITIES = {"": "major", "m": "minor", "dim": "diminished", "aug": "augmented"}
_BARE = re.compile(r"(?:\^\^|\^|__|_|=)(?=[A-Ga-g][,'\d/>< A-Ga-g|)\]}-])")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, as it was published."""

    number: int
    """Its line in the file, from 1."""
    class_name: str
    question: str
    abc: str
    options: tuple[str, ...]
    """Sorted, so that their order says nothing."""
    key: str

    @classmethod
    def of(cls, number: int, place: str, record: Mapping[str, Any]) -> Row:
        """The row of a record.

        Raises:
            DataError: if it has not these fields, all of them text; the message names the place.
        """
        texts = [record.get(name) for name in (*_FIELDS, *_WRONG)]
        if not all(isinstance(text, str) for text in texts):
            missing = [name for name in (*_FIELDS, *_WRONG) if not isinstance(record.get(name), str)]
            raise DataError(f"{place} is no row of the published schema: it has no text {', '.join(missing)}")
        question, abc, key, class_name, *wrong = (str(text).replace("\\n", "\n") for text in texts)
        return cls(number, class_name, question, abc, tuple(sorted([key, *wrong])), key)

    def item(self) -> Item:
        """The row in our words.

        Raises:
            ValueError: if it can't be said in them; the message tells what was not understood.
        """
        if self.class_name not in _TRANSLATIONS:
            raise ValueError(f"no class {self.class_name!r} is known")
        template, stem, option = _TRANSLATIONS[self.class_name]
        options = tuple(option(self, text) for text in self.options)
        abc = _timed(self.abc) if template in {"bar_lines", "time_signature"} else self.abc
        answer = LETTERS[self.options.index(self.key)]
        return Item(f"row {self.number}", template, stem(self), abc, options, answer)


def _timed(abc: str) -> str:
    """The music without its accidentals, on which its time does not depend: unbarred, they would hold for too long."""
    return _BARE.sub("", abc)


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
        f"Each bar of this music holds two notes of a {triad} triad. "
        "Which of the options makes such a triad with the two notes of the first bar, in whatever octave? "
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


_TRANSLATIONS: dict[str, tuple[str, Callable[[Row], str], Callable[[Row, str], str]]] = {
    "TimeSignatureQuestion": (
        "time_signature",
        _said(TIME_SIGNATURE, r"Select the correct time signature for the music score\."),
        _same,
    ),
    "BarLinePlacementQuestion": (
        "bar_lines",
        _said(BAR_LINES, r"Based on the time signature, which option correctly places the bar lines .*"),
        _line,
    ),
    "IntervalNumberQuestion": (
        "interval_name",
        _said(INTERVAL_NAME, r"Given two notes .*, select the correct name of the interval between them\."),
        _same,
    ),
    "NoteCompletionByInterval": ("interval_note", _interval, _added),
    "ChordIdentificationQuestion": (
        "chord_name",
        _said(CHORD_NAME, r"Select the correct chord name based on the following music sheet\."),
        _chord,
    ),
    "ChordsCompletionQuestion": ("chord_completion", _completion, _added),
    "ChordKeyRootIdentificationQuestion": (
        "chord_key_root",
        _said(CHORD_KEY_ROOT, r"Identify the correct root note of the chord in the following sheet music\."),
        _name,
    ),
    "ChordRootIdentificationQuestion": (
        "chord_root",
        _said(CHORD_ROOT, r"Select the correct root note of chord name based on the following music sheet\."),
        _name,
    ),
    "ScaleIdentificationFromAbcQuestion": (
        "scale_key",
        _said(SCALE_KEY, r"Select the most suitable key for the following musical score\."),
        _key,
    ),
    "ScaleSelectionQuestion": ("scale_spelling", _spelling, _music),
}
"""For each class its template, its question and its options in our words."""
