"""What a key says of pitch classes: which belong to it, which is the tonic, and which lean on another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ssmr_bench.theory.key import MODES, Key, KeySignature
from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch

if TYPE_CHECKING:
    from ssmr_bench.notation.signature import Signature


@dataclass(frozen=True, slots=True)
class Tonality:
    """A key by its pitch classes, 0 for C to 11 for B."""

    tonic: int
    scale: frozenset[int]
    """Its notes; in minor also the raised sixth and seventh degrees."""
    minor: bool
    """Whether its third is minor."""

    @property
    def triad(self) -> tuple[int, int]:
        """The third and the fifth over the tonic."""
        return (self.tonic + (3 if self.minor else 4)) % 12, (self.tonic + 7) % 12

    @property
    def leanings(self) -> dict[int, int]:
        """The tones that lean, each with the one that it leans on.

        A leading tone, a semitone below the tonic, leans on it; a major key's fourth degree on the third.

        >>> Tonality.of(Key.parse("C major")).leanings, Tonality.of(Key.parse("A minor")).leanings
        ({11: 0, 5: 4}, {8: 9})
        """
        leading, fourth = (self.tonic + 11) % 12, (self.tonic + 5) % 12
        pairs = [(leading, self.tonic)] if self.minor else [(leading, self.tonic), (fourth, self.triad[0])]
        return {tone: goal for tone, goal in pairs if tone in self.scale}

    @classmethod
    def of(cls, key: Key) -> Tonality:
        """That of a key.

        >>> sorted(Tonality.of(Key.parse("A minor")).scale)
        [0, 2, 4, 5, 6, 7, 8, 9, 11]
        """
        return _of_key(key)

    @classmethod
    def written(cls, signature: Signature, tonic: NoteName | None) -> Tonality | None:
        """That of a signature and a keynote, as a score has them; None where they are no key.

        >>> Tonality.written(KeySignature(1), NoteName("E")) == Tonality.of(Key.parse("E minor"))
        True
        """
        return _written(signature, tonic)


@lru_cache(maxsize=1024)
def _of_key(key: Key) -> Tonality:
    classes = [_pitch_class(name) for name in key.notes]
    tonic = classes[0]
    raised = {(tonic + 9) % 12, (tonic + 11) % 12} if key.mode == "minor" else set()
    return Tonality(tonic, frozenset({*classes, *raised}), (classes[2] - tonic) % 12 == 3)


@lru_cache(maxsize=1024)
def _written(signature: Signature, tonic: NoteName | None) -> Tonality | None:
    if isinstance(signature, KeySignature):
        tonic = tonic or signature.major
        brightness = signature.fifths - tonic.fifth
        place = MODES.index("major") - brightness
        if 0 <= place < len(MODES):
            return _of_key(Key(tonic, MODES[place]))
    if tonic is None:
        return None
    classes = {(_pitch_class(NoteName(letter, signature.alteration(letter)))) for letter in LETTERS}
    keynote = _pitch_class(tonic)
    minor = (keynote + 4) % 12 not in classes and (keynote + 3) % 12 in classes
    return Tonality(keynote, frozenset({*classes, keynote}), minor)


def _pitch_class(name: NoteName) -> int:
    return Pitch(name.letter, name.alteration, 4).midi % 12
