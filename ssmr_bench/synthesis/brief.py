"""What a tune is to be like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import TREBLE, Clef

if TYPE_CHECKING:
    from ssmr_bench.theory.key import Key
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch


@dataclass(frozen=True, slots=True)
class Brief:
    """What a tune is to be like."""

    key: Key
    meter: Meter
    bars: int = 4
    """1, 2, 3, 4, 8, 10 or 12."""
    clef: Clef = TREBLE
    reach: int = 6
    """Lines and spaces from the middle line, up or down; where there is a compass, that counts."""
    lively: bool = False
    """Whether beats are divided in four and in triplets, and leaps go beyond a third."""
    leading: bool = False
    """Whether a minor dominant raises the seventh degree."""
    ends: tuple[Pitch, Pitch] | None = None
    """The first note and the last, where they are given; the tune then need not end on its tonic."""
    compass: tuple[int, int] | None = None
    """The lowest and the highest place on the staff (`Pitch.step`), where they are given.

    The composer keeps to them, tunes of a corpus do not."""

    @property
    def places(self) -> range:
        """The places on the staff that the tune may come to."""
        middle = self.clef.middle.step
        lowest, highest = self.compass or (middle - self.reach, middle + self.reach)
        return range(lowest, highest + 1)

    @property
    def middle(self) -> int:
        """The place in the middle of these, about which the tune moves."""
        return (self.places[0] + self.places[-1]) // 2

    @property
    def swing(self) -> int:
        """Lines and spaces from there to its highest turns."""
        return len(self.places) // 2 - 3
