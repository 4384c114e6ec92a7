from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.evaluation.task import find
from ssmr_bench.synthesis.problem import LETTERS
from tests.evaluation.conftest import put
from tests.evaluation.sources import hub

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from ssmr_bench.evaluation.problems.item import ProblemItem

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "published-sample"
TEXT, VISUAL = "ssmr_published_text", "ssmr_published_visual"


def row(**changed: Any) -> dict[str, Any]:
    plain = {
        "question": "Select the correct chord name based on the following music sheet.",
        "abc_context": "K:C\\nL:1/4\\n[CEG]",
        "correct_answer": "C",
        "incorrect_answer1": "Am",
        "incorrect_answer2": "F",
        "incorrect_answer3": "Gdim",
        "category": "Chord",
        "difficulty": "easy",
        "class_name": "ChordIdentificationQuestion",
    }
    return plain | changed


def asked(task: str) -> list[ProblemItem]:
    return find(task).material().items(Manner())  # type: ignore[return-value]


def text(folder: Path, rows: list[dict[str, Any]]) -> None:
    rmtree(folder / "ssmr_bench")
    put(folder / "ssmr_bench", {"data/Test_textual-00000-of-00001.parquet": hub.table(rows)})


@pytest.mark.usefixtures("borrowed")
def test_a_row_is_asked_with_its_music_and_its_four_options_once_each() -> None:
    rows = hub.textual(6)
    items = {item.problem.abc: item for item in asked(TEXT)}
    assert len(items) == len(rows)
    for published in rows:
        item = items[published["abc_context"].replace("\\n", "\n")]
        assert item.problem.key == published["correct_answer"]
        wrong = {published[f"incorrect_answer{number}"] for number in (1, 2, 3)}
        assert {*item.problem.options} == wrong | {published["correct_answer"]}
        said = item.rendered.user
        assert published["question"] in said
        assert published["abc_context"].replace("\\n", "\n") in said
        assert all(said.count(f"{letter}. ") == 1 for letter in LETTERS)


def test_the_order_of_the_options_is_drawn_by_the_item_and_leans_to_no_letter(borrowed: Path) -> None:
    notes = "CDEFGAB"
    rows = [row(abc_context=f"K:C\\nL:1/4\\n[{a}{b}{c}]") for a in notes for b in notes for c in notes]
    text(borrowed, rows)
    first = {item.id: item.problem for item in asked(TEXT)}
    counts = Counter(problem.answer for problem in first.values())
    assert len(first) == len(rows)
    assert min(counts.values()) > len(rows) / 4 - 3 * (len(rows) * 3 / 16) ** 0.5
    text(borrowed, rows[::-1])
    assert {item.id: item.problem for item in asked(TEXT)} == first


def test_flawed_judgedare_named_and_counted_apart(
    borrowed: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    rows = [
        row(),
        row(abc_context="K:C\\nL:1/4\\n[FAc]"),  # F, not C
        row(abc_context="K:C\\nL:1/4\\n[DFA]"),  # D minor is not offered
        row(incorrect_answer1="C"),  # the same option twice
        row(),  # again
    ]
    text(borrowed, rows)
    flaws = [item.flaw for item in asked(TEXT)]
    assert {"", "wrong key", "none right", "repeated"} < set(flaws)
    assert sum("duplicates" in flaw or "two right" in flaw for flaw in flaws) == 1
    ended = command(
        *("ssmr-eval", "--model", "random", "--tasks", TEXT, "--out", "out", "--data-dir", str(borrowed)),
    )
    assert ended.returncode == 0, ended.stderr
    assert "4 of 5 questions are flawed" in ended.stdout
    result = json.loads((borrowed.parent / "out" / TEXT / "random" / "paper" / "result.json").read_text())
    assert (result["n"], result["sound"]["n"]) == (5, 1)
    assert result["sound"]["flaws"]["wrong key"] == 1
    assert result["split"]["version"] == "local"
    samples = borrowed.parent / "out" / TEXT / "random" / "paper" / "samples.jsonl"
    judged = [json.loads(line) for line in samples.read_text().splitlines()]
    assert [each["flaw"] for each in judged] == flaws
    assert len({each["id"] for each in judged}) == 5


@pytest.mark.parametrize("form", ["struct", "bytes", "path"])
def test_pictures_are_shown_in_whatever_form_they_come(form: str, borrowed: Path) -> None:
    put(borrowed / "ssmr_bench", hub.ssmr_bench(form=form))
    shown = []
    for item in asked(VISUAL):
        (message,) = item.messages.messages
        shown += [part.data for part in message.parts if isinstance(part, Image)]
        assert item.flaw == ""
    assert sorted(shown) == sorted(map(hub.png, range(6)))


def test_options_that_are_pictures_are_sent_among_their_letters(borrowed: Path) -> None:
    shown = {"correct_answer": 10, "incorrect_answer1": 11, "incorrect_answer2": 12, "incorrect_answer3": 13}
    pictured = {name: {"bytes": hub.png(number), "path": None} for name, number in shown.items()}
    made = row(**pictured, image_context={"bytes": hub.png(9), "path": None}, class_name="ScaleSelectionQuestion")
    del made["abc_context"]
    rmtree(borrowed / "ssmr_bench")
    put(borrowed / "ssmr_bench", {"data/Test_visual-00000-of-00001.parquet": hub.table([made])})
    (item,) = asked(VISUAL)
    (message,) = item.messages.messages
    texts = [part for part in message.parts if isinstance(part, str)]
    pictures = [part.data for part in message.parts if isinstance(part, Image)]
    assert [each[-3:] for each in texts[1:5]] == [f"{letter}. " for letter in LETTERS]
    assert pictures[0] == hub.png(9)
    assert pictures[1 + LETTERS.index(item.key)] == hub.png(10)
    assert {*pictures[1:]} == {hub.png(number) for number in shown.values()}
    turned = find(VISUAL).material().item(item.id, "BCDA", "paper", 0)
    moved = [part.data for part in turned.messages.messages[0].parts if isinstance(part, Image)]
    assert moved == [pictures[0], *pictures[2:], pictures[1]]
    assert moved[1 + LETTERS.index(turned.key)] == hub.png(10)


@pytest.mark.parametrize("name", ["correct_answer", "incorrect_answer1", "incorrect_answer2"])
def test_options_of_which_only_some_are_pictures_are_refused(name: str, borrowed: Path) -> None:
    made = row(**{name: {"bytes": hub.png(10), "path": None}}, image_context={"bytes": hub.png(9), "path": None})
    del made["abc_context"]
    rmtree(borrowed / "ssmr_bench")
    put(borrowed / "ssmr_bench", {"data/Test_visual-00000-of-00001.parquet": hub.table([made])})
    (item,) = asked(VISUAL)
    with pytest.raises(DataError, match=r"is a visual problem, and shows '.*' as text"):
        item.messages  # noqa: B018 - its pictures are looked for


def test_what_is_not_as_it_is_known_to_be_is_said(borrowed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text(borrowed, [{key: value for key, value in row().items() if key != "incorrect_answer3"}])
    with pytest.raises(DataError, match=r"no text incorrect_answer3; its columns are 'abc_context', "):
        find(TEXT).material()
    monkeypatch.setenv("SSMR_DATA", str(put(borrowed / "other", {"test.jsonl": hub.lines([row()])})))
    with pytest.raises(DataError, match=r"ssmr_bench has no split of text problems to test with; its splits are test"):
        find(TEXT).material()
    monkeypatch.setenv("SSMR_DATA", str(borrowed / "empty"))
    (borrowed / "empty").mkdir()
    with pytest.raises(FileError, match="ssmr data pull ssmr_bench"):
        find(TEXT).check(Manner())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--shots", "1"), "has no solved problems to show first; leave --shots out"),
        (("--subset", "smoke"), "has no subsets; use --limit"),
        (("--prompt", "letter"), "no prompt 'letter'"),
    ],
)
def test_what_the_set_does_not_have_is_refused(
    options: tuple[str, ...], said: str, borrowed: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    ended = command("ssmr-eval", "--model", "random", "--tasks", TEXT, "--data-dir", str(borrowed), *options)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_a_run_is_verified_rescored_and_reported(
    borrowed: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    told = {"SSMR_DATA": str(borrowed)}
    tasks = f"{TEXT},{VISUAL}"
    ended = command("ssmr-eval", "--model", "random", "--tasks", tasks, "--orders", "4", "--out", "out", **told)
    assert ended.returncode == 0, ended.stderr
    assert "2 valid, 0 not" in command("ssmr", "verify", "out", **told).stdout
    places = [f"out/{task}/random/paper,orders=4" for task in (TEXT, VISUAL)]
    again = command("ssmr", "rescore", places[0], "--out", "again", **told)
    assert again.returncode == 0, again.stderr
    shown = command("ssmr", "report", *places, "--out", "report.html", **told)
    assert shown.returncode == 0, shown.stderr
    put(borrowed / "ssmr_bench", hub.ssmr_bench(8))
    moved = command("ssmr", "rescore", places[0], "--out", "other", **told)
    assert moved.returncode == 2
    assert "was asked on split local with sha256" in moved.stderr


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the published sample is not here")
def test_the_first_items_are_of_every_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSMR_DATA", str(SAMPLE))
    found = find(TEXT).material().items(Manner(limit=60))
    assert len({item.template for item in found}) == 10


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the published sample is not here")
def test_a_guesser_has_a_quarter_of_the_sample(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    asked_for = ("--model", "random", "--tasks", TEXT, "--data-dir", str(SAMPLE), "--out", "out")
    ended = command("ssmr-eval", *asked_for)
    assert ended.returncode == 0, ended.stderr
    result = json.loads((tmp_path / "out" / TEXT / "random" / "paper" / "result.json").read_text())
    low, high = result["interval"]
    assert result["n"] == 400
    assert low < 0.25 < high
    assert 0 < result["n"] - result["sound"]["n"] < 100
