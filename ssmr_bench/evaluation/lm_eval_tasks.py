"""Our tasks as lm-eval holds them, in the manner in which they are asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ssmr_bench.paths import shipped

if TYPE_CHECKING:
    from ssmr_bench.evaluation.manner import Manner


def ours(name: str, manner: Manner) -> Any:
    """The task of a file in `tasks/`."""
    from lm_eval.tasks import TaskManager

    # Repeats are lm-eval's, and shots; its limit would count an item's orders as items.
    asked = {field: value for field, value in asdict(manner).items() if field != "repeats"}
    manager = TaskManager(include_path=str(shipped("tasks")), include_defaults=False, metadata=asked)
    task = manager.load([name])["tasks"][name]
    task.set_config("repeats", manner.repeats)
    task.set_config("num_fewshot", manner.shots)
    return task
