"""What a model wrote can neither hang nor end the process that judges it, and is never run."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.foreign import exam
from ssmr_bench.evaluation.foreign.guard import Guard
from ssmr_bench.evaluation.foreign.scoring import Case, Scores
from ssmr_bench.evaluation.judging.outcome import Outcome
from tests.evaluation.foreign.runs import items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLOW = """
def score(doc, results):
    import mmap, os, signal
    said = results[0]
    if said == "loop":
        while True:
            pass
    if said == "power":
        return {"exact_match": float(9 ** 9 ** 9 ** 9 == 1)}
    if said == "memory":
        return {"exact_match": float(len(mmap.mmap(-1, 6 * 2**30)) == 1)}  # of addresses, not of memory
    if said == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    print("stray words")
    return {"exact_match": float(said == doc["answer"])}
"""
TASK = """
task: slow
dataset_path: ours/slow
test_split: test
output_type: generate_until
doc_to_text: "{{question}}"
doc_to_target: "{{answer}}"
process_results: !function code.score
metric_list:
  - metric: exact_match
    aggregation: mean
    higher_is_better: true
"""


@pytest.fixture
def guard() -> Iterator[Guard]:
    kept = Guard(seconds=1.0)
    yield kept
    kept.close()


def test_whatever_becomes_of_an_answer_the_next_one_is_judged(
    guard: Guard, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "slow.yaml").write_text(TASK)
    (tmp_path / "code.py").write_text(SLOW)

    def said(text: str) -> Scores | str:
        return guard.scores(Case(tmp_path / "slow.yaml", {"question": "?", "answer": "right"}, (text,)))

    fates = [said(text) for text in ("loop", "right", "die", "memory", "power")]
    right = Scores({("none", "exact_match"): 1.0}, {"none": "right"})
    assert fates == ["timeout", right, "crash", "crash", "timeout"]
    assert said("wrong") == Scores({("none", "exact_match"): 0.0}, {"none": "wrong"})
    assert "stray words" not in capfd.readouterr().out


def test_an_answer_without_end_is_unparsed_by_the_rule_timeout(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    # math_verify gives up after 5 s by itself; the guard is told not to wait so long.
    monkeypatch.setattr(exam, "GUARD", guard)
    item = items("minerva_math500")[1]
    found = item.judged(Completion(r"\boxed{9^{9^{9^9}}}"))
    assert (found.outcome, found.rule) == (Outcome.UNPARSED, "timeout")
    monkeypatch.undo()
    assert item.judged(Completion(r"\boxed{7}")).outcome is Outcome.CORRECT


@pytest.mark.parametrize("in_a_file", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_script_that_judges_is_not_run_again(data: Path, tmp_path: Path, *, in_a_file: bool) -> None:
    script = (
        "print('begun')\n"
        "from ssmr_bench.evaluation.completion import Completion\n"
        "from tests.evaluation.foreign.runs import items\n"
        "print(items('gsm8k', 1)[0].judged(Completion('#### 23')).outcome)\n"
    )
    (tmp_path / "script.py").write_text(script)
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "script.py") if in_a_file else "-"],
        input=None if in_a_file else script,
        env={**os.environ, "SSMR_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.stdout.split() == ["begun", "correct"], ended.stderr


@pytest.mark.parametrize(
    "reply",
    [
        r"\boxed{__import__('os').system('touch %s')}",
        r"\boxed{\input{%s}}",
        r"$__import__('pathlib').Path('%s').touch()$",
        "\ud800" + r"\boxed{\text{%s}}",
        r"\boxed{" * 3000 + "%s",
    ],
)
def test_an_answer_is_never_run(reply: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert items("minerva_math500")[1].judged(Completion(reply % mark)).outcome is Outcome.WRONG
    assert not mark.exists()
