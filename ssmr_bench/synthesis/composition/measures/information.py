"""How much the pitches and the moves surprise: neither one thing again and again, nor anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.entropy import entropy
from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("bits", "0 to 3.58", Band(1, 2, 3, 3.5))
def pitch_entropy(subject: Subject) -> float:
    """The entropy of the pitch classes, by how many notes each has.

    The seven notes of a key, each as often as the others, have 2.8 bits, all twelve 3.58.
    """
    return entropy(tone.midi % 12 for tone in subject.line.tones)


@measure("bits", "0 and up", Band(0.5, 1.5, 3.4, 4.2))
def move_entropy(subject: Subject) -> float:
    """The entropy of the moves from note to note, in semitones up or down."""
    return entropy(subject.line.moves)
