"""One question, and what each side answered to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.rescoring import items_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.report.side import Side


@dataclass(frozen=True, slots=True)
class Answered:
    """An item as a side was asked it, and the row that came of it."""

    item: Item
    row: Row


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One question: an item of a task, in one order, asked once more or less often."""

    task: str
    answers: tuple[Answered | None, ...]
    """By side; None where it was not asked."""

    @property
    def item(self) -> Item:
        """As the first side that was asked it."""
        return next(each.item for each in self.answers if each)

    @property
    def row(self) -> Row:
        """That side's."""
        return next(each.row for each in self.answers if each)


def exhibits(sides: Sequence[Side]) -> list[Exhibit]:
    """All questions that a side was asked, by task, in the order of the rows.

    Raises:
        DataError, UnknownNameError: if the problems or the task of a run are not in this installation.
    """
    found: dict[tuple[str, str, str, int], dict[int, Answered]] = {}
    for place, side in enumerate(sides):
        for run in side.runs:
            for each in _answered(run):
                key = run.setting.task, *each.row.asked
                found.setdefault(key, {})[place] = each
    made = [Exhibit(key[0], tuple(map(each.get, range(len(sides))))) for key, each in found.items()]
    order = list(dict.fromkeys(exhibit.task for exhibit in made))
    return sorted(made, key=lambda exhibit: order.index(exhibit.task))


def _answered(run: Stored) -> Iterator[Answered]:
    return (Answered(item, row) for item, row in zip(items_of(run), run.rows, strict=True))
