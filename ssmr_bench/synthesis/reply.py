"""What answers to open questions share: a note, or a line of notes, in names or in ABC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc.fragment import fragment
from ssmr_bench.notation.score import Note
from ssmr_bench.theory import wording
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem

NAME_A_NOTE = (
    "Answer with the name of the note, as in 'C-triple-sharp'; a letter alone is the natural note, "
    "whatever the key signature."
)
_ABC_NOTE = re.compile(r"(?:[\^_=]{0,2}[A-G][,']*|[\^_=]{0,2}[a-g][,']*)\d{0,2}/*\d{0,2}[\s|\]]*")
_FLAT = re.compile(r"[A-G]b")
_FLAT_APART = re.compile(r"[A-G] b(?![A-Za-z])")
_FIELDS = re.compile(r"^[ \t]*[A-Za-z]:.*$|\[[A-Z]:[^\]\n]*\]", re.MULTILINE)
_OCTAVE_MARKS = re.compile(r"(?<=[A-Ga-g#♭♯b])['\u2019\u2032]+")


def note(_: Problem, text: str) -> NoteName | Pitch | None:
    """One note: its name, with or without an octave, or a note in ABC under no key signature.

    A lone letter gives no octave, in ABC or not; a figure behind a name is its octave, unless a bar line follows.
    """
    if found := wording.note(text):
        return found
    score = fragment(text) if _ABC_NOTE.fullmatch(text) else None
    return score.pitches[0] if score and len(score.pitches) == 1 else None


def name(problem: Problem, text: str) -> NoteName | None:
    """The name of one note, whatever its octave."""
    found = note(problem, text)
    return found.name if isinstance(found, Pitch) else found


def names(_: Problem, text: str) -> tuple[NoteName, ...] | None:
    """The names of two or more single notes: a list of names, or ABC under no key signature but its own.

    "Bb" among capitals is a flat for most who write it and two notes in ABC: where it is no list of names, it is none.
    """
    if _FLAT_APART.search(text):
        return None
    listed = text.strip("|] \t.;")
    listed = listed[1:-1] if listed[:1] == "(" and listed[-1:] == ")" else listed
    if found := wording.notes(_OCTAVE_MARKS.sub("", listed)):
        return found
    score = None if _FLAT.search(_FIELDS.sub("", text)) else fragment(text.rstrip(" ."))
    events = [event for bar in score.bars for event in bar.events if event.duration] if score else []
    if len(events) < 2 or not all(isinstance(event, Note) for event in events):
        return None
    return tuple(pitch.name for event in events for pitch in event.pitches)
