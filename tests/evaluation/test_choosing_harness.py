"""A task of `output_type: multiple_choice` from its YAML to lm-eval's figures, over a script and over a real model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.engine import Engine, Terms
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.evaluation.models import ModelEntry, find
from ssmr_bench.evaluation.sampling import Sampling
from tests.evaluation import choice_task

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.backends import Backend

pytestmark = pytest.mark.filterwarnings("ignore")


def evaluated(model: Any, folder: Path, *tasks: str, chat: bool = False) -> dict[str, Any]:
    """lm-eval's report."""
    from lm_eval import evaluator
    from lm_eval.tasks import TaskManager

    report: dict[str, Any] = evaluator.simple_evaluate(
        model=model,
        tasks=list(tasks),
        task_manager=TaskManager(include_path=str(folder), include_defaults=False),
        apply_chat_template=chat,
        fewshot_as_multiturn=chat,
        bootstrap_iters=0,
    )
    return report


def asked(backend: Backend, folder: Path, *tasks: str, chat: bool = False) -> tuple[dict[str, Any], Any]:
    """The report of a run through our engine and journal, and the model that answered."""
    from ssmr_bench.evaluation.harness import BackendLM

    with Journal(folder / "journal.sqlite3") as journal:
        model = BackendLM(Engine(backend, journal, Terms(concurrency=8)), Sampling(), lambda _: None)
        return evaluated(model, folder, *tasks, chat=chat), model


def responses(report: dict[str, Any], task: str) -> list[list[Any]]:
    """What came of each request, by document."""
    return [[choice[0] for choice in sample["resps"]] for sample in report["samples"][task]]


@pytest.mark.parametrize("chat", [False, True])
def test_a_script_that_always_says_b_is_right_where_b_is(tmp_path: Path, chat: bool) -> None:
    choice_task.write(tmp_path, "letters", 40)
    backend = connect(ModelEntry("m", "scripted", "m", reply="B"), 8)
    report, model = asked(backend, tmp_path, "letters", chat=chat)
    answers = [sample["doc"]["answer"] for sample in report["samples"]["letters"]]
    assert 0 < answers.count(1) < len(answers) == 40
    assert report["results"]["letters"]["acc,none"] == pytest.approx(answers.count(1) / 40)
    ((first, greedy), *_), *_ = responses(report, "letters")
    assert isinstance(first.answer, Completion)
    assert Likelihoods.read(first.answer.text).likeliest == " B"
    assert (first, greedy) == (-100.0, False)
    again, model = asked(backend, tmp_path, "letters", chat=chat)
    assert (model.tally.sent, model.tally.reused) == (0, model.tally.total)
    assert again["results"] == report["results"]


def test_smollm2_scores_the_text_that_the_task_shows(tmp_path: Path, smollm2: Path) -> None:
    assert smollm2.is_file()
    choice_task.write(tmp_path, "letters", 1, shots=0)
    entry = replace(find("smollm2-135m"), concurrency=1)
    report, model = asked(connect(entry, 1), tmp_path, "letters")
    sample = report["samples"]["letters"][0]
    context, choice = sample["arguments"][0]
    assert context == f"The following are questions about music.\n\n{sample['doc']['text']}\nAnswer:"
    assert choice == " A"
    assert model.tally.failed == 0
    (found,) = responses(report, "letters")
    after, alone = found[:4], found[4:]
    assert all(-20 < score < 0 for score, _ in found)
    assert len({score for score, _ in found}) == 8
    # A letter is expected after "Answer:", and not at the beginning of a text.
    assert sum(score for score, _ in after) > sum(score for score, _ in alone)
