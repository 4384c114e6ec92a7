"""Results to write and read, without a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.setting import Setting

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion, Failure
    from ssmr_bench.synthesis.problem import Problem

SETTING = Setting(
    task="ssmr_text",
    model="m",
    prompt="paper",
    prompt_sha256="ef",
    endpoint="scripted:seed:0",
    model_id="m",
    open=False,
    shots=0,
    orders=1,
    repeats=1,
    subset=None,
    limit=None,
    concurrency=1,
    sampling={},
    split={"name": "test", "version": "1.0", "sha256": "ab"},
    versions={},
    scorer=1,
    variant="",
)


def row(problem: Problem, answer: Completion | Failure, order: str = "ABCD", repeat: int = 0) -> Row:
    """The row for an answer to a problem, asked as text in the paper's way."""
    return Row.of(ProblemItem(problem, "paper", 0, order, "1.0", None), repeat, "0" * 64, answer)
