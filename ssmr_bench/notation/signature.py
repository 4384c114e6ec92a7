"""Key signatures as they may stand on a staff: the fifteen usual ones, and those that name their sharps and flats."""

from __future__ import annotations

from dataclasses import dataclass

from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import NoteName


@dataclass(frozen=True, slots=True)
class FreeSignature:
    """Sharps and flats that no major key has, as in K:D exp _B ^F."""

    names: tuple[NoteName, ...]
    """The altered notes, in the order of writing; each letter once."""

    def alteration(self, letter: str) -> int:
        """What the signature does to a letter: 1 sharpens it, -1 flattens it, 0 leaves it natural.

        >>> [FreeSignature((NoteName("B", -1), NoteName("F", 1))).alteration(letter) for letter in "ABF"]
        [0, -1, 1]
        """
        return next((name.alteration for name in self.names if name.letter == letter), 0)


Signature = KeySignature | FreeSignature


def altered(signature: Signature) -> tuple[NoteName, ...]:
    """The notes that a signature alters, in the order of writing.

    >>> [str(name) for name in altered(KeySignature(-3))]
    ['Bb', 'Eb', 'Ab']
    """
    if isinstance(signature, FreeSignature):
        return signature.names
    letters = "FCGDAEB" if signature.fifths > 0 else "BEADGCF"
    return tuple(NoteName(letter, signature.alteration(letter)) for letter in letters[: abs(signature.fifths)])


_USUAL = {frozenset(altered(signature)): signature for signature in map(KeySignature, range(-7, 8))}


def signature_of(names: tuple[NoteName, ...]) -> Signature:
    """The signature with these altered notes: one of the fifteen, if it is one of them.

    >>> signature_of((NoteName("F", 1), NoteName("C", 1)))
    KeySignature(fifths=2)
    >>> signature_of((NoteName("C", 1),))
    FreeSignature(names=(NoteName(letter='C', alteration=1),))
    """
    found = tuple(name for name in names if name.alteration)
    return _USUAL.get(frozenset(found)) or FreeSignature(found)
