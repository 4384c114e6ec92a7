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
    """1, 2, 3, 4 or 8."""
    clef: Clef = TREBLE
    reach: int = 6
    """Lines and spaces from the middle line, up or down."""
    lively: bool = False
    """Whether beats are divided in four and in triplets, and leaps go beyond a third."""
    leading: bool = False
    """Whether a minor dominant raises the seventh degree."""
    ends: tuple[Pitch, Pitch] | None = None
    """The first note and the last, where they are given; the tune then need not end on its tonic."""
