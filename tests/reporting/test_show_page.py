"""`ssmr show --out problem.html` in a real browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.reporting.show import as_page
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Style
from tests.reporting.hostile import TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.reporting.browser import Opened

PROBLEMS = {problem.template: problem for problem in splits.load("1.0").problems}


@pytest.mark.parametrize("template", ["bar_lines", "chord_name", "scale_spelling"])
def test_a_problem_can_be_read_by_everybody(tab: Opened, template: str, tmp_path: Path) -> None:
    problem = PROBLEMS[template]
    (tmp_path / "x.html").write_text(as_page(problem, Style()))
    tab.go(tmp_path / "x.html")
    assert tab.violations() == []
    assert (tab.strays, tab.ran) == ([], [])
    assert problem.question in tab.page.locator("main").inner_text()
    assert not tab.page.get_by_text(problem.answer, exact=True).last.is_visible()


def test_nothing_in_a_problem_is_run(tab: Opened, tmp_path: Path) -> None:
    options = tuple(TEXTS.values())[:4]
    problem = replace(PROBLEMS["chord_name"], question=TEXTS["script"], options=options)
    (tmp_path / "x.html").write_text(as_page(problem, Style()))
    tab.go(tmp_path / "x.html")
    assert (tab.strays, tab.ran) == ([], [])
    assert tab.page.locator(".options li").all_inner_texts() == list(options)
