"""Intervals between spelled pitches, named as musicians name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssmr_bench.theory.pitch import Pitch, size_in_semitones

_NUMBERS = (
    *("unison", "second", "third", "fourth", "fifth", "sixth", "seventh", "octave"),
    *("ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
)
_MULTIPLES = ("", "doubly ", "triply ", "quadruply ")
_NAME = re.compile(r"(?:(doubly|triply|quadruply|\d+-fold) )?(perfect|major|minor|augmented|diminished) (\w+)")


@dataclass(frozen=True, slots=True)
class Interval:
    """A distance on the staff together with a distance on the keyboard; descending ones are negative.

    Every pair of whole numbers is an interval, so there is one between any two spelled pitches.

    >>> Interval(2, 3).name, Interval(-2, -3).name, Interval(9, 16).name
    ('minor third', 'minor third', 'major tenth')
    """

    steps: int
    """Letters from the first note to the second: a third is 2."""
    semitones: int

    @classmethod
    def between(cls, first: Pitch, second: Pitch) -> Interval:
        """The interval that leads from the first pitch to the second.

        >>> Interval.between(Pitch.parse("C4"), Pitch.parse("F#4")).name
        'augmented fourth'
        >>> Interval.between(Pitch.parse("C4"), Pitch.parse("Gb4")).name
        'diminished fifth'
        """
        return cls(second.step - first.step, second.midi - first.midi)

    @classmethod
    def parse(cls, name: str) -> Interval:
        """The ascending interval of that name.

        >>> Interval.parse("augmented fourth")
        Interval(steps=3, semitones=6)
        >>> Interval.parse("doubly diminished seventh").name
        'doubly diminished seventh'

        Raises:
            ValueError: if no interval has that name; there is no "perfect third" and no "minor fifth".
        """
        match = _NAME.fullmatch(name)
        steps = _steps(match[3]) if match else None
        if match is None or steps is None:
            raise ValueError(f"no interval {name!r}; write a quality and a number, as in 'minor third'")
        times = _times(match[1])
        flattest = 0 if _has_perfect(steps) else -1
        offset = {"augmented": times, "diminished": flattest - times, "minor": -1}.get(match[2], 0)
        interval = cls(steps, size_in_semitones(steps) + offset)
        if abs(interval).name != name:
            raise ValueError(f"no interval {name!r}; the nearest is a {interval.name}")
        return interval

    @property
    def number(self) -> int:
        """The number in the name: a third is 3, an octave 8, a tenth 10."""
        return abs(self.steps) + 1

    @property
    def quality(self) -> str:
        """Perfect, major, minor, or so many times augmented or diminished.

        >>> [Interval(4, semitones).quality for semitones in (5, 6, 7, 8, 9)]
        ['doubly diminished', 'diminished', 'perfect', 'augmented', 'doubly augmented']
        >>> [Interval(5, semitones).quality for semitones in (7, 8, 9, 10)]
        ['diminished', 'minor', 'major', 'augmented']
        """
        upward = abs(self)
        offset = upward.semitones - size_in_semitones(upward.steps)
        perfect = _has_perfect(upward.steps)
        if offset > 0:
            return _multiple(offset) + "augmented"
        if offset == 0:
            return "perfect" if perfect else "major"
        if perfect:
            return _multiple(-offset) + "diminished"
        return "minor" if offset == -1 else _multiple(-offset - 1) + "diminished"

    @property
    def name(self) -> str:
        """Quality and number, whatever the direction.

        Beyond the fifteenth (two octaves) the number is written in figures. No unison is diminished: it is named from
        its lower note.

        >>> Interval(0, 0).name, Interval(7, 12).name, Interval(16, 28).name
        ('perfect unison', 'perfect octave', 'major 17th')
        """
        return f"{self.quality} {ordinal(self.number)}"

    def __abs__(self) -> Interval:
        """The same distance, ascending: from the lower place on the staff, or in a unison from the lower sound."""
        return -self if (self.steps, self.semitones) < (0, 0) else self

    def __neg__(self) -> Interval:
        return Interval(-self.steps, -self.semitones)


def transpose(pitch: Pitch, interval: Interval) -> Pitch:
    """The pitch at that interval from another.

    >>> str(transpose(Pitch.parse("F#4"), Interval.parse("minor third")))
    'A4'
    >>> str(transpose(Pitch.parse("C4"), -Interval.parse("augmented second")))
    'Bbb3'
    """
    natural = Pitch.at_step(pitch.step + interval.steps)
    return Pitch.at_step(natural.step, pitch.midi + interval.semitones - natural.midi)


def _has_perfect(steps: int) -> bool:
    return steps % 7 in {0, 3, 4}


def _multiple(times: int) -> str:
    return _MULTIPLES[times - 1] if times <= len(_MULTIPLES) else f"{times}-fold "


def _times(multiple: str | None) -> int:
    if multiple is None:
        return 1
    return int(multiple.removesuffix("-fold")) if multiple[0].isdigit() else _MULTIPLES.index(multiple + " ") + 1


def ordinal(number: int) -> str:
    """The number of an interval in words, beyond the fifteenth in figures.

    >>> ordinal(3), ordinal(10), ordinal(17)
    ('third', 'tenth', '17th')
    """
    if number <= len(_NUMBERS):
        return _NUMBERS[number - 1]
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{suffix}"


def _steps(word: str) -> int | None:
    if word in _NUMBERS:
        return _NUMBERS.index(word)
    digits = word[:-2]
    return int(digits) - 1 if digits.isdecimal() and ordinal(int(digits)) == word else None
