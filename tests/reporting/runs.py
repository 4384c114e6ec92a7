"""Runs with as many right answers as a test needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.stored import Stored, stored
from ssmr_bench.synthesis import splits
from tests.evaluation.results import SETTING as PLAIN
from tests.evaluation.results import row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ssmr_bench.evaluation.row import Row

PROBLEMS = splits.load("1.0").problems
SETTING = replace(PLAIN, sampling={"temperature": 0.0})


def answered(right: Iterable[bool | None]) -> tuple[Row, ...]:
    """A row for each problem of the split in turn; None for one that got no answer."""
    return tuple(_row(i, each) for i, each in enumerate(right))


def _row(i: int, right: bool | None) -> Row:
    problem = PROBLEMS[i]
    letter = problem.answer if right else "ABCD"["BCDA".index(problem.answer)]
    return row(problem, Failure("away") if right is None else Completion(rf"\boxed{{{letter}}}", "stop"))


def written(out: Path, model: str, right: Iterable[bool | None], **settings: Any) -> Stored:
    """A run as it lies in a folder."""
    result = Result(replace(SETTING, model=model, **settings), answered(right), "2026-01-01T00:00:00+00:00", 0)
    return stored(result.write(out))


def paired_with(lost: int, gained: int, n: int = 400) -> tuple[list[bool], list[bool]]:
    """What two models had right: the first half of the rest is right in both."""
    both = (n - lost - gained) // 2
    rest = n - lost - gained - both
    first = [True] * lost + [False] * gained + [True] * both + [False] * rest
    return first, [False] * lost + [True] * gained + first[lost + gained :]
