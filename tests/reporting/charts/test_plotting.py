"""`ssmr plot`: which runs it draws, what it calls them, and what it refuses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import SSMRError
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.result import Result, aside_name
from ssmr_bench.reporting.charts.collection import collection
from ssmr_bench.reporting.charts.kinds import KINDS
from tests.reporting.charts.drawing import drawing, read
from tests.reporting.runs import SETTING, answered, paired_with, written

if TYPE_CHECKING:
    from typer.testing import Result as Ended

GOOD, WORSE = paired_with(60, 20)


def run(*words: object) -> Ended:
    return CliRunner(env={"COLUMNS": "160"}).invoke(ssmr, ["plot", *(str(word) for word in words)])


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models, by text and by pictures, and without music; not to be changed."""
    out = tmp_path_factory.mktemp("results")
    for name, right in (("good", GOOD), ("worse", WORSE)):
        written(out, name, right)
        written(out, name, WORSE[::-1], task="ssmr_visual")
    written(out, "good", [False] * 300 + [True] * 100, prompt="no_music")
    return out


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Runs over other items, or in another form, than those."""
    out = tmp_path_factory.mktemp("others")
    split = {"name": "test", "version": "1.0", "sha256": "cd"}
    found = {
        "SPLIT": written(out / "1", "m", GOOD, split=split),
        "SUBSET": written(out / "2", "m", GOOD, subset="regression"),
        "LIMIT": written(out / "3", "m", GOOD, limit=40),
        "OPEN": written(out / "4", "m", GOOD, open=True),
        "FEWER": written(out / "5", "m", GOOD[:399]),
        "LOST": written(out / "6", "m", [None] * 5),
    }
    return {name: run.folder for name, run in found.items()}


@pytest.mark.parametrize("kind", ["accuracy", "levels", "gap", "heatmap"])
@pytest.mark.parametrize("ending", [".svg", ".PNG"])
def test_each_kind_is_written(results: Path, tmp_path: Path, kind: str, ending: str) -> None:
    out = tmp_path / "new" / f"figure{ending}"
    ended = run(kind, results, "--out", out, "--title", "What I saw")
    assert ended.exit_code == 0, ended.output
    assert str(out) in ended.output.replace("\n", "")
    if ending == ".svg":
        found = read(out.read_text("utf-8"))
        assert "What I saw" in found.words
        assert len(found.marks) >= 5
        assert "currentColor" not in out.read_text("utf-8")
    else:
        assert out.read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_what_is_drawn_is_what_the_rows_say(results: Path, tmp_path: Path) -> None:
    folder = results / "ssmr_text" / "good" / "paper"
    ended = run("levels", folder, "--out", tmp_path / "a.svg")
    assert ended.exit_code == 0
    found = collection([folder])
    for level in range(1, 6):
        rows = [row for row in found.runs[0].rows if row.level == level]
        right = sum(row.outcome == "correct" for row in rows)
        mark = read((tmp_path / "a.svg").read_text("utf-8")).mark(f"good, level {level}: ")
        assert f": {100 * right / len(rows):.1f} %" in mark.said
        assert f", {len(rows)} answers" in mark.said
        assert mark.y == pytest.approx(340 * (1 - right / len(rows)), abs=0.05)


def test_text_and_pictures_share_a_row(results: Path) -> None:
    found = collection([results / "ssmr_text" / "good" / "paper", results / "ssmr_visual" / "good"])
    assert found.names == ("good", "good")
    shown = drawing(KINDS["accuracy"](found, ""))
    assert shown.words.count("good") == 1
    assert {"ssmr_text", "ssmr_visual", "ssmr_text and ssmr_visual, prompt paper"} <= set(shown.words)
    assert shown.mark("good, ssmr_text").fill != shown.mark("good, ssmr_visual").fill


def test_a_gap_is_over_the_same_questions_with_its_floor(results: Path) -> None:
    shown = drawing(KINDS["gap"](collection([results]), ""))
    assert {mark.said.partition(":")[0] for mark in shown.marks} == {
        *(f"{name}, {series}" for name in ("good", "worse") for series in ("text", "picture")),
        "good, no music, text",
    }
    assert shown.mark("good, no music, text").x == 100
    assert shown.mark("good, text").x == pytest.approx(4 * 55.0, abs=0.05)
    assert shown.mark("good, picture").x == pytest.approx(4 * 45.0, abs=0.05)
    assert "-10.0" in shown.words


def test_each_floor_stands_beneath_its_task_and_what_has_no_partner_is_said(results: Path, tmp_path: Path) -> None:
    results = Path(shutil.copytree(results, tmp_path / "results"))
    written(results, "good", [True] * 200 + [False] * 200, task="ssmr_visual", prompt="no_music")
    written(results, "blind", GOOD)
    written(results, "blind", WORSE, prompt="no_music")
    written(results, "blind", WORSE, prompt="cot")
    written(results, "deaf", GOOD, task="ssmr_visual")
    written(results, "good", GOOD, task="gsm8k")
    ended = run("gap", results, "--out", tmp_path / "a.svg")
    assert ended.exit_code == 0
    found = read((tmp_path / "a.svg").read_text("utf-8"))
    assert (found.mark("good, no music, text").x, found.mark("good, no music, picture").x) == (100, 200)
    assert {mark.said.partition(",")[0] for mark in found.marks} == {"good", "worse"}
    assert "ssmr_text and ssmr_visual, prompt paper: pictures against text" in found.words
    assert sorted(ended.stderr.splitlines()) == [
        "left out: blind, ssmr_text, cot: no run with pictures beside it",
        "left out: blind, ssmr_text, no_music: no pair of text and pictures that it belongs to",
        "left out: blind, ssmr_text, paper: no run with pictures beside it",
        "left out: deaf, ssmr_visual, paper: no run with text beside it",
        "left out: good, gsm8k, paper: a task that is none of ours",
    ]


def test_names_say_what_differs(tmp_path: Path) -> None:
    written(tmp_path, "m", GOOD)
    written(tmp_path, "m", GOOD, prompt="cot")
    written(tmp_path, "m", GOOD, variant="shots=3", shots=3)
    assert sorted(collection([tmp_path]).names) == ["m (prompt cot)", "m (prompt paper)", "m (prompt paper, shots=3)"]
    assert collection([tmp_path / "ssmr_text" / "m" / "cot"]).names == ("m",)
    twice = tmp_path / "again"
    written(twice, "m", WORSE, prompt="cot")
    two = collection([tmp_path / "ssmr_text" / "m" / "cot", twice])
    assert [name.partition(" [")[0] for name in two.names] == ["m", "m"]
    assert len(set(two.names)) == 2
    assert len(drawing(KINDS["accuracy"](two, "")).marks) == 2


def test_what_is_common_stands_in_the_title_and_the_note(tmp_path: Path) -> None:
    part = {"subset": "regression", "prompt": "cot"}
    written(tmp_path, "a", GOOD, variant="subset=regression,temperature=1", **part)
    written(tmp_path, "a", GOOD, variant="subset=regression,temperature=1,thinking=on", **part)
    found = collection([tmp_path])
    assert found.title == "ssmr_text, prompt cot, temperature=1"
    assert found.note == "split 1.0 test (ab), subset regression, 400 items"
    assert sorted(found.names) == ["a", "a (thinking=on)"]


def test_a_run_named_twice_is_drawn_once(results: Path) -> None:
    folder = results / "ssmr_text" / "good" / "paper"
    assert len(collection([folder, results / "ssmr_text", folder / "result.json"]).runs) == 3


def test_failed_runs_and_those_moved_aside_stay_out(results: Path, tmp_path: Path) -> None:
    results = Path(shutil.copytree(results, tmp_path / "results"))
    lost = written(results, "lost", [None, *GOOD[1:]])
    old = results / "ssmr_text" / "worse" / "paper"
    shutil.copytree(old, old.with_name(aside_name("paper", "2026-01-01T00:00:00+00:00")))
    ended = run("accuracy", results / "ssmr_text", "--out", tmp_path / "a.svg")
    assert ended.exit_code == 0
    assert f"left out: {lost.folder}: 1 of 400 items failed" in ended.stderr
    marks = read((tmp_path / "a.svg").read_text("utf-8")).marks
    assert sorted(mark.said.partition(":")[0] for mark in marks) == [
        "good (prompt no_music)",
        "good (prompt paper)",
        "worse (prompt paper)",
    ]


def test_the_frontier_takes_its_costs_from_the_prices(tmp_path: Path) -> None:
    price = Price(input=1.0, output=10.0, cached_input=0.5, currency="EUR", date="2026-01-01")
    for name, tokens in (("dear", 1000), ("cheap", 100), ("silent", None)):
        rows = [replace(row, prompt_tokens=200, completion_tokens=tokens) for row in answered(GOOD)]
        Result(replace(SETTING, model=name), tuple(rows), "2026-01-01", 0, price).write(tmp_path)
    written(tmp_path, "free", GOOD)
    assert run("frontier", tmp_path, "--out", tmp_path / "a.svg").exit_code == 0
    found = read((tmp_path / "a.svg").read_text("utf-8"))
    assert "10.2 EUR for 1,000 questions" in found.mark("dear").said
    assert "1.2 EUR for 1,000 questions" in found.mark("cheap").said
    assert len(found.marks) == 2
    assert any("2 without a cost left out" in each for each in found.words)


def test_costs_in_two_currencies_are_refused(tmp_path: Path) -> None:
    for currency in ("EUR", "USD"):
        price = Price(input=1.0, output=10.0, cached_input=0.5, currency=currency, date="2026-01-01")
        Result(replace(SETTING, model=currency.lower()), answered(GOOD), "2026-01-01", 0, price).write(tmp_path)
    ended = run("frontier", tmp_path, "--out", tmp_path / "a.svg")
    assert "ssmr_text/eur/paper and " in str(ended.exception)
    assert "have costs in EUR and USD; price both alike" in str(ended.exception)


def test_a_task_of_others_has_no_gap_and_breaks_none(results: Path, tmp_path: Path) -> None:
    other = written(tmp_path, "good", GOOD, task="gsm8k")
    found = drawing(KINDS["gap"](collection([results, other.folder]), ""))
    assert {mark.said.partition(",")[0] for mark in found.marks} == {"good", "worse"}


def test_a_ladder_is_the_gates(tmp_path: Path) -> None:
    for name, right in (("step-1", GOOD), ("step-2", WORSE)):
        written(tmp_path, name, right)
    assert run("ladder", tmp_path / "ssmr_text", "--out", tmp_path / "a.svg").exit_code == 0
    assert "regression" in read((tmp_path / "a.svg").read_text("utf-8")).mark("step-2").said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("acuracy", "R"), "no kind of chart 'acuracy'; did you mean 'accuracy'?"),
        (("pie", "R"), "no kind of chart 'pie'; there are: accuracy, frontier, gap, heatmap, ladder, levels"),
        (("accuracy", "nowhere"), "there is no folder nowhere"),
        (("accuracy", "EMPTY"), "there is no result.json below"),
        (("accuracy", "LOST"), "no run is whole: "),
        (("ladder", "R", "R"), "a ladder is one folder"),
        (("ladder", "R", "--subset", "smoke"), "a ladder is of all checkpoints below a folder; leave --subset out"),
        (("accuracy", "R", "--subset", "smok"), "no subset 'smok'; did you mean 'smoke'?"),
        (("accuracy", "R", "--subset", "smoke"), "none of these runs is over subset smoke; there are runs over all"),
        (("gap", "TEXT"), "no pair of text and picture"),
        (("gap", "FLOOR"), "all without music"),
        (
            ("frontier", "TEXT"),
            "none of these runs has a known cost: they were asked without prices, which ssmr-eval takes",
        ),
        (("accuracy", "TEXT", "SPLIT"), "(split 1.0 test (ab) against split 1.0 test (cd)"),
        (("accuracy", "TEXT", "SUBSET"), "(all items against subset regression)"),
        (("accuracy", "TEXT", "LIMIT"), "(all items against the first 40 of all items)"),
        (("accuracy", "TEXT", "OPEN"), "(four options against the open form)"),
        (("accuracy", "TEXT", "FEWER"), "(other items)"),
    ],
)
def test_bad_input_is_named_before_anything_is_written(
    results: Path, others: dict[str, Path], tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    text = results / "ssmr_text" / "good"
    known = {"R": results, "EMPTY": tmp_path / "empty", "TEXT": text / "paper", "FLOOR": text / "no_music"}
    known |= {name: others[name] for name in words if name in others}
    out = tmp_path / "figure.svg"
    ended = run(*(known.get(word, word) for word in words), "--out", out)
    assert isinstance(ended.exception, SSMRError)
    assert message in str(ended.exception)
    for word in words[1:]:
        if word in others and len(words) == 3:
            assert str(others[word]) in str(ended.exception)
            assert str(known["TEXT"]) in str(ended.exception)
    assert not out.exists()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs over a whole split, over its parts, and in the open form; not to be changed."""
    out = tmp_path_factory.mktemp("mixed")
    written(out, "whole", GOOD)
    for model in ("a", "b"):
        written(out, model, GOOD[:80], subset="regression", variant="subset=regression")
    written(out, "a", GOOD[:20], subset="smoke", variant="subset=smoke")
    written(out, "a", GOOD[:40], subset="regression", limit=40, variant="subset=regression,limit=40")
    for task, count in (("ssmr_text_open", 390), ("ssmr_visual_open", 350)):
        written(out, "open", GOOD[:count], task=task, open=True)
    return out


def drawn_and_said(*words: object) -> tuple[list[str], list[str]]:
    """The models on a chart of accuracy, and what was said to be left out."""
    out = Path(str(words[-1]))
    ended = run("accuracy", *words[:-1], "--out", out)
    assert ended.exit_code == 0, ended.output
    models = sorted(mark.said.partition(":")[0] for mark in read(out.read_text("utf-8")).marks)
    return models, ended.stderr.splitlines()


def test_a_folder_is_drawn_by_its_largest_group_and_the_rest_is_said(mixed: Path, tmp_path: Path) -> None:
    models, said = drawn_and_said(mixed, tmp_path / "a.svg")
    assert models == ["whole"]
    limited, opened = (mixed / place for place in LIMITED_AND_OPEN)
    assert said == [
        "left out: 2 runs over subset regression; --subset regression draws them",
        f"left out: 1 run over the first 40 of subset regression; name its folder alone to draw it, as {limited}",
        "left out: 1 run over subset smoke; --subset smoke draws it",
        f"left out: 2 runs in the open form; name their folders alone to draw them, as {opened}",
    ]


LIMITED_AND_OPEN = ("ssmr_text/a/paper,subset=regression,limit=40", "ssmr_text_open/open/paper")


def test_a_subset_is_drawn_by_its_name_without_runs_that_have_a_limit(mixed: Path, tmp_path: Path) -> None:
    models, said = drawn_and_said(mixed, "--subset", "regression", tmp_path / "a.svg")
    assert models == ["a", "b"]
    assert "left out: 1 run over all items; the command without --subset draws it" in said
    assert any("over the first 40 of subset regression" in line for line in said)


def test_the_open_form_is_drawn_where_there_is_nothing_else(mixed: Path, tmp_path: Path) -> None:
    assert drawn_and_said(mixed / "ssmr_text_open", tmp_path / "a.svg") == (["open"], [])


def test_a_run_that_is_named_says_which_items_are_drawn(mixed: Path, tmp_path: Path) -> None:
    one = mixed / "ssmr_text" / "a" / "paper,subset=regression"
    models, said = drawn_and_said(one, mixed / "ssmr_text", tmp_path / "a.svg")
    assert models == ["a", "b"]
    alone = "name its folder alone to draw it, as"
    assert f"left out: 1 run over all items; {alone} {mixed / 'ssmr_text' / 'whole' / 'paper'}" in said
    ended = run("accuracy", one, "--subset", "smoke", "--out", tmp_path / "b.svg")
    assert "none of these runs is over subset smoke; there are runs over subset regression" in str(ended.exception)


def test_what_is_drawn_does_not_depend_on_the_order_of_the_folders(mixed: Path) -> None:
    folders = [mixed / "ssmr_text", mixed / "ssmr_text_open", mixed / "ssmr_visual_open"]
    one, other = collection(folders), collection(folders[::-1])
    assert [run.folder for run in one.runs] == [run.folder for run in other.runs]


def test_the_examples_draw_the_published_results(tmp_path: Path) -> None:
    results = Path(__file__).parents[3] / "results"
    for kind in ("accuracy", "gap", "heatmap", "levels"):
        assert run(kind, results, "--out", tmp_path / "a.svg").exit_code == 0
    assert run("gap", results, "--subset", "regression", "--out", tmp_path / "b.svg").exit_code == 0


@pytest.mark.parametrize("kind", ["accuracy", "ladder"])
def test_another_ending_is_refused_before_any_work(tmp_path: Path, kind: str) -> None:
    ended = run(kind, tmp_path / "nowhere", "--out", tmp_path / "figure.gif")
    assert "figure.gif must end in .svg or .png" in str(ended.exception)


def test_runs_of_other_judges_share_no_chart(tmp_path: Path) -> None:
    for name, scorer in (("a", 2), ("b", 2), ("c", 1)):
        written(tmp_path, name, GOOD, scorer=scorer)
    ended = run("accuracy", tmp_path, "--out", tmp_path / "a.svg")
    assert ended.exit_code == 0, ended.output
    assert "left out: 1 run judged by scorer 1, which `ssmr rescore` mends" in ended.stderr
    pair = (tmp_path / "ssmr_text" / name / "paper" for name in "ac")
    assert "scorer 2" in str(run("accuracy", *pair, "--out", tmp_path / "b.svg").exception)
