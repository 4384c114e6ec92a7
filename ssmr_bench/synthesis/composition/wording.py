"""An assignment in words: all that is judged stands there, and nothing that may be read in two ways."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import Bar, Note, Score

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.assignment import Assignment
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import NoteName, Pitch

UNIT = "L:1/8"
"""The unit length that every assignment names."""
_COUNTS = {1: "whole", 2: "half", 4: "quarter", 8: "eighth", 16: "sixteenth"}
_EIGHTH = Fraction(1, 8)


def question(assignment: Assignment) -> str:
    """What the model is told to write; the excerpt itself is shown after it."""
    return "\n".join(_continuation(assignment) if assignment.kind == "continuation" else _composition(assignment))


def header(assignment: Assignment) -> tuple[str, ...]:
    """The fields of ABC that the music stands under, `K:` last."""
    clef = "" if assignment.clef == "treble" else f" clef={assignment.clef}"
    key = assignment.scale
    mode = {"major": "", "minor": "m"}.get(key.mode, key.mode[:3])
    return "X:1", f"M:{assignment.meter}", UNIT, f"K:{key.tonic}{mode}{clef}"


def _continuation(assignment: Assignment) -> list[str]:
    return [
        f"Continue the melody below by exactly {assignment.bars} bars. Write only the new bars, not those shown; "
        "a copy of bars shown is no continuation.",
        *_shared(assignment, "the new music"),
    ]


def _composition(assignment: Assignment) -> list[str]:
    assert assignment.range
    lowest, highest = assignment.range
    return [
        f"Write a melody of exactly {assignment.bars} bars in {assignment.key}, in {assignment.meter} time.",
        *_shared(assignment, "the melody"),
        f"- Range: no note is lower than {_both(lowest)}, and none is higher than {_both(highest)}. "
        "These are sounding pitches: middle C is C4, in ABC C.",
        f"- Ending: {_ending(assignment)} Of a chord the highest note counts.",
    ]


def _shared(assignment: Assignment, what: str) -> list[str]:
    fields = ", ".join(header(assignment))
    return [
        f"- Header: {what} stands under the fields {fields}. Neither key nor meter changes.",
        f"- Bars: every bar is full, with notes and rests that last {_full(assignment.time)} together. A bar line (|) "
        "follows each bar. There is no pick-up, and no bar without a note.",
        "- One voice, with every bar written out: a bar between repeat signs counts once.",
    ]


def _full(meter: Meter) -> str:
    """A full bar, counted: in 3/4 three quarter notes."""
    eighths = meter.bar * 8
    units = "" if meter.unit == 8 or eighths.denominator > 1 else f" ({eighths} eighth notes)"
    return f"{meter.count} {_COUNTS.get(meter.unit, f'1/{meter.unit}')} note{'s' * (meter.count > 1)}{units}"


def _both(pitch: Pitch) -> str:
    """A pitch by its name and in ABC: F#4 (ABC ^F)."""
    return f"{pitch} (ABC {spelled(pitch)})"


def spelled(pitch: Pitch) -> str:
    """A pitch as ABC writes it under no key signature.

    >>> from ssmr_bench.theory.pitch import Pitch
    >>> [spelled(Pitch.parse(name)) for name in ("C4", "F#4", "Bb3", "C5", "D6")]
    ['C', '^F', '_B,', 'c', "d'"]
    """
    written = write(Score((Bar((Note(pitch, _EIGHTH),)),)))
    return written.rpartition("\n")[2].removesuffix(" |]")


def _ending(assignment: Assignment) -> str:
    key = assignment.scale
    tonic, dominant = key.tonic, key.notes[4]
    if assignment.cadence == "tonic":
        return f"the last note is the tonic, {tonic.spoken}, in any octave."
    if assignment.cadence == "step":
        return (
            f"the last note is the tonic, {tonic.spoken}, in any octave; the note before it lies a step above or "
            "below it (a second, major or minor)."
        )
    if assignment.cadence == "dominant":
        return f"a half cadence: the last note is the fifth degree, {dominant.spoken}, in any octave."
    return (
        f"bar {assignment.bars // 2} ends on a note of the dominant triad ({_listed(dominant_triad(assignment))}), and "
        f"the last note of all is the tonic, {tonic.spoken}; each in any octave."
    )


def dominant_triad(assignment: Assignment) -> tuple[NoteName, ...]:
    """The notes that the first half of a period may end on; in minor the seventh degree raised or not."""
    key = assignment.scale
    fifth, seventh, second = key.notes[4], key.notes[6], key.notes[1]
    if key.mode != "minor":
        return fifth, seventh, second
    return fifth, seventh, type(seventh)(seventh.letter, seventh.alteration + 1), second


def _listed(names: tuple[NoteName, ...]) -> str:
    *first, last = [name.full for name in names]
    return f"{', '.join(first)} or {last}"
