"""Kinds of tampering with a real run, each by a naive forger and by one who works out all else anew."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.chat.request import parameters
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.metadata import task_names
from ssmr_bench.evaluation.plan import short
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompting import digest
from ssmr_bench.evaluation.result import RESULT, SAMPLES, as_text
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.verification import verify
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.generator import Series, synthesize
from tests.evaluation.tampering import ROOT, Rows, Summary, call, copied, findings, random_runs, read, said, tampered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.evaluation.tampering import Edit


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_runs(tmp_path_factory)


LOADED = cache(splits.load)


@pytest.fixture(autouse=True)
def _here(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures that the runs drew; the split is read but once, for there are hundreds of verifications."""
    monkeypatch.setenv("SSMR_CACHE", str(out / "cache"))
    monkeypatch.setattr(splits, "load", LOADED)


@pytest.fixture
def text(out: Path) -> Path:
    return out / "r/ssmr_text/random/paper,subset=smoke"


@pytest.fixture
def few(out: Path) -> Path:
    return out / "r/ssmr_text/random/paper,orders=2,repeats=2,subset=smoke,limit=12"


@pytest.fixture
def visual(out: Path) -> Path:
    return out / "r/ssmr_visual/random/paper,orders=2,repeats=2,subset=smoke,limit=12"


@pytest.fixture
def photos(out: Path) -> Path:
    return out / "r/ssmr_visual_photo/random/paper,subset=smoke,limit=3"


def first(rows: Rows, outcome: str) -> dict[str, Any]:
    return next(row for row in rows if row["outcome"] == outcome)


def one(**fields: Any) -> Edit:
    """Sets fields of the first wrong row."""
    return lambda rows, _: first(rows, "wrong").update(fields)


def stated(**fields: Any) -> Edit:
    """Sets fields of `result.json`."""
    return lambda _, summary: summary.update(fields)


def priced(**fields: Any) -> Edit:
    """Sets fields of the prices."""
    return lambda _, summary: summary["cost"]["prices_per_million_tokens"].update(fields)


def test_real_runs_are_valid(text: Path, few: Path, visual: Path) -> None:
    for folder in (text, few, visual):
        assert not findings(folder)
    assert len(stored(text).rows) == 100
    assert len(stored(visual).rows) == 48


SAY = """[say]
backend = "scripted"
model = "say"
reply = "<think>a B or C</think> The answer is \\\\boxed{C}."
"""
HONEST = {
    "every task, with shots": (
        *("--model", "random", "--limit", "4", "--shots", "2", "--prompt", "role_play_cot"),
        *("--tasks", ",".join(task_names())),
    ),
    "every setting": (
        *("--model", "say", "--models-file", "models.toml", "--tasks", "ssmr_text,ssmr_visual_sheet", "--limit", "3"),
        *(
            "--orders",
            "24",
            "--temperature",
            "0.7",
            "--top-p",
            "0.9",
            "--seed",
            "3",
            "--stop",
            "###",
            "--max-tokens",
            "9",
        ),
        *("--thinking", "high", "--extra-body", '{"top_k": 20, "chat_template_kwargs": {"x": 1}}'),
    ),
    "a limit that leaves nothing out": (
        *("--model", "say", "--models-file", "models.toml", "--tasks", "ssmr_text", "--limit", "5000"),
        *("--thinking", "512", "--temperature", "1", "--prompt", "no_music"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_run_is_valid_however_it_was_asked(kind: str, out: Path, tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text(SAY)
    cache_of = str(out / "cache")
    ended = call("ssmr_eval", *HONEST[kind], "--out", "r", cwd=tmp_path, SSMR_CACHE=cache_of)
    assert ended.returncode == 0, ended.stderr
    verified = call("ssmr", "verify", "r", cwd=tmp_path, SSMR_CACHE=cache_of)
    assert (verified.returncode, "invalid" in verified.stdout) == (0, False), verified.stdout


def test_a_forger_who_changes_nothing_is_not_accused(text: Path, visual: Path, tmp_path: Path) -> None:
    for number, folder in enumerate((text, visual)):
        place = tampered(folder, tmp_path / str(number), lambda *_: None)
        assert not findings(place)
        assert all((place / name).read_bytes() == (folder / name).read_bytes() for name in (RESULT, SAMPLES))


def letter_flipped(rows: Rows, _: Summary) -> None:
    row = first(rows, "wrong")
    row |= {"letter": row["key"], "outcome": "correct"}


def key_changed(rows: Rows, _: Summary) -> None:
    row = first(rows, "wrong")
    row |= {"key": row["letter"], "outcome": "correct"}


def dropped(rows: Rows, _: Summary) -> None:
    rows.remove(first(rows, "wrong"))


def doubled(rows: Rows, _: Summary) -> None:
    rows.insert(0, first(rows, "correct"))


def replaced_by_a_copy(rows: Rows, _: Summary) -> None:
    rows[rows.index(first(rows, "wrong"))] = first(rows, "correct")


def of_training(rows: Rows, _: Summary) -> None:
    (problem,) = synthesize(Series("1.0", "train"), {"interval_name": 1})
    item = ProblemItem(problem, "paper", 0, "ABCD", "1.0", None)
    answer = Completion(rf"\boxed{{{problem.answer}}}", received=rows[0]["received"])
    rows[rows.index(first(rows, "wrong"))] = Row.of(item, 0, item.messages.sha256, answer).record


def renamed_prompt(_: Rows, summary: Summary) -> None:
    summary |= {"prompt": "cot", "prompt_sha256": digest("cot")}


def other_order(rows: Rows, _: Summary) -> None:
    """The order in which what was said is right."""
    row = first(rows, "wrong")
    turn = {row["key"]: row["letter"], row["letter"]: row["key"]}
    row |= {"order": "".join(turn.get(letter, letter) for letter in "ABCD"), "key": row["letter"], "outcome": "correct"}


def answers_swapped(rows: Rows, _: Summary) -> None:
    right = first(rows, "correct")
    wrong = next(row for row in rows if row["outcome"] == "wrong" and row["letter"] != right["letter"])
    right["answer"], wrong["answer"] = wrong["answer"], right["answer"]


def rows_swapped(rows: Rows, _: Summary) -> None:
    rows[3], rows[7] = rows[7], rows[3]


def failed(rows: Rows, _: Summary) -> None:
    row = first(rows, "wrong")
    row |= {"answer": None, "failure": "away", "outcome": "failed", "letter": None, "rule": "none"}
    row |= {"finish_reason": None, "model": None, "latency": None, "received": None}


def failure_as_wrong(rows: Rows, summary: Summary) -> None:
    row = first(rows, "wrong")
    failed(rows, summary)
    row["outcome"] = "unparsed"


def failure_as_empty(rows: Rows, summary: Summary) -> None:
    row = first(rows, "wrong")
    failed(rows, summary)
    row |= {"answer": "", "outcome": "empty", "finish_reason": "stop"}


def other_split(_: Rows, summary: Summary) -> None:
    summary["split"]["sha256"] = "ab" * 32


def other_version(_: Rows, summary: Summary) -> None:
    summary["split"]["version"] = "0.9"


def as_if_all(_: Rows, summary: Summary) -> None:
    summary |= {"subset": None, "variant": ""}


def as_if_first(_: Rows, summary: Summary) -> None:
    summary |= {"subset": None, "limit": 100, "variant": "limit=100"}


def bracketed(rows: Rows, _: Summary) -> None:
    first(rows, "wrong")["category"] = "chord"


FLIPPED = r"has outcome = 'correct'; the answer is judged 'wrong'"
KINDS: dict[str, tuple[Edit, str]] = {
    "a flipped outcome": (one(outcome="correct"), FLIPPED),
    "a flipped letter with its outcome": (letter_flipped, FLIPPED),
    "another key": (key_changed, r"has key = '.'; the problem has '.'"),
    "another rule": (one(rule="bare_letter"), r"has rule = 'bare_letter'; the answer is judged 'boxed'"),
    "a wrong answer called unparsed": (
        one(letter=None, rule="none", outcome="unparsed"),
        r"has letter = None; the answer",
    ),
    "a dropped item": (dropped, r"samples.jsonl: lacks 1.0/test/\S+ in the order ABCD, repeat 0"),
    "a doubled item": (doubled, r"is a second row for the question of line 1$"),
    "a right row in the place of a wrong one": (replaced_by_a_copy, r"samples.jsonl: lacks 1.0/test/"),
    "a training problem": (of_training, r"\(1.0/train/interval_name/0\): is for no item of this run"),
    "another prompt's name": (renamed_prompt, r"line 100 .*has prompt_sha256 = .*the prompt, as it is put here, has"),
    "another prompt's digest": (stated(prompt_sha256="ab" * 32), r"result.json, prompt_sha256: is 'abab"),
    "a row's prompt": (
        one(prompt_sha256="cd" * 32),
        r"has prompt_sha256 = 'cdcd.*; the prompt, as it is put here, has",
    ),
    "an edited answer": (one(answer=r"Let me see. \boxed{E}"), r"has letter = '.'; the answer is judged None"),
    "another order": (other_order, r"is for the order '....', repeat 0, which this run does not ask; its orders: ABCD"),
    "swapped answers": (answers_swapped, r"has outcome = 'correct'; the answer is judged 'wrong'"),
    "swapped rows": (rows_swapped, r"line 4 .*: is out of place: .* comes here, and so are 1 more"),
    "a failed item": (failed, r"got no answer \(away\); the run is to be completed"),
    "a failure passed off as an answer": (failure_as_wrong, r"has outcome = 'unparsed'; the answer is judged 'failed'"),
    "a failure passed off as empty": (failure_as_empty, r"has failure = 'away'; such a row has None"),
    "another split": (other_split, r"result.json, split.sha256: is 'abab.*; ssmr_text has '450d"),
    "another version": (other_version, r"result.json, split.version: is '0.9'; ssmr_text has '1.0'"),
    "a task that is not there": (stated(task="ssmr_txt"), r"result.json, task: no task 'ssmr_txt'; did you mean"),
    "a part passed off as all": (as_if_all, r"samples.jsonl: lacks 1.0/test/"),
    "a subset passed off as the first items": (as_if_first, r"is for no item of this run"),
    "a limit that is none": (
        stated(limit=4000, variant="subset=smoke,limit=4000"),
        r"limit: is 4000; such a run says none",
    ),
    "another judge": (
        stated(scorer=0),
        rf"result.json, scorer: is 0; the judge is {SCORER}: rescore it with `ssmr rescore",
    ),
    "another level": (one(level=6), r"has level = 6; the problem has [1-5]"),
    "another category": (bracketed, r"has category = 'chord'; the problem has '(rhythm|interval|scale)'"),
    "another template": (one(template="x"), r"has template = 'x'; the problem has "),
    "other music": (one(music="0" * 12), r"has music = '000000000000'; the problem has '"),
    "tokens below nothing": (one(completion_tokens=-5), r"has completion_tokens = -5"),
    "an answer after the end": (one(received="2099-01-01T00:00:00+00:00"), r"was received at '2099.*no moment before"),
    "an answer without a moment": (one(received=None), r"was received at None"),
    "an answer that nobody asked for": (one(attempts=0), r"has attempts = 0, and an answer"),
    "an answer before its question": (one(latency=-1.0), r"has latency = -1.0"),
    "a run in the future": (stated(date="2999-01-01T00:00:00+00:00"), r"result.json, date: is '2999"),
    "with options said to be without": (stated(open=True), r"result.json, open: is True; ssmr_text asks otherwise"),
    "shots that were not shown": (stated(shots=2, variant="shots=2,subset=smoke"), r"has prompt_sha256 = "),
    "too many shots": (stated(shots=9), r"--shots goes from 0 to 5, not 9"),
    "a variant that hides the subset": (stated(variant=""), r"variant: is ''; the other fields say 'subset=smoke'"),
    "a variant of another sampling": (
        stated(variant="subset=smoke,temperature=0.7"),
        r"variant: says temperature=0.7; sampling.temperature is 0.0",
    ),
    "no question at a time": (stated(concurrency=0), r"result.json: says concurrency = 0, requests_sent = 100"),
    "less than no question": (stated(requests_sent=-1), r"result.json: says concurrency = 16, requests_sent = -1"),
    "a version that is no text": (
        stated(versions={"python": 3}),
        r"result.json, versions: holds other things than texts",
    ),
    "an option that is none": (stated(variant="subset=smoke,foo=bar"), r"says foo=bar, and sampling has no such"),
    "an option that was not sent": (
        stated(variant="subset=smoke,top_p=0.9"),
        r"variant: says top_p=0.9, and sampling has no such setting",
    ),
    "an option of another value, as OpenAI calls it": (
        stated(variant="subset=smoke,max_tokens=32", sampling={"max_completion_tokens": 99999}),
        r"variant: says max_tokens=32; sampling.max_completion_tokens is 99999",
    ),
    "a number in a list": (
        stated(variant="subset=smoke,temperature=0.0", sampling={"temperature": [2.0]}),
        r"variant: says temperature=0.0; sampling.temperature is \[2.0\]",
    ),
    "thoughts that were not asked for": (
        stated(variant="subset=smoke,thinking=512", sampling={"chat_template_kwargs": {"enable_thinking": True}}),
        r"variant: says thinking=512, which sampling does not",
    ),
    "an option twice": (
        stated(variant="subset=smoke,temperature=0.0,temperature=0.0"),
        r"its options come once each, and in order",
    ),
    "options in another order": (
        stated(variant="subset=smoke,temperature=0.0,max_tokens=8192"),
        r"its options come once each, and in order",
    ),
    "a server half started": (stated(variant="subset=smoke,serve=off"), r"says 'serve=off'; it is on, or not named"),
    "tokens beyond any answer": (one(completion_tokens=10**7 + 1), r"has completion_tokens = 10000001"),
    "an answer of a month": (one(latency=3e6), r"has latency = 3000000.0"),
    "a model of half a character": (one(model="\ud800"), r"has model = '.*', which is no model's id"),
    "a model of many words": (one(model="x" * 301), r"has model = 'xxx.*, which is no model's id"),
    "a moment of another calendar": (one(received="2026-W01-5T00+00"), r"was received at '2026-W01-5T00\+00'"),
    "a run of another calendar": (stated(date="2026-W01-5T00+00"), r"result.json, date: is '2026-W01-5T00\+00'"),
    "the end of all days": (stated(date="9999-12-31T23:59:59+00:00"), r"result.json, date: is '9999-12-31T"),
    "a long endpoint": (stated(endpoint="x" * 1001), r"result.json, endpoint: has 1001 characters; 1000 at most"),
    "a long id": (stated(model_id="x" * 301), r"result.json, model_id: has 301 characters; 300 at most"),
    "an id that hides": (stated(model_id="\x1b[2J"), r"result.json, model_id: is .*, which can't be printed"),
    "long settings": (stated(sampling={"x": "y" * 2000}), r"result.json, sampling: has 2009 characters; 2000 at"),
    "long versions": (stated(versions={"x": "y" * 2000}), r"result.json, versions: has 2009 characters; 2000 at most"),
    "a long currency": (
        priced(currency="$" * 13),
        r"prices_per_million_tokens.currency: has 13 characters; 12 at most",
    ),
    "a currency that hides": (priced(currency="\u202e"), r"currency: is '.u202e', which can't be printed"),
    "a long day": (priced(date="x" * 41), r"prices_per_million_tokens.date: has 41 characters; 40 at most"),
    "a key in the endpoint": (
        stated(endpoint="https://u:sk-1@x.org/v1"),
        r"endpoint: holds a user, a password or a query",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_caught_even_where_all_else_is_worked_out_anew(kind: str, text: Path, tmp_path: Path) -> None:
    edit, expected = KINDS[kind]
    naive = findings(tampered(text, tmp_path / "naive", edit, clever=False))
    clever = findings(tampered(text, tmp_path / "clever", edit))
    assert re.search(expected, naive, re.MULTILINE), naive
    assert re.search(expected, clever, re.MULTILINE), clever
    assert "samples_sha256" not in clever
    rows, summary = read(text)
    before = json.dumps(rows)
    edit(rows, summary)
    assert ("samples_sha256" in naive) == (json.dumps(rows) != before)


FIGURES = {
    "accuracy": 0.9,
    "interval": [0.25, 0.27],
    "correct": 27,
    "n": 99,
    "answered_accuracy": 0.5,
    "chance_adjusted": 0.2,
    "cut_rate": 0.1,
    "outcomes.wrong": 73,
    "categories.chord.accuracy": 1.0,
    "categories.scale.interval": None,
    "robustness.orders": {"every": 1.0},
    "usage.answers_without_usage": 0,
    "cost.total": 0.5,
    "samples_sha256": "ab" * 32,
    "grade": "A",
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_follows_from_the_rows(name: str, text: Path, tmp_path: Path) -> None:
    def edit(_: Rows, summary: Summary) -> None:
        *above, last = name.split(".")
        for part in above:
            summary = summary[part]
        summary[last] = FIGURES[name]

    found = verify(tampered(text, tmp_path, edit, clever=False)).findings
    assert {finding.place.partition("[")[0] for finding in found} == {f"result.json, {name}"}


def test_pictures_are_no_text(visual: Path, few: Path, tmp_path: Path) -> None:
    for folder in (few, visual):
        other = {"ssmr_text": "ssmr_visual", "ssmr_visual": "ssmr_text"}[folder.parts[-3]]
        found = findings(tampered(folder, tmp_path, stated(task=other)))
        assert found.count("the prompt, as it is put here, has") == 48
        assert "samples_sha256" not in found


def test_the_best_of_several_answers_is_no_run(few: Path, tmp_path: Path) -> None:
    def best(rows: Rows, summary: Summary) -> None:
        rows.sort(key=lambda row: row["outcome"] != "correct")
        kept = {row["id"]: row for row in reversed(rows)}
        order = list(dict.fromkeys(row["id"] for row in read(few)[0]))
        rows[:] = [kept[name] for name in order]
        summary |= {"orders": 1, "repeats": 1, "variant": "subset=smoke,limit=12"}

    found = findings(tampered(few, tmp_path, best))
    assert re.search(r"is for the order 'BCDA', repeat 0, which this run does not ask; its orders: ABCD", found)
    assert "lacks" in found


def test_where_a_result_lies_is_what_it_is(text: Path, tmp_path: Path) -> None:
    place = copied(text, tmp_path)
    date = stored(place).date
    for name, flawed in (
        ("paper,subset=smoke,2026-01-01T000000+0000", True),
        ("paper", True),
        (f"paper,subset=smoke,{re.sub('[:]', '', date)}", False),
    ):
        place = place.rename(place.with_name(name))
        assert ("a run of this setting lies in ssmr_text/random/paper,subset=smoke" in findings(place)) == flawed


def test_a_name_leads_nowhere_else(text: Path, tmp_path: Path) -> None:
    found = findings(tampered(text, tmp_path, stated(model="../../x"), clever=False))
    assert "result.json, model: is '../../x', which is no model's name" in found


DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a line that is cut": (SAMPLES, lambda data: data.replace(b'"measures": {}}\n', b"\n", 1), "line 1: is damaged"),
    "an end that is cut": (SAMPLES, lambda data: data[:-40], "does not end with a line's end"),
    "no UTF-8": (SAMPLES, lambda data: b"\xff" + data, "is no text in UTF-8"),
    "nothing": (SAMPLES, lambda _: b"", "lacks 1.0/test/"),
    "an empty line": (SAMPLES, lambda data: data.replace(b"\n", b"\n\n", 1), "line 2: is damaged"),
    "a list": (SAMPLES, lambda data: b"[1]\n" + data, "line 1: is not a JSON object"),
    "a field twice": (
        SAMPLES,
        lambda data: data.replace(b'{"id"', b'{"outcome": "correct", "id"', 1),
        "line 1: is not written as ssmr-eval writes it; a field may stand there twice",
    ),
    "a field more": (
        SAMPLES,
        lambda data: data.replace(b'{"id"', b'{"x": 1, "id"', 1),
        "line 1: has x, which no row has",
    ),
    "a field less": (SAMPLES, lambda data: data.replace(b'"rule"', b'"ruel"', 1), "line 1: lacks 'rule'"),
    "another type": (SAMPLES, lambda data: data.replace(b'"level": ', b'"level": 0.', 1), "which is of the wrong type"),
    "a deep line": (SAMPLES, lambda data: b"[" * 99999 + b"\n" + data, "line 1: is damaged"),
    "a number that is none": (
        SAMPLES,
        lambda data: re.sub(rb'"latency": [^,]+', b'"latency": NaN', data, count=1),
        "line 1: is damaged: NaN is no number",
    ),
    "a summary that is cut": (RESULT, lambda data: data[:-9], "result.json: is not JSON"),
    "no summary": (RESULT, lambda _: b"[]", "result.json: is not a result"),
    "a figure twice": (
        RESULT,
        lambda data: data.replace(b'"n": ', b'"accuracy": 1.0,\n  "n": ', 1),
        "result.json: is not written as ssmr-eval writes it",
    ),
    "a summary less": (
        RESULT,
        lambda data: data.replace(b'"shots"', b'"x"', 1),
        "result.json",
    ),
    "no outcomes": (
        RESULT,
        lambda data: data.replace(b'"outcomes"', b'"outcome"', 1),
        "result.json, outcomes: is missing",
    ),
    "deep settings": (
        RESULT,
        lambda data: data.replace(b'"sampling": {', b'"sampling": {"x": ' + b"[" * 400 + b"]" * 400 + b",", 1),
        "result.json",
    ),
    "a number beyond all": (RESULT, lambda data: data.replace(b'"input": 1.0', b'"input": 1e999', 1), "result.json"),
    "a constant that is none": (
        RESULT,
        lambda data: data.replace(b'"input": 1.0', b'"input": -Infinity', 1),
        "no number",
    ),
    "a price below nothing": (
        RESULT,
        lambda data: data.replace(b'"input": 1.0', b'"input": -1.0', 1),
        "result.json: has input = -1.0, which is no price of a million tokens",
    ),
    "a price beyond all": (
        RESULT,
        lambda data: data.replace(b'"output": 2.0', b'"output": 1e308', 1),
        "result.json: has output = 1e+308, which no run has",
    ),
    "half a character": (
        RESULT,
        lambda data: data.replace(b'"temperature": 0.0', b'"temperature": "\\ud800"', 1),
        "holds half a character",
    ),
    "tokens beyond all": (
        SAMPLES,
        lambda data: re.sub(rb'"completion_tokens": [^,]+', b'"completion_tokens": 1' + b"0" * 400, data, count=1),
        "line 1: has completion_tokens = 1000",
    ),
    "tokens that can't be added": (
        SAMPLES,
        lambda data: re.sub(rb'"completion_tokens": [^,]+', b'"completion_tokens": 9' + b"0" * 4299, data),
        "line 2: has completion_tokens = 9000",
    ),
    "a split of nothing": (RESULT, lambda data: data.replace(b'"version": "1.0"', b'"version": 1', 1), "which split"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_never_raised(kind: str, text: Path, tmp_path: Path) -> None:
    name, damage, expected = DAMAGE[kind]
    place = copied(text, tmp_path) / name
    before = place.read_bytes()
    place.write_bytes(damage(before))
    assert place.read_bytes() != before
    found = verify(place.parent)
    assert not found.valid
    assert expected in said(found)


@pytest.mark.parametrize("name", [RESULT, SAMPLES])
def test_a_file_that_is_not_there_is_found(name: str, text: Path, tmp_path: Path) -> None:
    place = copied(text, tmp_path)
    (place / name).unlink()
    assert f"{name}: can't be read: No such file or directory" in findings(place)
    (place / name).mkdir()
    assert f"{name}: can't be read: Is a directory" in findings(place)
    with pytest.raises(FileError, match="there is no folder"):
        verify(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [RESULT, SAMPLES, "manifest.json"])
def test_what_has_no_end_is_not_read(name: str, text: Path, tmp_path: Path) -> None:
    place = copied(text, tmp_path)
    (place / name).unlink(missing_ok=True)
    os.mkfifo(place / name)
    assert f"{name}: can't be read: it is no regular file" in findings(place)
    (place / name).unlink()
    (place / name).symlink_to("/dev/zero")
    assert f"{name}: can't be read: it is no regular file" in findings(place)


SENT: dict[str, dict[str, Any]] = {
    "temperature=0.0": {"temperature": 0.0},
    "temperature=1": {"temperature": 1.0},
    "max_tokens=32": {"maxOutputTokens": 32},
    "max_tokens=9,temperature=0.5": {"max_completion_tokens": 9, "temperature": 0.5, "top_p": 1},
    "min_p=0.1,top_k=20": {"topK": 20.0, "minP": 0.1},
    f"stop={short(['###'])}": {"stopSequences": ["###"]},
    f"{short('repetition_penalty_of')}=1.5": {"repetition_penalty_of": 1.5},
    f"chat_template_kwargs={short({'x': 1})},thinking=true": {
        "chat_template_kwargs": {"enable_thinking": True, "x": 1}
    },
    "thinking=512": parameters(Sampling(thinking=512), "plain"),
    "thinking=0": parameters(Sampling(thinking=0), "plain"),
    "thinking=false": parameters(Sampling(thinking=False), "anthropic"),
    "thinking=high": parameters(Sampling(thinking="high"), "openrouter"),
    "thinking=low": {"thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True}},
    "thinking=true": {"thinkingConfig": {"thinkingBudget": -1}},
    "seed=3,thinking=high,top_k=20,base-url=x.org_v1": {"seed": 3, "thinking": "high", "top_k": 20},
    "serve=on": {},
}


@pytest.mark.parametrize("variant", SENT)
def test_what_was_asked_for_is_found_however_the_server_calls_it(variant: str, text: Path, tmp_path: Path) -> None:
    assert not findings(tampered(text, tmp_path, stated(variant=f"subset=smoke,{variant}", sampling=SENT[variant])))


def test_a_result_of_before_there_was_a_digest_is_told_so(text: Path, tmp_path: Path) -> None:
    place = tampered(text, tmp_path, lambda _, summary: summary.pop("samples_sha256"), clever=False)
    (finding,) = verify(place).findings
    assert str(finding).startswith("result.json, samples_sha256: is missing")
    assert stored(place).rows == stored(text).rows


def test_what_another_judge_said_is_not_called_a_forgery(text: Path, tmp_path: Path) -> None:
    def older(rows: Rows, summary: Summary) -> None:
        summary["scorer"] = 0
        first(rows, "wrong").update(letter=None, rule="none", outcome="unparsed")

    (finding,) = verify(tampered(text, tmp_path, older)).findings
    assert finding.place == "result.json, scorer"


def test_whatever_a_model_says_is_verified(text: Path, tmp_path: Path) -> None:
    run = stored(text)
    odd = ("\ud800 \u2028 \x1b[2J", "</script>", "```\n::error::x", "", "x" * 100_000, "\N{RIGHT-TO-LEFT OVERRIDE}")
    items = {p.id: ProblemItem(p, "paper", 0, "ABCD", "1.0", None) for p in splits.load("1.0").problems}
    rows = list(run.rows)
    for number, answer in enumerate(odd):
        row = rows[number]
        rows[number] = Row.of(items[row.id], 0, row.prompt_sha256, Completion(answer, received=row.received or ""))
    rows[9] = Row.of(items[rows[9].id], 0, rows[9].prompt_sha256, Failure("\x1b[31m" * 40, 3))
    place = replace(run.result, rows=tuple(rows)).write(tmp_path)
    (finding,) = verify(place).findings
    assert "got no answer" in finding.flaw
    ended = call("ssmr", "verify", tmp_path, cwd=tmp_path)
    assert ended.returncode == 1
    assert "\x1b" not in ended.stdout + ended.stderr


def free(of: str) -> set[str]:
    """The fields that docs/verification.md says nobody can check."""
    page = (ROOT / "docs/verification.md").read_text(encoding="utf-8")
    return set(re.findall(rf"^\| `(\w+)` \| {of} \|", page, re.MULTILINE))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 10**400), st.floats(), st.text(max_size=9), st.sampled_from("ABCD")
)
FUZZ = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHANGES = given(number=st.integers(0, 47), name=st.sampled_from(Row.__slots__), value=VALUES)


def changed_row(few: Path, out: Path, number: int, name: str, value: object) -> None:
    rows, _ = read(few)
    if repr(value) == repr(rows[number][name]):
        return
    naive = tampered(few, out, lambda rows, _: rows[number].update({name: value}), clever=False)
    assert "result.json, samples_sha256: is" in findings(naive)
    rows[number][name] = value
    try:
        clever = tampered(few, out / "clever", lambda found, _: found.__setitem__(slice(None), rows))
    except (DataError, OverflowError):
        return  # no result can be made of such rows
    if verify(clever).valid:
        assert name in free("row")


@CHANGES
@settings(FUZZ, max_examples=40)
def test_a_row_can_be_changed_nowhere_but_where_the_page_says_so(
    few: Path, tmp_path_factory: pytest.TempPathFactory, number: int, name: str, value: object
) -> None:
    changed_row(few, tmp_path_factory.mktemp("fuzz"), number, name, value)


@pytest.mark.slow
@CHANGES
@settings(FUZZ, max_examples=1000)
def test_a_row_can_be_changed_nowhere_else(
    few: Path, tmp_path_factory: pytest.TempPathFactory, number: int, name: str, value: object
) -> None:
    changed_row(few, tmp_path_factory.mktemp("fuzz"), number, name, value)


@pytest.mark.parametrize("name", Row.__slots__)
def test_each_field_of_a_row_is_checked_or_on_the_page(name: str, few: Path, tmp_path: Path) -> None:
    rows, _ = read(few)
    said = rows[5][name]
    others = [another(said), *({} if said is not None else (3, "x"))]
    caught = []
    for number, value in enumerate(others):
        try:
            place = tampered(few, tmp_path / str(number), setting(name, value))
        except DataError:
            continue
        caught.append(not verify(place).valid)
    assert name in free("row") or all(caught)


def setting(name: str, value: object) -> Edit:
    return lambda rows, _: rows[5].update({name: value})


def another(value: object) -> object:
    """A value of the same type, as near as can be."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
    return "x"


def leaves(found: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(found, dict):
        return [leaf for name, value in found.items() for leaf in leaves(value, (*path, name))]
    if isinstance(found, list):
        return [leaf for place, value in enumerate(found) for leaf in leaves(value, (*path, place))]
    return [path]


def free_in_result(folder: Path, out: Path, change: Callable[[object], object]) -> set[str]:
    """The fields of `result.json` that can be changed so, and nothing is found."""
    place, found = copied(folder, out), set()
    for path in leaves(read(folder)[1]):
        summary: Any = read(folder)[1]
        below = summary
        for part in path[:-1]:
            below = below[part]
        before, below[path[-1]] = below[path[-1]], change(below[path[-1]])
        (place / RESULT).write_text(as_text(summary))
        if repr(below[path[-1]]) != repr(before) and verify(place).valid:
            found.add(str(path[0]))
    return found


def test_a_result_can_be_changed_nowhere_but_where_the_page_says_so(few: Path, tmp_path: Path) -> None:
    found = free_in_result(few, tmp_path / "few", another)
    assert found <= free("result")
    assert found >= {"endpoint", "model_id", "concurrency", "versions", "requests_sent"}


@pytest.mark.slow
@pytest.mark.parametrize("value", [None, True, -1, 7, 0.125, "x", [], {}, {"a": 1}])
def test_a_result_can_be_changed_nowhere_else(text: Path, few: Path, tmp_path: Path, value: object) -> None:
    for name, folder in (("text", text), ("few", few)):
        assert free_in_result(folder, tmp_path / name, lambda _: value) <= free("result")


def test_the_command_says_what_is_wrong_item_by_item(text: Path, tmp_path: Path) -> None:
    copied(text, tmp_path / "r")
    ended = call("ssmr", "verify", "r", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "valid: r/ssmr_text/random/paper,subset=smoke: 100 items, accuracy 26.0% (18.4 - 35.4)\n"
    bad = tampered(text, tmp_path / "bad", as_if_all)
    ended = call("ssmr", "verify", "r", bad / RESULT, "--items", "3", "--json", "f.json", cwd=tmp_path)
    assert ended.returncode == 1
    shown = ended.stdout.splitlines()
    assert shown[1] == f"invalid: {bad}: 1500 findings"
    assert shown[2].startswith("  samples.jsonl: lacks 1.0/test/")
    assert shown[5:] == [
        "  and 1497 more; --items shows more of them, ssmr verify --json all",
        "2 results: 1 valid, 1 not",
    ]
    sound, flawed = json.loads((tmp_path / "f.json").read_text())
    assert (sound["valid"], sound["n"], sound["findings"]) == (True, 100, [])
    assert (flawed["valid"], len(flawed["findings"]), flawed["findings"][0]["place"]) == (False, 1500, SAMPLES)
    nothing = call("ssmr", "verify", "nowhere", cwd=tmp_path)
    assert (nothing.returncode, nothing.stderr) == (
        *(2, "error: there is no folder nowhere; name a folder that ssmr-eval wrote\n"),
    )


def test_rows_without_figures_are_not_passed_over(text: Path, tmp_path: Path) -> None:
    place = copied(text, tmp_path / "r")
    (place / RESULT).unlink()
    ended = call("ssmr", "verify", "r", cwd=tmp_path)
    assert ended.returncode == 1
    assert "result.json: can't be read" in ended.stdout


def test_pictures_are_drawn_where_they_lie_nowhere(
    visual: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSMR_CACHE", str(tmp_path))
    seen: list[tuple[str, int, int]] = []
    assert verify(visual, lambda *how: seen.append(how)).valid
    assert seen[-1] == ("judging", 48, 48)
    assert ("engraving", 12, 12) in seen
    assert len(list(tmp_path.rglob("*.sha256"))) == 12
    assert os.environ["SSMR_CACHE"] != str(out / "cache")


def test_photos_of_other_libraries_are_not_confirmed_and_not_condemned(photos: Path, tmp_path: Path) -> None:
    strange = {"prompt_sha256": "0" * 64}
    assert verify(photos).remarks == ()
    assert "prompt_sha256" in said(verify(tampered(photos, tmp_path / "a", lambda rows, _: rows[0].update(strange))))

    def elsewhere(rows: Rows, summary: Summary) -> None:
        for row in rows:
            row.update(strange)
        summary["versions"] |= {"pillow": "1.0"}

    found = verify(tampered(photos, tmp_path / "b", elsewhere))
    assert found.valid
    assert "its pictures were drawn with pillow 1.0" in found.remarks[0]

    def forged(rows: Rows, summary: Summary) -> None:
        elsewhere(rows, summary)
        rows[0]["key"] = "ABCD"["BCDA".index(rows[0]["key"])]

    assert "has key" in said(verify(tampered(photos, tmp_path / "c", forged)))


def test_clean_pictures_are_confirmed_whatever_drew_them(visual: Path, tmp_path: Path) -> None:
    def elsewhere(rows: Rows, summary: Summary) -> None:
        rows[0]["prompt_sha256"] = "0" * 64
        summary["versions"] |= {"pillow": "1.0"}

    found = verify(tampered(visual, tmp_path, elsewhere))
    assert found.remarks == ()
    assert "prompt_sha256" in said(found)
