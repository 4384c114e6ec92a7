"""Stored answers, judged again by today's judge; no model is asked."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
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
    from collections.abc import Callable, Iterator

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.judging.outcome import Outcome
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.synthesis.problem import Problem


_SHARE = 1000
"""Rows that are judged at once."""
_WORTH = 10


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
    """The run with every answer judged again; `watch` is told of each share of the rows.

    Raises:
        UnknownNameError: if its split is not in this installation.
        DataError: if its problems are not those of the split here.
    """
    problems, version = problems_of(before), before.setting.split["version"]
    asked = [
        (row, Item(problems[row.id], before.setting.prompt, 0, row.order, version, None, before.setting.open))
        for row in before.rows
    ]
    shares = [asked[at : at + _SHARE] for at in range(0, len(asked), _SHARE)]
    rows: list[Row] = []
    for share in _judged(shares):
        rows += share
        watch(len(share))
    return Rescored(before, tuple(rows))


def _judged(shares: list[list[tuple[Row, Item]]]) -> Iterator[list[Row]]:
    """The shares judged, on all cores where there are enough of them to be worth the processes."""
    if len(shares) < _WORTH:
        yield from map(_share, shares)
        return
    # Not forked: a fork of a process with threads (a progress bar has one) may hang.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_share, shares)


def _share(asked: list[tuple[Row, Item]]) -> list[Row]:
    return [_again(row, item) for row, item in asked]


def problems_of(before: Stored) -> dict[str, Problem]:
    """The problems of the split that a run was asked on, by id.

    Raises:
        UnknownNameError: if that split is not in this installation.
        DataError: if it is another one here, or a row's problem is not in it.
    """
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
