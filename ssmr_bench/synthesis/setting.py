"""Settings: a clef, a key signature, and the pitches that may be written there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.pitch import NoteName, Pitch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ssmr_bench.notation.score import Clef


@dataclass(frozen=True, slots=True)
class Setting:
    """A clef and a key signature, and how far notes may stray from them."""

    clef: Clef
    signature: KeySignature
    reach: int
    """Lines and spaces from the middle line, up or down: 6 is one ledger line, 8 two."""
    chromatic: int
    """Semitones that an accidental may move a note from where the signature has it."""
    limit: int
    """The most sharps or flats that a note may bear, its signature's among them."""

    def allows(self, name: NoteName) -> bool:
        """Whether notes of that name may be written."""
        off = abs(name.alteration - self.signature.alteration(name.letter))
        return off <= self.chromatic and abs(name.alteration) <= self.limit

    def allows_all(self, names: Iterable[NoteName]) -> bool:
        """Whether notes of each of these names may be written."""
        return all(map(self.allows, names))


def settings(clefs: Sequence[Clef], fifths: int, reach: int, chromatic: int, limit: int) -> tuple[Setting, ...]:
    """Every setting under these clefs with at most so many sharps or flats in its signature."""
    signatures = [KeySignature(count) for count in range(-fifths, fifths + 1)]
    return tuple(Setting(clef, signature, reach, chromatic, limit) for clef, signature in product(clefs, signatures))


@cache
def pitches(setting: Setting) -> tuple[Pitch, ...]:
    """The pitches that may be written in a setting, from the lowest place on the staff to the highest."""
    middle = setting.clef.middle.step
    steps = range(middle - setting.reach, middle + setting.reach + 1)
    alterations = range(-setting.limit, setting.limit + 1)
    every = (Pitch.at_step(step, alteration) for step, alteration in product(steps, alterations))
    return tuple(pitch for pitch in every if setting.allows(pitch.name))


def octaves(setting: Setting, name: NoteName) -> tuple[Pitch, ...]:
    """The pitches of that name in the setting, from the lowest up."""
    return _by_name(setting).get(name, ())


@cache
def _by_name(setting: Setting) -> dict[NoteName, tuple[Pitch, ...]]:
    names = dict.fromkeys(pitch.name for pitch in pitches(setting))
    return {name: tuple(pitch for pitch in pitches(setting) if pitch.name == name) for name in names}
