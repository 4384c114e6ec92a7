"""Stored answers, judged again by today's judge; no model is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.completion import Completion, finish_reason
from ssmr_bench.evaluation.item import Item
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row, accuracy_of
from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.judging.outcome import Outcome
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.synthesis.problem import Problem


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
        setting = replace(self.before.setting, scorer=SCORER)
        return Result(setting, self.rows, self.before.date, self.before.sent, self.before.price)


def rescored(before: Stored, watch: Callable[[int], None] = lambda _: None) -> Rescored:
    """The run with every answer judged again; `watch` is told of each thousand rows.

    Raises:
        UnknownNameError: if its split is not in this installation.
        DataError: if its problems are not those of the split here.
    """
    problems, version = _problems(before), before.setting.split["version"]
    rows = []
    for count, row in enumerate(before.rows, 1):
        item = Item(problems[row.id], before.setting.prompt, 0, row.order, version, None, before.setting.open)
        rows.append(_again(row, item))
        if count % 1000 == 0:
            watch(1000)
    return Rescored(before, tuple(rows))


def _problems(before: Stored) -> dict[str, Problem]:
    split = splits.load(before.setting.split["version"])
    if split.sha256 != before.setting.split["sha256"]:
        raise DataError(
            f"{before.folder} was asked on split {split.version} with sha256 {before.setting.split['sha256']}; "
            f"here it has {split.sha256}"
        )
    problems = {problem.id: problem for problem in split.problems}
    if strange := next((row.id for row in before.rows if row.id not in problems), None):
        raise DataError(f"{before.folder} has a row for {strange!r}, which is not in split {split.version}")
    return problems


def _again(row: Row, item: Item) -> Row:
    if row.answer is None:
        return row
    verdict = item.judged(Completion(row.answer, finish_reason(row.finish_reason), row.reasoning))
    return replace(row, letter=verdict.letter, rule=verdict.rule, outcome=verdict.outcome, key=item.key)
