"""Ranks as ranges: as high and as low as a model may stand, by paired tests of all pairs on the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ssmr_bench.reporting.comparison import ALPHA
from ssmr_bench.reporting.leaderboard.cell import paired
from ssmr_bench.reporting.paired import Paired
from ssmr_bench.reporting.statistics import holm, sign_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.leaderboard.cell import Cell


@dataclass(frozen=True, slots=True)
class Rank:
    """The places, from 1, that a model may have among so many."""

    best: int
    """One more than there are models shown to be better."""
    worst: int
    """All of them, less those shown to be worse."""
    of: int

    @property
    def alone(self) -> bool:
        """Whether there was nobody to compare it with."""
        return self.of == 1

    def __str__(self) -> str:
        """As a table shows it: "2", or "2-4" where it is tied with others."""
        return str(self.best) if self.best == self.worst else f"{self.best}-{self.worst}"


def ranks(cells: Sequence[Cell]) -> tuple[Rank, ...]:
    """The rank of each of these runs, which were asked the same.

    Each pair is tested as `ssmr compare` does it, and all p-values are corrected together (Holm 1979): where no model
    is better than another, the chance that any two are told apart is at most 5 %.
    """
    count = len(cells)
    pairs = list(combinations(range(count), 2))
    tables = _tables(cells, pairs)
    adjusted = holm([sign_test(table) for table in tables])
    better, worse = [0] * count, [0] * count
    for (i, j), table, p_value in zip(pairs, tables, adjusted, strict=True):
        if p_value <= ALPHA:
            above, below = (j, i) if table.difference > 0 else (i, j)
            worse[above] += 1
            better[below] += 1
    return tuple(Rank(1 + better[i], count - worse[i], count) for i in range(count))


def _tables(cells: Sequence[Cell], pairs: Sequence[tuple[int, int]]) -> list[Paired]:
    """What each pair made of the same questions; clusters without a difference, which no sign test heeds, left out."""
    import numpy as np

    if any((cell.questions, cell.clusters) != (cells[0].questions, cells[0].clusters) for cell in cells[1:]):
        return [paired(cells[i], cells[j]) for i, j in pairs]
    _, cluster, sizes = np.unique(cells[0].clusters if cells else (), return_inverse=True, return_counts=True)
    right = np.array([cell.right for cell in cells], dtype=bool)
    made = []
    for i, j in pairs:
        sides = ((right[i], right[j]), (right[j], right[i]))
        lost, gained = (np.bincount(cluster[one & ~other], minlength=len(sizes)) for one, other in sides)
        differ = (lost > 0) | (gained > 0)
        made.append(Paired(*(tuple(counts[differ].tolist()) for counts in (lost, gained, sizes))))
    return made
