"""The whole leaderboard: results gathered from folders, grouped, and ranked within each group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.reporting.gaps import FLOOR
from ssmr_bench.reporting.leaderboard.entry import Entry, Group, Identity
from ssmr_bench.reporting.leaderboard.gathering import gather
from ssmr_bench.reporting.leaderboard.part import RANKED, Part
from ssmr_bench.reporting.leaderboard.ranks import Rank, ranks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ssmr_bench.reporting.leaderboard.cell import Cell
    from ssmr_bench.reporting.leaderboard.gathering import Check, LeftOut, Watch


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows that were asked the same, the best first."""

    group: Group
    entries: tuple[Entry, ...]

    @property
    def items(self) -> int:
        """How many items the rows were asked, at most."""
        asked = (len({item for item, _, _ in cell.questions}) for each in self.entries for cell in each.cells.values())
        return max(asked)


@dataclass(frozen=True, slots=True)
class Board:
    """What is published."""

    rankings: tuple[Ranking, ...]
    """A ranking for each group; whole splits first."""
    left_out: tuple[LeftOut, ...]
    aside: int
    """Results that were moved out of the way of later ones."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All rows, as they are shown."""
        return tuple(entry for ranking in self.rankings for entry in ranking.entries)


def leaderboard(results: Sequence[Path], check: Check, watch: Watch = lambda *_: None) -> Board:
    """The leaderboard of all results below some folders.

    `check` names what is wrong with a folder; a result that it finds fault with is left out, as is one with failed
    items. `watch` is told how many of how many results are read.

    Raises:
        FileError: if there is no such folder, or no result in it.
        ConfigError: if two results are there for the same part of a row.
    """
    found = gather(results, check, watch)
    entries = _with_floors(_merged(found.cells))
    groups: dict[Group, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.identity.group].append(entry)
    rankings = tuple(Ranking(group, _ranked(groups[group])) for group in sorted(groups))
    return Board(rankings, found.left_out, found.aside)


def _merged(cells: Iterable[Cell]) -> list[Entry]:
    """A row for each identity."""
    rows: dict[Identity, dict[Part, Cell]] = defaultdict(dict)
    for cell in cells:
        row = rows[Identity.of(cell.setting)]
        if (there := row.get(cell.part)) is not None:
            raise ConfigError(
                f"{there.folder} and {cell.folder} are both {cell.setting.task} of {cell.setting.model} in the same "
                "setting; move one of them away, or give the models different names"
            )
        row[cell.part] = cell
    return [Entry(identity, {p: row[p] for p in Part if p in row}, {}, {}) for identity, row in rows.items()]


def _with_floors(entries: Sequence[Entry]) -> list[Entry]:
    """Each row beside the run of the same model and sampling that shows no music."""
    # Two versions of the floor's prompt are both floors; the row says which by its digest.
    floors = {replace(each.identity, prompt_sha256=""): each for each in entries if each.is_floor}
    return [each.with_floor(floors.get(replace(each.identity, prompt=FLOOR, prompt_sha256=""))) for each in entries]


def _ranked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The rows with their ranks, in the order in which they are shown."""
    found: dict[Identity, dict[Part, Rank]] = defaultdict(dict)
    for part in RANKED:
        racing = [each for each in entries if part in each.cells and not each.is_floor]
        for each, rank in zip(racing, ranks([each.cells[part] for each in racing]), strict=True):
            found[each.identity][part] = rank
    placed = [replace(each, ranks=found[each.identity]) for each in entries]
    return tuple(sorted(placed, key=lambda each: each.place))
