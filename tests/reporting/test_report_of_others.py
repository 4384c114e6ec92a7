"""Runs of a benchmark that is not ours: their report, their check, and what is said of flawed questions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from ssmr_bench.cli.app import BAD_INPUT, ssmr, ssmr_eval
from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.foreign.directory import OWN
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.reporting.remarks import soundness
from tests.reporting.browser import opened
from tests.reporting.reports import page, run, said

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Browser

_SET = Path(__file__).parents[2] / "docs" / "own-set" / "key_signatures.yaml"
_MODEL = '[s]\nbackend = "scripted"\nmodel = "s"\nreply = "The answer is B."\n'


def evaluate(*options: str) -> None:
    import ssmr_bench.cli.evaluate  # noqa: F401 - the command

    with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread
        done = aside.submit(CliRunner().invoke, ssmr_eval, options).result()
    assert done.exit_code == 0, done.output


def test_each_item_has_a_name_and_its_question(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OWN, "")
    (tmp_path / "m.toml").write_text(_MODEL, encoding="utf-8")
    asked = ["--model", "s", "--models-file", str(tmp_path / "m.toml"), "--tasks", str(_SET), "--out", str(tmp_path)]
    evaluate(*asked)
    ran = stored(tmp_path / "key_signatures" / "s" / "own")
    with opened(browser) as tab:
        tab.go(page(tmp_path / "report.html", ran))
        tab.until("document.getElementById(`row-${current}`) && at('title')")
        names = tab.page.locator("#list [role=option] .name").all_inner_texts()
        assert [name.split(",")[0].strip() for name in names] == [row.id.split("/", 1)[1] for row in ran.rows]
        shown = tab.page.locator("#item").inner_text()
        assert "sharps" in tab.page.locator("#item .question").inner_text()
        assert "without these options" not in shown


def test_a_question_without_a_level_names_none(browser: Browser, tmp_path: Path) -> None:
    ran = run(tmp_path, "m", said([True] * 2))
    rows = tuple(replace(row, level=0, flaw="two right") for row in ran.rows)
    flawed = stored(replace(ran.result, rows=rows).write(tmp_path / "flawed"))
    with opened(browser) as tab:
        tab.go(page(tmp_path / "report.html", flawed))
        tab.until("document.getElementById(`row-${current}`) && at('title')")
        assert "level" not in tab.page.locator("#list").inner_text()
        shown = tab.page.locator("#item").inner_text()
        assert "level 0" not in shown
        assert "This question is flawed: two right." in shown


def test_a_flawed_question_counts_once_in_all_its_orders(tmp_path: Path) -> None:
    result = run(tmp_path, "m", said([True, False, True])).result
    first, second, third = result.rows
    rows = (*(replace(first, order=order, flaw="none right, duplicates") for order in ("ABCD", "BCDA")), second, third)
    (line,) = soundness(replace(result, rows=rows))
    assert line.startswith("1 of 3 questions are flawed (1 none right, duplicates); on the 2 sound ones 50.0%")
    assert soundness(result) == []


def test_data_that_are_not_here_keep_no_other_run_from_being_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssmr_bench.cli.verifying  # noqa: F401 - the command

    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("SSMR_DATA", str(tmp_path / "empty"))
    evaluate("--model", "random", "--tasks", "ssmr_text", "--limit", "2", "--out", str(tmp_path / "runs"))
    ran = stored(tmp_path / "runs" / "ssmr_text" / "random" / "paper,limit=2")
    foreign = replace(ran.result, setting=replace(ran.setting, task="gsm8k", prompt="own", open=True))
    lost = foreign.write(tmp_path / "runs")
    done = CliRunner().invoke(ssmr, ["verify", str(tmp_path / "runs")])
    assert done.exit_code == BAD_INPUT
    assert f"valid: {ran.folder}: 2 items" in done.stdout
    assert f"not verified: {lost}: the data set gsm8k" in done.stderr
    assert str(lost) not in done.stdout
    alone = CliRunner().invoke(ssmr, ["verify", str(lost)])
    assert isinstance(alone.exception, FileError)
