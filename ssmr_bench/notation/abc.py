"""Writes scores in ABC, by the standard 2.1 (http://abcnotation.com/wiki/abc:standard:v2.1)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import TREBLE, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.notation.score import Bar, Event, Score
    from ssmr_bench.theory.key import KeySignature
    from ssmr_bench.theory.pitch import Pitch

_ACCIDENTALS = {-2: "__", -1: "_", 0: "=", 1: "^", 2: "^^"}


def write(score: Score, unit: Fraction = Fraction(1, 8)) -> str:
    """The score as an ABC tune without a title, its music on one line; no line break at the end.

    Its accidentals mean the same to those for whom a sign holds to the end of the bar in its own octave, as in engraved
    music, and to those for whom it holds in every octave, the standard's default (11.3, `propagate-accidentals`).

    Args:
        score: What to write.
        unit: The length of a note that bears no figure (`L:`), as a part of a whole note.

    Raises:
        ValueError: on a triple sharp or flat, for which ABC has no sign.
    """
    meter = [f"M:{score.meter}"] if score.meter else []
    clef = "" if score.clef == TREBLE else f" clef={score.clef.name}"
    header = ["X:1", *meter, f"L:{unit}", f"K:{score.signature.major}{clef}"]
    music = " | ".join(_bar(bar, score.signature, unit) for bar in score.bars)
    return "\n".join([*header, f"{music} |]"])


def _bar(bar: Bar, signature: KeySignature, unit: Fraction) -> str:
    earlier: list[Pitch] = []
    return " ".join(_event(event, signature, earlier) + _length(event.duration / unit) for event in bar.events)


def _event(event: Event, signature: KeySignature, earlier: list[Pitch]) -> str:
    """The event without its length; its pitches join the `earlier` ones of the bar."""
    heads = []
    for pitch in event.pitches:
        heads.append(_accidental(pitch, signature, earlier) + _head(pitch))
        earlier.append(pitch)
    return heads[0] if isinstance(event, Note) else f"[{''.join(heads)}]"


def _accidental(pitch: Pitch, signature: KeySignature, earlier: Sequence[Pitch]) -> str:
    """The sign before a note: none where both ways of reading the earlier signs of the bar give the pitch."""
    same_letter = [other for other in earlier if other.letter == pitch.letter]
    same_place = [other for other in same_letter if other.octave == pitch.octave]
    in_force = {
        notes[-1].alteration if notes else signature.alteration(pitch.letter) for notes in (same_letter, same_place)
    }
    if in_force == {pitch.alteration}:
        return ""
    if pitch.alteration not in _ACCIDENTALS:
        raise ValueError(f"ABC has no sign for {pitch}; two sharps or flats are the most")
    return _ACCIDENTALS[pitch.alteration]


def _head(pitch: Pitch) -> str:
    if pitch.octave >= 5:
        return pitch.letter.lower() + "'" * (pitch.octave - 5)
    return pitch.letter + "," * (4 - pitch.octave)


def _length(units: Fraction) -> str:
    above = "" if units.numerator == 1 else str(units.numerator)
    below = "" if units.denominator == 1 else f"/{units.denominator}"
    return above + below
