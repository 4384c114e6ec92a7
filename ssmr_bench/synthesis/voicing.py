"""Harmonies laid out on a staff: struck as chords and broken into single notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.compose import EIGHTH, HALF, QUARTER, Length, Setting, pitches

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.drawing import Draw
    from ssmr_bench.theory.chord import Harmony
    from ssmr_bench.theory.pitch import NoteName, Pitch

STRUCK = (HALF, QUARTER, EIGHTH)
BROKEN = (QUARTER, EIGHTH)


@dataclass(frozen=True, slots=True)
class Texture:
    """How a harmony is written out."""

    bars: int = 1
    inversions: int = 3
    """How many of its members may lie lowest, from the root up."""
    broken: bool = False
    """Whether its notes come one after the other, in any octave and order, or all at once."""

    def score(self, draw: Draw, setting: Setting, harmony: Harmony) -> Score:
        """The harmony in full bars of some rhythm; every member sounds."""
        if self.broken:
            return _broken(draw, setting, harmony, self.bars)
        rhythm = Length(self.bars, STRUCK).rhythm(draw)
        return rhythm.struck(setting, draw.choice(close(setting, harmony, self.inversions)))


def close(setting: Setting, harmony: Harmony, inversions: int) -> list[tuple[Pitch, ...]]:
    """Every way to write the harmony in the setting, each member as near above the one before as it can be."""
    found = []
    for turn in range(inversions):
        for bass in octaves(setting, harmony.members[turn]):
            chord = harmony.close_position(bass)
            if chord[-1] in pitches(setting):
                found.append(chord)
    return found


def octaves(setting: Setting, name: NoteName) -> list[Pitch]:
    """The pitches of that name in the setting."""
    return [pitch for pitch in pitches(setting) if pitch.name == name]


def _broken(draw: Draw, setting: Setting, harmony: Harmony, bars: int) -> Score:
    members = [octaves(setting, name) for name in harmony.members]
    rhythm = Length(bars, BROKEN).rhythm(draw)
    once = [draw.choice(member) for member in members]
    again = [draw.choice(draw.choice(members)) for _ in range(rhythm.notes - len(once))]
    return rhythm.line(setting, draw.shuffle([*once, *again]))
