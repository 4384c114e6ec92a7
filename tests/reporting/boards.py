"""Results for leaderboards: runs of many kinds with skill, tokens and prices as a test needs them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.result import Result
from ssmr_bench.synthesis import splits
from tests.evaluation.results import SETTING as PLAIN
from tests.evaluation.results import row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.prices import Price
    from ssmr_bench.evaluation.row import Row

PROBLEMS = splits.load("1.0").problems
SPLIT = {"name": "test", "version": "1.0", "sha256": splits.load("1.0").sha256}
SETTING = replace(PLAIN, split=SPLIT, sampling={"temperature": 0.0}, versions={"ssmr-bench": "0.7.0"}, scorer=7)


def answers(seed: str, skill: float, count: int = 200, *, orders: Sequence[str] = ("ABCD",)) -> tuple[Row, ...]:
    """Rows with so much skill; one in 25 is cut off. The same seed, the same answers."""
    random = Random(seed)
    return tuple(_answered(random, _right(i, order), skill) for i in range(count) for order in orders)


@cache
def _right(i: int, order: str) -> Row:
    """Rendering and judging take most of the time: each item is put once, and its row varied."""
    problem = PROBLEMS[i]
    return row(problem, Completion(rf"\boxed{{{problem.reordered(order).answer}}}"), order)


def _answered(random: Random, right: Row, skill: float) -> Row:
    told = replace(right, prompt_tokens=random.randrange(150, 400), completion_tokens=random.randrange(5, 900))
    if random.random() < 0.04:
        lost: dict[str, Any] = {"answer": "Let me see", "letter": None, "rule": "none", "finish_reason": "length"}
        return replace(told, **lost, outcome=Outcome.TRUNCATED)
    if random.random() < skill:
        return told
    letter = "ABCD"["BCDA".index(right.key)]
    return replace(told, answer=rf"\boxed{{{letter}}}", letter=letter, outcome=Outcome.WRONG)


def put(out: Path, rows: Sequence[Row], model: str = "m", price: Price | None = None, **settings: Any) -> Path:
    """A run as it lies in a folder, which is returned."""
    setting = replace(SETTING, model=model, model_id=model) if "model_id" not in settings else SETTING
    result = Result(replace(setting, model=model, **settings), tuple(rows), "2026-03-04T05:06:07+00:00", 0, price)
    return result.write(out)
