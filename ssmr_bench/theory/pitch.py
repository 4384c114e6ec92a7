"""Spelled pitches: F-sharp and G-flat are two, though one piano key sounds both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LETTERS = "CDEFGAB"
"""The seven letters as they rise within an octave of scientific pitch notation."""

_PLACES = {letter: place for place, letter in enumerate(LETTERS)}

_FIFTHS = "FCGDAEB"
"""The seven letters as they rise by perfect fifths."""

_NAME = re.compile(r"([A-G])(#*|b*)")
_SPOKEN = re.compile(r"([A-G])-(?:(double|triple|\d+-fold)-)?(sharp|flat|natural)")
_TIMES = {None: 1, "double": 2, "triple": 3}
_PITCH = re.compile(_NAME.pattern + r"(-?\d+)")


def size_in_semitones(steps: int) -> int:
    """Semitones from C up to the natural note `steps` letters above it.

    This is also the size of the major or perfect interval over as many steps.

    >>> [size_in_semitones(steps) for steps in range(8)]
    [0, 2, 4, 5, 7, 9, 11, 12]
    """
    return (12 * steps + 5) // 7


@dataclass(frozen=True, slots=True)
class NoteName:
    """A letter with its alteration, in no particular octave."""

    letter: str
    """One of `LETTERS`."""
    alteration: int = 0
    """Semitones: 1 is a sharp, -2 a double flat; without limit."""

    @classmethod
    def parse(cls, text: str) -> NoteName:
        """The name that `str`, `spoken` or `full` wrote.

        >>> NoteName.parse("Bb"), NoteName.parse("F-double-sharp")
        (NoteName(letter='B', alteration=-1), NoteName(letter='F', alteration=2))

        Raises:
            ValueError: if the text is no letter from A to G with its sharps (#) or flats (b), nor a name in words.
        """
        if (name := cls._of_words(text)) is not None:
            return name
        match = _NAME.fullmatch(text)
        if match is None:
            raise ValueError(f"no note name {text!r}; write a letter A-G, then # or b as often as needed, as in 'F#'")
        letter, marks = match.groups()
        return cls(letter, marks.count("#") - marks.count("b"))

    @classmethod
    def _of_words(cls, text: str) -> NoteName | None:
        if (match := _SPOKEN.fullmatch(text)) is None:
            return None
        letter, multiple, sign = match.groups()
        if sign == "natural":
            return None if multiple else cls(letter)
        times = _TIMES[multiple] if multiple in _TIMES else int(multiple.removesuffix("-fold"))
        name = cls(letter, times if sign == "sharp" else -times)
        return name if name.spoken == text else None

    @classmethod
    def at_fifth(cls, position: int) -> NoteName:
        """The name so many perfect fifths above C.

        >>> [str(NoteName.at_fifth(position)) for position in (-7, -1, 0, 1, 6, 13)]
        ['Cb', 'F', 'C', 'G', 'F#', 'F##']
        """
        alteration, letter = divmod(position + 1, 7)
        return cls(_FIFTHS[letter], alteration)

    @property
    def fifth(self) -> int:
        """Perfect fifths above C: the place on the line of fifths, where every name has its own.

        >>> [NoteName.parse(name).fifth for name in ("Eb", "C", "B#")]
        [-3, 0, 12]
        """
        return _FIFTHS.index(self.letter) - 1 + 7 * self.alteration

    @property
    def spoken(self) -> str:
        """The name in words.

        >>> [NoteName.parse(name).spoken for name in ("C", "F#", "Bbb", "G###")]
        ['C', 'F-sharp', 'B-double-flat', 'G-triple-sharp']
        """
        if not self.alteration:
            return self.letter
        times = abs(self.alteration)
        multiple = ("", "double-", "triple-")[times - 1] if times < 4 else f"{times}-fold-"
        return f"{self.letter}-{multiple}{'sharp' if self.alteration > 0 else 'flat'}"

    @property
    def full(self) -> str:
        """The name in words, a natural note's too: no letter alone, which might stand for an option or a chord.

        >>> NoteName("C").full, NoteName("F", 1).full
        ('C-natural', 'F-sharp')
        """
        return self.spoken if self.alteration else f"{self.letter}-natural"

    def __str__(self) -> str:
        return self.letter + ("#" if self.alteration > 0 else "b") * abs(self.alteration)


@dataclass(frozen=True, slots=True)
class Pitch:
    """A note name in an octave of scientific pitch notation: middle C is C4, and B3 lies one step below it."""

    letter: str
    alteration: int
    octave: int
    """The octave of the letter: Cb4 sounds as B3, and is still in octave 4."""

    @classmethod
    def parse(cls, text: str) -> Pitch:
        """The pitch that `str` wrote.

        >>> Pitch.parse("F#4")
        Pitch(letter='F', alteration=1, octave=4)

        Raises:
            ValueError: if the text is no note name followed by an octave.
        """
        match = _PITCH.fullmatch(text)
        if match is None:
            raise ValueError(f"no pitch {text!r}; write a note name and an octave, as in 'F#4', 'Bb3'")
        letter, marks, octave = match.groups()
        return cls(letter, marks.count("#") - marks.count("b"), int(octave))

    @classmethod
    def at_step(cls, step: int, alteration: int = 0) -> Pitch:
        """The pitch on a place of the staff: `step` as in the property of that name.

        >>> str(Pitch.at_step(28)), str(Pitch.at_step(27, -1))
        ('C4', 'Bb3')
        """
        return _at_step(step, alteration)

    @property
    def name(self) -> NoteName:
        """The pitch without its octave."""
        return NoteName(self.letter, self.alteration)

    @property
    def step(self) -> int:
        """Letters above C0, whatever the alteration: a line or a space of the staff.

        >>> Pitch.parse("C4").step, Pitch.parse("C#4").step, Pitch.parse("B3").step
        (28, 28, 27)
        """
        return 7 * self.octave + _PLACES[self.letter]

    @property
    def midi(self) -> int:
        """The piano key that sounds it, as MIDI counts: middle C is 60.

        >>> [Pitch.parse(name).midi for name in ("A4", "C4", "Cb4", "B#3")]
        [69, 60, 59, 60]
        """
        return 12 + size_in_semitones(self.step) + self.alteration

    def above(self, name: NoteName) -> Pitch:
        """The nearest pitch of that name on a higher place of the staff.

        >>> [str(Pitch.parse("A4").above(NoteName.parse(name))) for name in ("B", "C#", "A", "Ab")]
        ['B4', 'C#5', 'A5', 'Ab5']
        """
        up = (LETTERS.index(name.letter) - LETTERS.index(self.letter) - 1) % 7 + 1
        return Pitch.at_step(self.step + up, name.alteration)

    def __str__(self) -> str:
        return f"{self.name}{self.octave}"


@lru_cache(maxsize=4096)
def _at_step(step: int, alteration: int) -> Pitch:
    octave, letter = divmod(step, 7)
    return Pitch(LETTERS[letter], alteration, octave)
