"""What assignments are drawn from, level by level, and how it is spread evenly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.theory.key import Key, KeySignature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.composition.assignment import Cadence
    from ssmr_bench.theory.key import Mode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Level:
    """What is drawn from at one level."""

    fifths: tuple[int, ...]
    """Sharps (positive) or flats (negative) of the signature."""
    modes: tuple[Mode, ...]
    meters: tuple[str, ...]
    clefs: tuple[str, ...]
    shown: tuple[int, ...]
    """Bars of the excerpt that is to be continued."""
    bars: tuple[int, ...]
    """Bars of a composition."""
    cadences: tuple[Cadence, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every key with one of the signatures, in one of the modes."""
        return tuple(Key.of(KeySignature(count), mode) for mode in self.modes for count in self.fifths)


_BOTH: tuple[Mode, ...] = ("major", "minor")
_PLAIN: tuple[Cadence, ...] = ("tonic", "step", "dominant")
_ALL: tuple[Cadence, ...] = (*_PLAIN, "period")
_CLEFS = ("treble", "bass", "alto", "tenor")

OF = {
    1: Level((-1, 0, 1), ("major",), ("4/4",), _CLEFS[:1], (4,), (4, 8), _PLAIN),
    2: Level((-2, -1, 0, 1, 2), _BOTH, ("2/4", "3/4", "4/4"), _CLEFS[:1], (4, 6), (4, 8), _PLAIN),
    3: Level((-3, -2, 2, 3), _BOTH, ("3/4", "4/4", "2/2", "6/8"), _CLEFS[:2], (4, 6), (4, 8), _ALL),
    4: Level((-4, -3, 3, 4), _BOTH, ("3/8", "6/8", "9/8", "3/2"), _CLEFS[:3], (6, 8), (8,), _ALL),
    5: Level((-5, 5), _BOTH, ("5/8", "7/8", "9/8", "12/8", "5/4"), _CLEFS, (8,), (8, 12), _ALL),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a series of assignments: its level, and how many of that level come before it."""

    series: str
    level: int
    rank: int

    @classmethod
    def of(cls, series: str, index: int) -> Place:
        """The place of that index: each run of twenty holds every level four times."""
        stratum = Stratum.of(series, index)
        return cls(series, stratum.level, index // 20 * len(LETTERS) + LETTERS.index(stratum.letter))

    def even(self, what: str, pool: Sequence[T]) -> T:
        """The pool's item for this place: each once before one comes again, in an order that is drawn anew each time.

        Args:
            what: The name that the order is drawn from.
            pool: What is to be spread over the level's assignments.
        """
        turn, place = divmod(self.rank, len(pool))
        return Draw(f"{self.series}/{what}/{turn}", Stratum(self.level, "A")).shuffle(pool)[place]
