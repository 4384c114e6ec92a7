from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.problems.sets import music_theory_bench
from ssmr_bench.evaluation.prompt import plain_text
from ssmr_bench.evaluation.task import find
from tests.evaluation.conftest import put
from tests.evaluation.sources import hub

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from ssmr_bench.evaluation.problems.item import ProblemItem

TASK, LIKELIHOOD = "music_theory_bench", "music_theory_bench_likelihood"
USUAL = frozenset({"prompt", "shots", "orders"})


def asked(task: str, **manner: Any) -> list[ProblemItem]:
    found = find(task)
    return found.material().items(found.manner(Manner(**manner), USUAL - manner.keys()))  # type: ignore[return-value]


@pytest.mark.usefixtures("borrowed")
def test_each_question_is_asked_in_five_orders_after_the_five_of_dev() -> None:
    items = asked(TASK)
    assert len(items) == 11 * 5
    for item in items[:5]:
        turns = item.messages.messages
        assert [turn.role for turn in turns] == ["user", "assistant"] * 5 + ["user"]
        assert [turn.parts for turn in turns[1::2]] == [(rf"\boxed{{{'ABCD'[number % 4]}}}",) for number in range(5)]
    assert len({item.order for item in items[:5]}) == 5
    assert {item.category for item in items} == {"knowledge", "reasoning"}


@pytest.mark.usefixtures("borrowed")
def test_every_score_is_in_the_prompt_of_its_question() -> None:
    for item in asked(TASK, orders=1):
        number = int(item.id.rpartition("/")[2])
        shown = str(item.messages.messages[-1].parts[0])
        assert (f"X:1\nL:1/4\nK:C\nCEG z{number}|]" in shown) == bool(number % 2)
        assert item.flaw == ""
    for item in asked(TASK, orders=1)[:1]:
        shots = [str(turn.parts[0]) for turn in item.messages.messages[:-1:2]]
        assert ["CEG" in shot for shot in shots] == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("stem", "lost"),
    [
        ("What interval is shown in the example below?", True),
        ("Which chord is given in the following score?", True),
        ("The excerpt above is in which key?", True),
        ("What is the meter of the melody shown?", True),
        ("Who wrote the Goldberg Variations?", False),
        ("Which of the following is a woodwind instrument?", False),
        ("How many notes are there in a pentatonic scale?", False),
        ("A note a perfect fifth above C is:", False),
        ("Which note lies a third below the root of the given chord of C major?", False),
        ("Name the chord below.", True),
    ],
)
def test_a_stem_that_points_at_a_score_must_have_one(stem: str, lost: bool, borrowed: Path) -> None:
    kept = {
        "id": 1,
        "stem": stem,
        "options": dict(zip("ABCD", "abcd", strict=True)),
        "subject": "reasoning",
        "answer": "A",
    }
    files = {"data/test-00000-of-00001.parquet": hub.table([kept | {"abc_score": None}])}
    put(borrowed / "music_theory_bench", files)
    (item,) = asked(TASK, orders=1, shots=0)
    assert (item.flaw == music_theory_bench.LOST) == lost
    files = {"data/test-00000-of-00001.parquet": hub.table([kept | {"abc_score": "K:C\nCEG|"}])}
    put(borrowed / "music_theory_bench", files)
    (item,) = asked(TASK, orders=1, shots=0)
    assert item.flaw == ""
    assert "K:C\nCEG|" in item.rendered.user


@pytest.mark.parametrize("option", ["b", None])
def test_where_another_option_is_the_same_as_the_right_one_the_item_is_flawed(
    option: str | None, borrowed: Path
) -> None:
    row = {"id": 1, "stem": "?", "options": {"A": option, "B": option, "C": "c", "D": "d"}, "subject": "knowledge"}
    for answer, flaw in (("A", music_theory_bench.TWICE), ("C", "")):
        rows = [row | {"answer": answer}]
        put(borrowed / "music_theory_bench", {"data/test-00000-of-00001.parquet": hub.table(rows)})
        (item,) = asked(TASK, orders=1, shots=0)
        assert item.flaw == flaw
        assert "None" not in item.rendered.user


@pytest.mark.parametrize("name", [7, None])
def test_each_row_has_an_id_of_its_own(name: int | None, borrowed: Path) -> None:
    options = dict(zip("ABCD", "abcd", strict=True))
    rows = [
        {"id": name, "stem": stem, "options": options, "subject": "knowledge", "answer": "A"}
        for stem in ("?", "!", "?")
    ]
    put(borrowed / "music_theory_bench", {"data/test-00000-of-00001.parquet": hub.table(rows)})
    material = find(TASK).material()
    items = asked(TASK, orders=1, shots=0)
    assert len({item.id for item in items}) == 3
    assert [material.item(item.id, item.order, item.prompt, 0) for item in items] == items


@pytest.mark.parametrize("mark", ["<image>", "<image 0>", "<image 7>"])
def test_a_mark_that_others_wrote_is_no_picture(mark: str, borrowed: Path) -> None:
    options = {"A": mark, "B": "b", "C": "c", "D": "d"}
    row = {"id": 1, "stem": f"What is {mark}?", "options": options, "subject": "knowledge", "answer": "A"}
    put(borrowed / "music_theory_bench", {"data/test-00000-of-00001.parquet": hub.table([row])})
    (item,) = asked(TASK, orders=1, shots=0)
    (message,) = item.messages.messages
    (said,) = message.parts
    assert str(said).count(mark.replace("<", "< ")) == 2


@pytest.mark.usefixtures("borrowed")
def test_for_the_likelihood_the_letter_follows_the_bare_question() -> None:
    (item, *_) = asked(LIKELIHOOD, shots=1)
    text = plain_text(item.messages, "")
    assert text.endswith("D. d\n\nAnswer:")
    assert "Answer: A\n\n" in text
    assert "boxed" not in text


def test_both_ways_run_in_one_command_and_are_verified(
    borrowed: Path, command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    told = {"SSMR_DATA": str(borrowed)}
    asked_for = ("--tasks", f"{TASK},{LIKELIHOOD}", "--max-tokens", "64", "--out", "out")
    ended = command("ssmr-eval", "--model", "random", *asked_for, **told)
    assert ended.returncode == 0, ended.stderr
    assert "knowledge" in ended.stdout
    assert "reasoning" in ended.stdout
    assert "2 valid, 0 not" in command("ssmr", "verify", "out", **told).stdout
    (samples,) = (tmp_path / "out" / LIKELIHOOD).glob("**/samples.jsonl")
    rows = [json.loads(line) for line in samples.read_text().splitlines()]
    assert len(rows) == 55
    for row in rows:
        said = json.loads(row["answer"])["log_probabilities"]
        assert row["letter"] == max(said, key=said.__getitem__).strip()
        assert row["rule"] == "log_likelihood"
        assert (row["outcome"] == "correct") == (row["letter"] == row["key"])


def test_a_model_that_only_chats_is_refused_before_anything_is_asked(
    borrowed: Path, command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    told = {"SSMR_DATA": str(borrowed), "OPENAI_API_KEY": "x"}
    base = ("--base-url", "http://127.0.0.1:9/v1")
    ended = command("ssmr-eval", "--model", "qwen3-8b", "--tasks", LIKELIHOOD, *base, "--out", "out", **told)
    assert ended.returncode == 2
    assert "answers chats only" in ended.stderr
    assert f"leave out {LIKELIHOOD}" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_set_without_rows_is_said_to_be_empty(borrowed: Path) -> None:
    put(borrowed / "music_theory_bench", {"data/test-00000-of-00001.parquet": hub.table([])})
    with pytest.raises(DataError, match="m-a-p/MusicTheoryBench test in revision local has no rows"):
        find(TASK).material()


def test_a_row_without_a_key_is_an_error_that_names_it(borrowed: Path) -> None:
    row = {"id": 1, "stem": "?", "options": dict.fromkeys("ABCD", "x"), "subject": "reasoning", "answer": "E"}
    put(borrowed / "music_theory_bench", {"data/test-00000-of-00001.parquet": hub.table([row])})
    with pytest.raises(DataError, match=r"music_theory_bench, split test, row 1 has no stem, or no answer"):
        find(TASK).material()
