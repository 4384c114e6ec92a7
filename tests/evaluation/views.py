"""Frozen problems as a prompt shows them, and the items of the frozen split in a manner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.problems.task import Problems, ProblemTask
from ssmr_bench.evaluation.prompting import Rendered, View, render
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual.figures import musical

if TYPE_CHECKING:
    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.evaluation.problems.item import ProblemItem
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style


def shown(problem: Problem, variant: str, style: Style | None = None) -> Rendered:
    return render(problem, View(variant, form=style.form if style else None, musical=musical(problem)))


def items(manner: Manner, style: Style | None, *, open_form: bool = False) -> list[ProblemItem]:
    task = ProblemTask("ssmr", "1.0", {}, open=open_form, style=style)
    return Problems(task, splits.load("1.0")).items(manner)
