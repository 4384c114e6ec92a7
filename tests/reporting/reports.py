"""Runs with chosen answers to the first problems of the split, and the reports of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.metadata import metadata_of
from ssmr_bench.evaluation.problems.item import ProblemItem, style_of
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.stored import Stored, stored
from ssmr_bench.files import write_whole
from ssmr_bench.reporting.report import report, sides
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.composition import frozen
from tests.reporting.runs import SETTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SPLIT = splits.load("1.0")
PROBLEMS = SPLIT.problems[:60]
USUAL = replace(SETTING, split={"name": SPLIT.name, "version": SPLIT.version, "sha256": SPLIT.sha256}, scorer=SCORER)


def run(out: Path, model: str, answers: Sequence[Completion | Failure], **settings: Any) -> Stored:
    """A run over the first problems, with these answers."""
    setting = replace(USUAL, model=model, **settings)
    style = style_of(metadata_of(setting.task))
    asked = [ProblemItem(problem, setting.prompt, 0, "ABCD", "1.0", style, setting.open) for problem in PROBLEMS]
    rows = tuple(Row.of(item, 0, item.messages.sha256, answer) for item, answer in zip(asked, answers, strict=False))
    return stored(Result(setting, rows, "2026-01-01T00:00:00+00:00", 0).write(out))


def composed(out: Path, model: str, kind: str, answers: Sequence[Completion | Failure]) -> Stored:
    """A run over the first assignments of a kind, with these answers."""
    found = frozen.load("1.0")
    split = {"name": "composition", "version": found.version, "sha256": found.sha256}
    setting = replace(USUAL, model=model, task=f"ssmr_{kind}", open=True, split=split)
    asked = [CompositionItem(assignment, setting.prompt) for assignment in found.of(kind)]
    rows = tuple(Row.of(item, 0, item.messages.sha256, answer) for item, answer in zip(asked, answers, strict=False))
    return stored(Result(setting, rows, "2026-01-01T00:00:00+00:00", 0).write(out))


def said(right: Sequence[bool]) -> list[Completion]:
    return [
        Completion(rf"\boxed{{{problem.answer if each else 'ABCD'['BCDA'.index(problem.answer)]}}}", "stop")
        for problem, each in zip(PROBLEMS, right, strict=False)
    ]


def page(out: Path, *runs: Stored) -> Path:
    write_whole(out, report(sides(runs)))
    return out
