"""Key signatures, and the keys that bear them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from ssmr_bench.theory.chord import Harmony, stacked
from ssmr_bench.theory.pitch import LETTERS, NoteName

Mode = Literal["lydian", "major", "mixolydian", "dorian", "minor", "phrygian", "locrian"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""The seven church modes from the brightest to the darkest: on one tonic, each has a flat more than the one before."""

_CHURCH_NAMES = {"ionian": "major", "aeolian": "minor"}


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

        >>> [letter for letter in "CDEFGAB" if KeySignature(2).alteration(letter) == 1]
        ['C', 'F']
        >>> [letter for letter in "CDEFGAB" if KeySignature(-3).alteration(letter) == -1]
        ['E', 'A', 'B']
        """
        return _alteration(self.fifths, letter)


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and the mode over it."""

    tonic: NoteName
    mode: Mode

    @classmethod
    def of(cls, signature: KeySignature, mode: Mode) -> Key:
        """The key of that mode with that signature.

        >>> Key.of(KeySignature(3), "minor").name, Key.of(KeySignature(-1), "dorian").name
        ('F-sharp minor', 'G dorian')
        """
        return cls(_tonic(signature.fifths, mode), mode)

    @classmethod
    def parse(cls, name: str) -> Key:
        """The key of that name; ionian is another word for major, aeolian for minor.

        >>> Key.parse("F-sharp minor") == Key.parse("F# aeolian") == Key(NoteName("F", 1), "minor")
        True

        Raises:
            ValueError: if no key has that name.
        """
        tonic, _, word = name.partition(" ")
        word = _CHURCH_NAMES.get(word, word)
        mode = next((mode for mode in MODES if mode == word), None)
        if mode is None:
            raise ValueError(f"no key {name!r}; write a tonic and a mode, as in 'F-sharp minor', 'D dorian'")
        return cls(NoteName.parse(tonic), mode)

    @property
    def name(self) -> str:
        """The name in words.

        >>> Key(NoteName("E", -1), "major").name
        'E-flat major'
        """
        return f"{self.tonic.spoken} {self.mode}"

    @property
    def fifths(self) -> int:
        """Sharps (positive) or flats (negative) that its notes bear together, without limit.

        >>> [Key.parse(name).fifths for name in ("A major", "A minor", "D dorian", "B locrian", "G# major", "Fb major")]
        [3, 0, 0, 0, 8, -8]
        """
        return self.tonic.fifth - _tonic(0, self.mode).fifth

    @property
    def signature(self) -> KeySignature:
        """Its key signature.

        Raises:
            ValueError: if it would need more than seven sharps or flats.
        """
        return KeySignature(self.fifths)

    @property
    def notes(self) -> tuple[NoteName, ...]:
        """Its seven notes from the tonic up.

        >>> [str(name) for name in Key.parse("C minor").notes]
        ['C', 'D', 'Eb', 'F', 'G', 'Ab', 'Bb']
        """
        return _notes(self.tonic.letter, self.fifths)

    def relative(self, mode: Mode) -> Key:
        """The key of that mode with the same notes.

        >>> Key.parse("E-flat major").relative("minor").name, Key.parse("D dorian").relative("major").name
        ('C minor', 'C major')
        """
        return Key(_tonic(self.fifths, mode), mode)

    def parallel(self, mode: Mode) -> Key:
        """The key of that mode on the same tonic.

        >>> Key.parse("E-flat major").parallel("minor").fifths
        -6
        """
        return Key(self.tonic, mode)

    def harmony(self, degree: int, size: int = 3) -> Harmony:
        """The chord on a degree of the key: a triad, or with size 4 a seventh chord.

        >>> [Key.parse("C major").harmony(degree).quality for degree in range(1, 8)]
        ['major', 'minor', 'minor', 'major', 'major', 'minor', 'diminished']
        >>> Key.parse("D minor").harmony(2, 4).name
        'E half-diminished seventh chord'
        """
        return stacked(self.notes, degree, size)


@lru_cache(maxsize=1024)
def _notes(lowest: str, fifths: int) -> tuple[NoteName, ...]:
    """The seven notes with so many sharps or flats, from a letter up."""
    first = LETTERS.index(lowest)
    return tuple(NoteName(letter, _alteration(fifths, letter)) for letter in LETTERS[first:] + LETTERS[:first])


def _tonic(fifths: int, mode: Mode) -> NoteName:
    return NoteName.at_fifth(fifths + MODES.index(mode) - MODES.index("major"))


@lru_cache(maxsize=1024)
def _alteration(fifths: int, letter: str) -> int:
    # The seven notes of a key stand side by side on the line of fifths, from one fifth below the major tonic upwards.
    return (fifths + 5 - NoteName(letter).fifth) // 7
