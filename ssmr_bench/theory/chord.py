"""Triads, by root and quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.theory.pitch import NoteName

if TYPE_CHECKING:
    from collections.abc import Iterable

Quality = Literal["major", "minor", "diminished", "augmented"]
QUALITIES: tuple[Quality, ...] = get_args(Quality)

_MEMBERS: dict[Quality, tuple[int, int, int]] = {
    "major": (0, 4, 1),
    "minor": (0, -3, 1),
    "diminished": (0, -3, -6),
    "augmented": (0, 4, 8),
}
"""Root, third and fifth as distances on the line of fifths: a major third is 4 fifths up, a minor third 3 down."""


@dataclass(frozen=True, slots=True)
class Triad:
    """A root with two thirds stacked on it."""

    root: NoteName
    quality: Quality

    @classmethod
    def of(cls, names: Iterable[NoteName]) -> Triad | None:
        """The triad that these notes spell, in any order and however often; None if they spell none.

        >>> Triad.of(map(NoteName.parse, ("A", "F#", "C#", "A"))).name
        'F-sharp minor triad'
        >>> Triad.of(map(NoteName.parse, ("C", "E", "Ab"))).name
        'A-flat augmented triad'
        >>> Triad.of(map(NoteName.parse, ("C", "D#", "G")))
        """
        given = frozenset(names)
        triads = (cls(root, quality) for root in given for quality in QUALITIES)
        return next((triad for triad in triads if given == frozenset(triad.members)), None)

    @property
    def members(self) -> tuple[NoteName, NoteName, NoteName]:
        """Root, third and fifth.

        >>> [str(name) for name in Triad(NoteName("B"), "augmented").members]
        ['B', 'D#', 'F##']
        """
        root, third, fifth = (NoteName.at_fifth(self.root.fifth + distance) for distance in _MEMBERS[self.quality])
        return root, third, fifth

    @property
    def name(self) -> str:
        """The name in words, which no key, note or article can be taken for.

        >>> Triad(NoteName("B", -1), "diminished").name
        'B-flat diminished triad'
        """
        return f"{self.root.spoken} {self.quality} triad"
