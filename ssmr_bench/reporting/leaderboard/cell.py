"""One run as a leaderboard keeps it: its figures, and of each answer no more than whether it was right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.robustness import orders_of
from ssmr_bench.reporting.leaderboard.score import Answer, Score, divided, score_of
from ssmr_bench.reporting.leaderboard.thinking import thinking_of
from ssmr_bench.reporting.paired import Paired
from ssmr_bench.reporting.statistics import interval

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.robustness import Orders
    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.leaderboard.part import Part


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference of accuracy between two runs on the same questions, second less first, from -1 to 1."""

    value: float
    interval: tuple[float, float]
    n: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole run of one task."""

    folder: Path
    part: Part
    setting: Setting
    date: str
    price_date: str
    """When its prices held; empty where none are known."""
    whole: Score
    scores: dict[tuple[str, str], Score]
    """By kind ("category", "template", "level") and name."""
    orders: Orders | None
    questions: tuple[tuple[str, str, int], ...]
    """Each answer's item, order and repeat, sorted."""
    clusters: tuple[str, ...]
    """What each shares with those that are not independent of it, in the order of the questions."""
    right: tuple[bool, ...]

    @classmethod
    def of(cls, run: Stored, part: Part) -> Cell:
        """The run, without its texts."""
        s, rows = run.setting, sorted(run.rows, key=lambda row: row.asked)
        answers = [Answer(row, thinking_of(row)) for row in rows]
        return cls(
            folder=run.folder,
            part=part,
            setting=s,
            date=run.date,
            price_date=run.price.date if run.price else "",
            whole=score_of(answers, run.price, s.open),
            scores={name: score_of(some, run.price, s.open) for name, some in divided(answers).items()},
            orders=orders_of(rows),
            questions=tuple(row.asked for row in rows),
            clusters=tuple(row.cluster for row in rows),
            right=tuple(row.outcome is Outcome.CORRECT for row in rows),
        )


def paired(first: Cell, second: Cell) -> Paired:
    """Two runs over the questions that both were asked."""
    if first.questions == second.questions:
        return Paired.of(zip(first.clusters, first.right, second.right, strict=True))
    theirs = dict(zip(second.questions, second.right, strict=True))
    ours = zip(first.questions, first.clusters, first.right, strict=True)
    return Paired.of((cluster, right, theirs[asked]) for asked, cluster, right in ours if asked in theirs)


def gap(first: Cell | None, second: Cell | None) -> Gap | None:
    """The second's accuracy less the first's, paired; None where one is missing, or they share no question."""
    if first is None or second is None:
        return None
    table = paired(first, second)
    return Gap(table.difference, interval(table), table.n) if table.n else None
