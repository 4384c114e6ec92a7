from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssmr_bench.evaluation.completion import Completion, Failure, FinishReason
from ssmr_bench.evaluation.datasets import process_results
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import judge
from ssmr_bench.evaluation.problems.item import ProblemItem

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


@pytest.mark.parametrize(
    ("text", "finish", "outcome"),
    [
        (r"\boxed{B}", "stop", Outcome.CORRECT),
        (r"\boxed{A}", "stop", Outcome.WRONG),
        (r"<think>\boxed{A}</think>\boxed{B}", "stop", Outcome.CORRECT),
        (r"\boxed{B} and so", "length", Outcome.CORRECT),
        ("The answer is B", "length", Outcome.TRUNCATED),
        (r"<think>\boxed{B}", "stop", Outcome.TRUNCATED),
        ("", "length", Outcome.TRUNCATED),
        ("", "stop", Outcome.EMPTY),
        ("<think>hm</think>\n", "stop", Outcome.EMPTY),
        ("I can't say.", "stop", Outcome.UNPARSED),
        ("", "content_filter", Outcome.REFUSED),
    ],
)
def test_outcomes(problem: Problem, text: str, finish: FinishReason, outcome: Outcome) -> None:
    assert judge(problem, Completion(text, finish)).outcome is outcome


def test_a_failure_is_no_wrong_answer(problem: Problem) -> None:
    assert judge(problem, Failure("the network")).outcome is Outcome.FAILED


def test_the_hook_judges_plain_text_as_stock_lm_eval_gives_it(problem: Problem) -> None:
    doc = ProblemItem(problem, "paper", 0, "ABCD", "1.0", None).row
    assert process_results(doc, [r"\boxed{B}"]) == {"accuracy": 1.0, "answered": 1.0}
    assert process_results(doc, [r"\boxed{C}"]) == {"accuracy": 0.0, "answered": 1.0}
    assert process_results(doc, ["hm"]) == {"accuracy": 0.0, "answered": 0.0}
