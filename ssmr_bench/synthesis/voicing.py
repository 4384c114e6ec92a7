"""Notes and harmonies laid out on a staff: alone, struck as chords, and broken into single notes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Bar, Chord, Note, Score
from ssmr_bench.synthesis.rhythm import EIGHTH, HALF, QUARTER, filled
from ssmr_bench.synthesis.setting import Setting, octaves, pitches

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Clef
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.chord import Harmony
    from ssmr_bench.theory.pitch import Pitch

STRUCK = (HALF, QUARTER, EIGHTH)
BROKEN = (QUARTER, EIGHTH)


def alone(pitch: Pitch, clef: Clef) -> Score:
    """One note, under no key signature and in no meter."""
    return Score((Bar((Note(pitch, QUARTER),)),), clef)


def struck(draw: Draw, setting: Setting, harmony: Harmony, inversions: int = 3) -> Score:
    """A full bar of the harmony in close position, and two bars of its notes one after the other.

    Args:
        draw: Where its chances come from.
        setting: Where it is written.
        harmony: What sounds.
        inversions: How many of its members may lie lowest, from the root up.
    """
    chord = draw.choice(_close(setting, harmony, inversions))
    rhythm = filled(draw, 3, STRUCK)
    first, *others = rhythm.bars
    whole = Bar(tuple(Chord(chord, duration) for duration in first))
    broken = [Bar(tuple(Note(draw.choice(chord), duration) for duration in bar)) for bar in others]
    return Score((whole, *broken), setting.clef, setting.signature, rhythm.meter)


def broken(draw: Draw, setting: Setting, harmony: Harmony) -> Score:
    """Two full bars of single notes of the harmony, in any octave and order, every member among them."""
    rhythm = filled(draw, 2, BROKEN)
    members = [octaves(setting, name) for name in harmony.members]
    once = [draw.choice(member) for member in members]
    again = [draw.choice(draw.choice(members)) for _ in range(rhythm.notes - len(once))]
    return rhythm.line(setting, draw.shuffle([*once, *again]))


@cache
def _close(setting: Setting, harmony: Harmony, inversions: int) -> tuple[tuple[Pitch, ...], ...]:
    """Every way to write the harmony in the setting, each member as near above the one before as it can be."""
    basses = [bass for member in harmony.members[:inversions] for bass in octaves(setting, member)]
    return tuple(chord for chord in map(harmony.close_position, basses) if chord[-1] in pitches(setting))
