"""Runs with as many right answers as a test needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.result import Result, Setting
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.stored import Stored, stored
from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROBLEMS = splits.load("1.0").problems
SETTING = Setting(
    task="ssmr_text",
    model="m",
    prompt="paper",
    prompt_sha256="ef",
    endpoint="scripted:seed:0",
    model_id="m",
    limit=None,
    concurrency=1,
    sampling={"temperature": 0.0},
    split={"name": "test", "version": "1.0", "sha256": "ab"},
    versions={},
    variant="",
)


@dataclass(frozen=True)
class Sung(Row):
    """A row that says in which order its options stood, and on which tune it is."""

    order: str
    repeat: int
    music: str


def answered(right: Iterable[bool | None]) -> tuple[Row, ...]:
    """A row for each problem of the split in turn; None for one that got no answer."""
    return tuple(_row(i, each) for i, each in enumerate(right))


def _row(i: int, right: bool | None) -> Row:
    problem = PROBLEMS[i]
    letter = problem.answer if right else "ABCD"["BCDA".index(problem.answer)]
    return Row.of(problem, "0" * 64, Failure("away") if right is None else Completion(rf"\boxed{{{letter}}}", "stop"))


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
