"""Runs of lm-eval's tasks by scripted models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.foreign.task import ForeignTask
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.plan import Plan
from ssmr_bench.evaluation.run import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.foreign.item import ForeignItem
    from ssmr_bench.evaluation.result import Result

UNSAID = frozenset({"prompt", "shots", "orders"})
ORACLES = {"gsm8k": "#### {}", "minerva_math500": r"It is $\boxed{{{}}}$.", "aime24": r"\boxed{{{}}}"}
"""How a right answer to a task of mathematics is written."""


def items(task: str, limit: int | None = None) -> list[ForeignItem]:
    """The questions of a task as it asks them where nothing is said."""
    found = ForeignTask.of(task)
    return found.material().items(found.manner(Manner(limit=limit), UNSAID))


def scripted(name: str, asked: Mapping[str, Sequence[str]], out: Path) -> ModelEntry:
    """A model that knows one reply to each question of some tasks, and fails at any other prompt."""
    lines = [
        {"prompt_sha256": item.messages.sha256, "answer": reply}
        for task, replies in asked.items()
        for item, reply in zip(items(task), replies, strict=True)
    ]
    (out / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return ModelEntry(name=name, backend="scripted", model=name, replies=str(out / f"{name}.jsonl"))


def ran(entry: ModelEntry, tasks: Sequence[str], out: Path, limit: int | None = None) -> list[Result]:
    """The results of tasks, asked as they ask where nothing is said."""
    return evaluate(Plan(entry, tuple(tasks), Manner(limit=limit), out / "results", unsaid=UNSAID))[0]
