"""Chords apart from any voicing, by root and quality; their inversions, and the pitches that voice them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, product
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.theory.pitch import LETTERS, NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TriadQuality = Literal["major", "minor", "diminished", "augmented"]
SeventhQuality = Literal[
    "dominant seventh",
    "major seventh",
    "minor seventh",
    "half-diminished seventh",
    "diminished seventh",
    "minor-major seventh",
    "augmented-major seventh",
]
Quality = TriadQuality | SeventhQuality
TRIADS: tuple[TriadQuality, ...] = get_args(TriadQuality)
SEVENTHS: tuple[SeventhQuality, ...] = get_args(SeventhQuality)
QUALITIES: tuple[Quality, ...] = (*TRIADS, *SEVENTHS)

INVERSIONS = ("root position", "first inversion", "second inversion", "third inversion")
"""Named for the member in the bass: the root, the third, the fifth, the seventh."""

_THIRDS: dict[Quality, str] = {
    "major": "Mm",
    "minor": "mM",
    "diminished": "mm",
    "augmented": "MM",
    "dominant seventh": "Mmm",
    "major seventh": "MmM",
    "minor seventh": "mMm",
    "half-diminished seventh": "mmM",
    "diminished seventh": "mmm",
    "minor-major seventh": "mMM",
    "augmented-major seventh": "MMm",
}
"""Major and minor thirds from the root up: every stack of two or three that stays within the octave."""

_FIFTHS_UP = {"M": 4, "m": -3}
"""A major third is four places up the line of fifths, a minor third three down."""

_MEMBERS = {
    quality: tuple(accumulate((_FIFTHS_UP[third] for third in thirds), initial=0))
    for quality, thirds in _THIRDS.items()
}
_SHAPES = {frozenset(place - min(places) for place in places): quality for quality, places in _MEMBERS.items()}
"""The places that a chord takes on the line of fifths, from its lowest; no two qualities take the same."""

_NAME = re.compile(r"(\S+) (.+) (?:triad|chord)")


@dataclass(frozen=True, slots=True)
class Harmony:
    """A root with two or three thirds stacked on it."""

    root: NoteName
    quality: Quality

    @classmethod
    def of(cls, names: Iterable[NoteName]) -> Harmony | None:
        """The chord that these notes spell, in any order and however often; None if they spell none.

        >>> Harmony.of(map(NoteName.parse, ("A", "F#", "C#", "A"))).name
        'F-sharp minor triad'
        >>> Harmony.of(map(NoteName.parse, ("C", "E", "Ab"))).name
        'A-flat augmented triad'
        >>> Harmony.of(map(NoteName.parse, ("F", "B", "D", "Ab"))).name
        'B diminished seventh chord'
        >>> Harmony.of(map(NoteName.parse, ("C", "D#", "G")))
        """
        places = {name.fifth for name in names}
        lowest = min(places, default=0)
        quality = _SHAPES.get(frozenset(place - lowest for place in places))
        return cls(NoteName.at_fifth(lowest - min(_MEMBERS[quality])), quality) if quality else None

    @classmethod
    def parse(cls, name: str) -> Harmony:
        """The chord of that name.

        >>> [str(member) for member in Harmony.parse("E-flat minor seventh chord").members]
        ['Eb', 'Gb', 'Bb', 'Db']

        Raises:
            ValueError: if no chord has that name.
        """
        match = _NAME.fullmatch(name)
        quality = next((quality for quality in QUALITIES if match and match[2] == quality), None)
        harmony = cls(NoteName.parse(match[1]), quality) if match and quality else None
        if harmony is None or harmony.name != name:
            raise ValueError(f"no chord {name!r}; write it as in 'F-sharp minor triad', 'B dominant seventh chord'")
        return harmony

    @property
    def members(self) -> tuple[NoteName, ...]:
        """Root, third, fifth, and the seventh if there is one.

        >>> [str(name) for name in Harmony(NoteName("B"), "augmented").members]
        ['B', 'D#', 'F##']
        >>> [str(name) for name in Harmony(NoteName("G", 1), "diminished seventh").members]
        ['G#', 'B', 'D', 'F']
        """
        return _members(self.root.fifth, self.quality)

    @property
    def name(self) -> str:
        """The name in words, which no key, note or article can be taken for.

        >>> Harmony(NoteName("B", -1), "diminished").name, Harmony(NoteName("B", -1), "dominant seventh").name
        ('B-flat diminished triad', 'B-flat dominant seventh chord')
        """
        return f"{self.root.spoken} {self.quality} {'chord' if self.quality in SEVENTHS else 'triad'}"

    def inversion(self, bass: NoteName) -> int:
        """How often the chord is inverted with that member lowest: 0 is root position; `INVERSIONS` names them.

        >>> dominant = Harmony(NoteName("G"), "dominant seventh")
        >>> [INVERSIONS[dominant.inversion(NoteName(letter))] for letter in "GBDF"]
        ['root position', 'first inversion', 'second inversion', 'third inversion']

        Raises:
            ValueError: if the note is no member.
        """
        members = self.members
        if bass not in members:
            raise ValueError(f"no {bass} in the {self.name}; its members are {', '.join(map(str, members))}")
        return members.index(bass)

    def close_position(self, bass: Pitch) -> tuple[Pitch, ...]:
        """The members from that bass up, each as near above the one before as it can be.

        >>> [str(pitch) for pitch in Harmony(NoteName("C"), "major").close_position(Pitch.parse("E3"))]
        ['E3', 'G3', 'C4']

        Raises:
            ValueError: if the bass is no member.
        """
        turn, members = self.inversion(bass.name), self.members
        upper = members[turn + 1 :] + members[:turn]
        return tuple(accumulate(upper, Pitch.above, initial=bass))

    def open_position(self, bass: Pitch) -> tuple[Pitch, ...]:
        """The members from that bass up with one left out on the way and put on top: "drop 2", from its bass.

        >>> [str(pitch) for pitch in Harmony(NoteName("C"), "major").open_position(Pitch.parse("C3"))]
        ['C3', 'G3', 'E4']
        >>> [str(pitch) for pitch in Harmony(NoteName("C"), "major seventh").open_position(Pitch.parse("G3"))]
        ['G3', 'C4', 'E4', 'B4']

        Raises:
            ValueError: if the bass is no member.
        """
        _, second, *upper = (pitch.name for pitch in self.close_position(bass))
        return tuple(accumulate((*upper, second), Pitch.above, initial=bass))

    def voicings(self, lowest: Pitch, highest: Pitch) -> Iterator[tuple[Pitch, ...]]:
        """Every way to sound each member once between two places of the staff, written from the bottom up.

        >>> ways = Harmony(NoteName("C"), "major").voicings(Pitch.parse("C4"), Pitch.parse("F5"))
        >>> [" ".join(map(str, way)) for way in ways]
        ['C4 E4 G4', 'C4 G4 E5', 'E4 G4 C5', 'G4 C5 E5']
        """
        steps = range(lowest.step, highest.step + 1)
        places = [
            [Pitch.at_step(step, name.alteration) for step in steps if LETTERS[step % 7] == name.letter]
            for name in self.members
        ]
        return (tuple(sorted(way, key=lambda pitch: pitch.step)) for way in product(*places))


@lru_cache(maxsize=1024)
def _members(root: int, quality: Quality) -> tuple[NoteName, ...]:
    return tuple(NoteName.at_fifth(root + place) for place in _MEMBERS[quality])


def stacked(notes: Sequence[NoteName], degree: int, size: int = 3) -> Harmony:
    """The chord of every other note of a scale, from a degree up; degree 8 is degree 1 again.

    >>> stacked([NoteName(letter) for letter in "CDEFGAB"], 5, 4).name
    'G dominant seventh chord'

    Args:
        notes: The seven notes of a scale.
        degree: Where the root lies.
        size: 3 for triads, 4 for seventh chords.

    Raises:
        ValueError: if these notes make no such chord.
    """
    names = [notes[(degree - 1 + 2 * third) % len(notes)] for third in range(size)]
    harmony = Harmony.of(names)
    if harmony is None or harmony.root != names[0]:
        raise ValueError(f"no chord of thirds is spelled {', '.join(map(str, names))}")
    return harmony
