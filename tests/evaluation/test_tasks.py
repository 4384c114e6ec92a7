from __future__ import annotations

import pytest
from lm_eval.tasks import TaskManager

from ssmr_bench.evaluation.datasets import process_results
from ssmr_bench.evaluation.metadata import task_names
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits


@pytest.mark.usefixtures("borrowed")
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


def test_the_target_is_the_letter_as_it_is_shown() -> None:
    asked = {"orders": 3, "subset": "smoke"}
    manager = TaskManager(include_path=str(shipped("tasks")), include_defaults=False, metadata=asked)
    tasks = manager.load(["ssmr_text", "ssmr_text_open"])["tasks"]
    shown = [(doc, tasks["ssmr_text"].doc_to_target(doc)) for doc in tasks["ssmr_text"].eval_docs]
    assert len({doc["order"] for doc, _ in shown}) == 3
    assert all(doc["order"].index(doc["answer"]) == "ABCD".index(target) for doc, target in shown)
    named = [(doc, tasks["ssmr_text_open"].doc_to_target(doc)) for doc in tasks["ssmr_text_open"].eval_docs]
    assert all(target == doc["options"]["ABCD".index(doc["answer"])] for doc, target in named)
    assert all(process_results(doc, [rf"\boxed{{{target}}}"])["accuracy"] == 1 for doc, target in shown + named)
