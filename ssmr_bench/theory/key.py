"""Key signatures."""

from __future__ import annotations

from dataclasses import dataclass

from ssmr_bench.theory.pitch import NoteName


@dataclass(frozen=True, slots=True)
class KeySignature:
    """One of the fifteen key signatures, by its number of sharps (positive) or flats (negative).

    Raises:
        ValueError: beyond seven sharps or flats.
    """

    fifths: int = 0

    def __post_init__(self) -> None:
        if abs(self.fifths) > 7:
            raise ValueError(f"no key signature has {abs(self.fifths)} sharps or flats; seven is the most")

    @property
    def major(self) -> NoteName:
        """The tonic of the major key with this signature.

        >>> [str(KeySignature(fifths).major) for fifths in (-7, -2, 0, 1, 6)]
        ['Cb', 'Bb', 'C', 'G', 'F#']
        """
        return NoteName.at_fifth(self.fifths)

    def alteration(self, letter: str) -> int:
        """What the signature does to a letter: 1 sharpens it, -1 flattens it, 0 leaves it natural.

        The seven notes of a key stand side by side on the line of fifths, from one fifth below the major tonic upwards.

        >>> [letter for letter in "CDEFGAB" if KeySignature(2).alteration(letter) == 1]
        ['C', 'F']
        >>> [letter for letter in "CDEFGAB" if KeySignature(-3).alteration(letter) == -1]
        ['E', 'A', 'B']
        """
        return (self.fifths + 5 - NoteName(letter).fifth) // 7
