from __future__ import annotations

from lm_eval.tasks import TaskManager

from ssmr_bench.evaluation.datasets import task_names
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits


def test_every_file_is_a_task_of_its_name_that_loads() -> None:
    # lm-eval passes over a broken file in silence.
    manager = TaskManager(include_path=str(shipped("tasks")), include_defaults=False)
    assert manager.all_subtasks == task_names()
    tasks = manager.load(task_names())["tasks"]
    assert sorted(tasks) == task_names()


def test_a_task_reads_the_whole_of_its_frozen_split() -> None:
    task = TaskManager(include_path=str(shipped("tasks")), include_defaults=False).load(["ssmr_text"])["tasks"][
        "ssmr_text"
    ]
    split = splits.load(task.config.metadata["version"])
    assert [doc["id"] for doc in task.eval_docs] == [problem.id for problem in split.problems]
    assert [task.doc_to_target(doc) for doc in task.eval_docs] == [problem.answer for problem in split.problems]
