"""Clefs: what the five lines of a staff stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssmr_bench.theory.pitch import Pitch


@dataclass(frozen=True, slots=True)
class Clef:
    """What a staff's five lines stand for."""

    name: str
    middle: Pitch
    """The pitch on the middle line."""

    @classmethod
    def parse(cls, name: str) -> Clef:
        """The clef of that name, an octave lower or higher (two octaves) where it ends in -8 or +8 (-15 or +15).

        >>> str(Clef.parse("tenor").middle), str(Clef.parse("treble-8").middle), str(Clef.parse("bass3").middle)
        ('A3', 'B3', 'F3')

        Raises:
            ValueError: if there is no such clef; the message names those there are.
        """
        match = _NAME.fullmatch(name)
        if match is None or match[1] not in _SIGNS:
            raise ValueError(f"no clef {name!r}; expected one of {', '.join(_SIGNS)}, with -8, +8, -15 or +15 after it")
        letter, line = _SIGNS[match[1]]
        step = _NAMED[letter].step + 2 * (3 - line) + 7 * _OCTAVES[match[2]]
        return cls(name, Pitch.at_step(step))

    @property
    def sign(self) -> tuple[str, int]:
        """The letter of its sign, G, C or F, and the line that it stands on, counted from below.

        >>> TREBLE.sign, ALTO.sign, BASS.sign
        (('G', 2), ('C', 3), ('F', 4))
        """
        return _SIGNS[re.split(r"[-+]", self.name)[0]]

    @property
    def octaves(self) -> int:
        """Octaves by which its notes sound above those of the clef without the 8 or the 15.

        >>> Clef.parse("treble-8").octaves, TREBLE.octaves
        (-1, 0)
        """
        match = _NAME.fullmatch(self.name)
        return _OCTAVES[match[2]] if match else 0

    def place(self, pitch: Pitch) -> int:
        """Lines and spaces above the middle line (below it: negative); beyond 5 the note needs ledger lines.

        >>> TREBLE.place(Pitch.parse("F5")), TREBLE.place(Pitch.parse("C4")), BASS.place(Pitch.parse("C4"))
        (4, -6, 6)
        """
        return pitch.step - self.middle.step


_NAME = re.compile(r"([a-z]+[1-5]?)([-+]8|[-+]15)?")
_OCTAVES = {None: 0, "-8": -1, "+8": 1, "-15": -2, "+15": 2}
_SIGNS = {
    "treble": ("G", 2),
    "treble1": ("G", 1),
    "soprano": ("C", 1),
    "mezzosoprano": ("C", 2),
    "alto": ("C", 3),
    "tenor": ("C", 4),
    "baritone": ("C", 5),
    "bass": ("F", 4),
    "bass3": ("F", 3),
    "bass5": ("F", 5),
}
_NAMED = {"G": Pitch("G", 0, 4), "C": Pitch("C", 0, 4), "F": Pitch("F", 0, 3)}
"""The pitch on the line that each sign stands on."""

TREBLE = Clef.parse("treble")
ALTO = Clef.parse("alto")
BASS = Clef.parse("bass")
