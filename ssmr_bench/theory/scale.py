"""Scales: major, the three minors, and the church modes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.theory.chord import Harmony, stacked
from ssmr_bench.theory.key import MODES, Key, Mode
from ssmr_bench.theory.pitch import NoteName

if TYPE_CHECKING:
    from collections.abc import Sequence

ModalKind = Literal["lydian", "major", "mixolydian", "dorian", "phrygian", "locrian"]
MinorKind = Literal["natural minor", "harmonic minor", "melodic minor"]
ScaleKind = ModalKind | MinorKind
MINORS: tuple[MinorKind, ...] = get_args(MinorKind)
SCALE_KINDS: tuple[ScaleKind, ...] = (*get_args(ModalKind), *MINORS)

_RAISED: dict[ScaleKind, tuple[int, ...]] = {"harmonic minor": (7,), "melodic minor": (6, 7)}
"""The degrees that the way up has a semitone higher than the key."""

_CHURCH_NAMES = {"ionian": "major", "aeolian": "natural minor"}


@dataclass(frozen=True, slots=True)
class Scale:
    """A tonic and the kind of scale that rises from it."""

    tonic: NoteName
    kind: ScaleKind

    @classmethod
    def parse(cls, name: str) -> Scale:
        """The scale of that name; ionian is another word for major, aeolian for natural minor.

        >>> Scale.parse("F-sharp harmonic minor scale")
        Scale(tonic=NoteName(letter='F', alteration=1), kind='harmonic minor')

        Raises:
            ValueError: if no scale has that name.
        """
        tonic, _, words = name.removesuffix(" scale").partition(" ")
        words = _CHURCH_NAMES.get(words, words)
        kind = next((kind for kind in SCALE_KINDS if kind == words), None)
        if kind is None or not name.endswith(" scale"):
            raise ValueError(f"no scale {name!r}; write a tonic and a kind, as in 'F-sharp harmonic minor scale'")
        return cls(NoteName.parse(tonic), kind)

    @property
    def name(self) -> str:
        """The name in words, which no key can be taken for.

        >>> Scale(NoteName("B", -1), "natural minor").name
        'B-flat natural minor scale'
        """
        return f"{self.tonic.spoken} {self.kind} scale"

    @property
    def key(self) -> Key:
        """The key whose notes these are, but for the raised sixth and seventh of the minors.

        >>> Scale.parse("E melodic minor scale").key.name
        'E minor'
        """
        mode: Mode = next((mode for mode in MODES if mode == self.kind), "minor")
        return Key(self.tonic, mode)

    @property
    def ascending(self) -> tuple[NoteName, ...]:
        """The way up, eight notes from tonic to tonic.

        >>> [str(name) for name in Scale.parse("A melodic minor scale").ascending]
        ['A', 'B', 'C', 'D', 'E', 'F#', 'G#', 'A']
        >>> [str(name) for name in Scale.parse("G-sharp harmonic minor scale").ascending]
        ['G#', 'A#', 'B', 'C#', 'D#', 'E', 'F##', 'G#']
        """
        raised = _RAISED.get(self.kind, ())
        notes = enumerate(self.key.notes, start=1)
        return (*(NoteName(name.letter, name.alteration + (place in raised)) for place, name in notes), self.tonic)

    @property
    def descending(self) -> tuple[NoteName, ...]:
        """The way down, eight notes from tonic to tonic; only a melodic minor comes down otherwise than it went up.

        >>> [str(name) for name in Scale.parse("A melodic minor scale").descending]
        ['A', 'G', 'F', 'E', 'D', 'C', 'B', 'A']
        """
        up: Sequence[NoteName] = self.ascending
        if self.kind == "melodic minor":
            up = (*self.key.notes, self.tonic)
        return tuple(reversed(up))

    def degree(self, number: int) -> NoteName:
        """The note on a degree of the way up: 1 is the tonic, and 8 again.

        >>> str(Scale.parse("D harmonic minor scale").degree(7))
        'C#'
        """
        return self.ascending[(number - 1) % 7]

    def degree_of(self, name: NoteName) -> int | None:
        """The degree that a note has on the way up, from 1 to 7; None if it is not there.

        >>> scale = Scale.parse("D harmonic minor scale")
        >>> scale.degree_of(NoteName("B", -1)), scale.degree_of(NoteName("C"))
        (6, None)
        """
        notes = self.ascending
        return notes.index(name) + 1 if name in notes else None

    def harmony(self, degree: int, size: int = 3) -> Harmony:
        """The chord on a degree of the way up: a triad, or with size 4 a seventh chord.

        >>> [Scale.parse("A harmonic minor scale").harmony(degree).quality for degree in (1, 3, 5, 7)]
        ['minor', 'augmented', 'major', 'diminished']
        >>> Scale.parse("A harmonic minor scale").harmony(7, 4).name
        'G-sharp diminished seventh chord'
        """
        return stacked(self.ascending[:7], degree, size)
