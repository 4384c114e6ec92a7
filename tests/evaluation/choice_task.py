"""A task of our own that lm-eval scores by likelihood: problems of the frozen split, by letter or by option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem

YAML = """
task: {task}
custom_dataset: !function tests.evaluation.choice_task.rows
test_split: test
fewshot_split: dev
fewshot_config: {{sampler: first_n}}
num_fewshot: {shots}
output_type: multiple_choice
description: "The following are questions about music.\\n\\n"
doc_to_text: "{{{{text}}}}\\nAnswer:"
doc_to_choice: {choices}
doc_to_target: "{{{{answer}}}}"
metric_list:
  - metric: acc
  - metric: acc_norm
  - metric: acc_mutual_info
metadata: {{version: 1, items: {items}}}
"""


def write(folder: Path, task: str, items: int, *, shots: int = 2, words: bool = False) -> None:
    """The task's file; with `words` the options themselves are scored, many tokens long, in place of letters."""
    choices = "options" if words else '["A", "B", "C", "D"]'
    (folder / f"{task}.yaml").write_text(YAML.format(task=task, shots=shots, choices=choices, items=items))


def rows(items: int, **_: object) -> dict[str, Any]:
    """So many problems of every kind, and two more to show, as lm-eval takes them."""
    from datasets import Dataset

    problems = splits.load("1.0").problems
    spread = problems[:: len(problems) // (items + 2)]
    found = [_row(problem) for problem in spread[: items + 2]]
    return {"dev": Dataset.from_list(found[:2]), "test": Dataset.from_list(found[2:])}


def text(problem: Problem) -> str:
    """The problem with its options, up to where the answer would stand."""
    options = "\n".join(f"{letter}. {option}" for letter, option in zip("ABCD", problem.options, strict=True))
    return f"{problem.question}\n{problem.abc}\n{options}"


def _row(problem: Problem) -> dict[str, Any]:
    return {"text": text(problem), "options": list(problem.options), "answer": "ABCD".index(problem.answer)}
