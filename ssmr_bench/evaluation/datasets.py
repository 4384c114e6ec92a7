"""What the files in `tasks/` name: their rows, the text of a row, and the verdict on an answer to it.

The same three hooks serve `ssmr-eval` and stock lm-eval.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.prompting import render
from ssmr_bench.evaluation.scoring import ANSWERED, Outcome, judge
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def task_names() -> list[str]:
    """The tasks there are: each is a file `tasks/NAME.yaml`."""
    return sorted(path.stem for path in shipped("tasks").glob("*.yaml"))


def check_task(name: str) -> None:
    """Passes where there is such a task; needs no lm-eval.

    Raises:
        UnknownNameError: if there is not.
    """
    if name not in task_names():
        raise UnknownNameError("task", name, task_names())


def frozen_split(version: str, prompt: str, **_: object) -> dict[str, Any]:
    """The frozen test split of that version, each row with the prompt variant it is asked under."""
    import datasets

    rows = [json.loads(problem.to_json()) | {"prompt": prompt} for problem in splits.load(version).problems]
    return {"test": datasets.Dataset.from_list(rows)}


def doc_to_text(doc: Mapping[str, Any]) -> str:
    """The user's message for a row."""
    return render(problem_of(doc), doc["prompt"])


def process_results(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """The metrics of a row; none for a failed call, which is no wrong answer and stays out of every mean."""
    said = results[0]
    outcome = judge(problem_of(doc), getattr(said, "answer", None) or Completion(said)).outcome
    if outcome is Outcome.FAILED:
        return {}
    return {"accuracy": float(outcome is Outcome.CORRECT), "answered": float(outcome in ANSWERED)}


def problem_of(doc: Mapping[str, Any]) -> Problem:
    """The problem that a row holds."""
    return Problem.from_json(json.dumps({name: value for name, value in doc.items() if name != "prompt"}))
