"""Stored answers, judged again by today's judge; no model is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.row import Row, accuracy_of
from ssmr_bench.evaluation.shares import in_shares
from ssmr_bench.evaluation.task import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.evaluation.judging.outcome import Outcome
    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.stored import Stored


@dataclass(frozen=True, slots=True)
class Rescored:
    """A run as it was judged, and as it is judged now."""

    before: Stored
    rows: tuple[Row, ...]
    """Judged now, in the order of those before."""

    @property
    def changed(self) -> list[tuple[Row, Row]]:
        """The rows with another outcome or letter, before and now."""
        pairs = zip(self.before.rows, self.rows, strict=True)
        return [(old, new) for old, new in pairs if (old.outcome, old.letter) != (new.outcome, new.letter)]

    @property
    def accuracies(self) -> tuple[Accuracy, Accuracy]:
        """Before and now."""
        return self.before.accuracy, accuracy_of(self.rows)

    @property
    def moves(self) -> Counter[tuple[Outcome, Outcome]]:
        """How many rows went from one outcome to another."""
        return Counter((old.outcome, new.outcome) for old, new in self.changed)

    @property
    def result(self) -> Result:
        """The run with today's verdicts; its date stays that of the answers."""
        return replace(self.before.result, setting=replace(self.before.setting, scorer=SCORER), rows=self.rows)


def rescored(before: Stored, watch: Callable[[int], None] = lambda _: None) -> Rescored:
    """The run with every answer judged again; `watch` is told of each share of the rows.

    Raises:
        UnknownNameError: if its split is not in this installation.
        DataError: if its problems are not those of the split here.
    """
    asked = list(zip(before.rows, items_of(before), strict=True))
    return Rescored(before, tuple(in_shares(_again, asked, watch)))


def items_of(before: Stored) -> list[Item]:
    """The item of each row of a run, shown as it was.

    Raises:
        UnknownNameError: if its task or its split is not in this installation.
        DataError: if that is another one here, or a row's item is not in it.
        FileError: if the data of its task are not here.
    """
    setting = before.setting
    material = find(setting.task).material(setting.split["version"])
    if material.sha256 != setting.split["sha256"]:
        raise DataError(
            f"{before.folder} was asked on split {setting.split['version']} with sha256 {setting.split['sha256']}; "
            f"here it has {material.sha256}"
        )
    try:
        return [material.item(row.id, row.order, setting.prompt, setting.shots) for row in before.rows]
    except KeyError as error:
        raise DataError(
            f"{before.folder} has a row for {error.args[0]!r}, which is not in split {material.version}"
        ) from error


def _again(asked: tuple[Row, Item]) -> Row:
    row, item = asked
    if row.answer is None:
        return replace(row, key=item.key, flaw=item.flaw)
    verdict = item.judged(row.reply)
    return replace(
        row,
        letter=verdict.letter,
        rule=verdict.rule,
        outcome=verdict.outcome,
        key=item.key,
        flaw=item.flaw,
        measures=dict(verdict.measures),
    )
