"""`ssmr-eval` as a user runs it: a process of its own, real lm-eval inside, servers on 127.0.0.1."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.synthesis import splits
from tests.evaluation import views
from tests.evaluation.conftest import script, surroundings
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

ALL = len(splits.load("1.0").problems)


def result(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return read


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "samples.jsonl").read_text().splitlines()]


def served(server: ScriptedServer, *more: str) -> tuple[str, ...]:
    return ("ssmr-eval", "--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", server.base_url, *more)


def the_run(tmp_path: Path) -> Path:
    """The folder of the one run below the results."""
    (folder,) = {path.parent for path in tmp_path.glob("results/**/result.json")}
    return folder


def test_chance_scores_a_quarter(command: Command, tmp_path: Path) -> None:
    ended = command("ssmr-eval", "--model", "random", "--tasks", "ssmr_text")
    assert ended.returncode == 0, ended.stderr
    summary = result(tmp_path / "results/ssmr_text/random/paper")
    low, high = summary["interval"]
    assert summary["n"] == ALL
    assert low <= 0.25 <= high
    assert "ssmr_text" in ended.stdout
    assert f"{summary['accuracy']:.1%}" in ended.stdout
    assert {"interval", "chord"} <= summary["categories"].keys()


def test_whoever_always_says_the_key_scores_everything(command: Command, tmp_path: Path) -> None:
    assert command("ssmr-eval", "--model", "random", "--tasks", "ssmr_text").returncode == 0
    keyed = [
        {"prompt_sha256": row["prompt_sha256"], "answer": rf"I say \boxed{{{row['key']}}}"}
        for row in rows(tmp_path / "results/ssmr_text/random/paper")
    ]
    (tmp_path / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in keyed))
    (tmp_path / "models.toml").write_text('[oracle]\nbackend = "scripted"\nmodel = "oracle"\nreplies = "keys.jsonl"\n')
    ended = command("ssmr-eval", "--model", "oracle", "--tasks", "ssmr_text", "--models-file", "models.toml")
    assert ended.returncode == 0, ended.stderr
    summary = result(tmp_path / "results/ssmr_text/oracle/paper")
    assert (summary["accuracy"], summary["correct"], summary["n"]) == (1.0, ALL, ALL)


def test_a_result_says_all_that_was_sent_and_came_back(command: Command, tmp_path: Path) -> None:
    with ScriptedServer(lambda _: Answer(r"Well: \boxed{B}")) as server:
        assert command(*served(server, "--limit", "5")).returncode == 0
        folder = the_run(tmp_path)
        assert folder.name == f"paper,limit=5,base-url=127.0.0.1_{server.port}_v1"
    summary = result(folder)
    split = splits.load("1.0")
    assert summary["split"] == {"name": "test", "version": "1.0", "sha256": split.sha256}
    assert summary["sampling"] == {
        "temperature": 0.6,
        "top_p": 0.95,
        "max_tokens": 8192,
        "top_k": 20,
        "min_p": 0.0,
        "chat_template_kwargs": {"enable_thinking": True},
    }
    assert {name: server.bodies[0][name] for name in summary["sampling"]} == summary["sampling"]
    assert (summary["task"], summary["model"], summary["prompt"]) == ("ssmr_text", "qwen3-8b", "paper")
    assert (summary["model_id"], summary["endpoint"]) == ("Qwen/Qwen3-8B", server.base_url)
    assert {"ssmr-bench", "lm-eval", "python", "openai"} <= summary["versions"].keys()
    first = rows(folder)[0]
    assert (first["answer"], first["letter"], first["rule"]) == (r"Well: \boxed{B}", "B", "boxed")
    assert (first["prompt_tokens"], first["completion_tokens"], first["model"]) == (7, 3, "Qwen/Qwen3-8B")
    assert first["latency"] > 0
    assert first["received"] <= summary["date"]
    assert [row["id"] for row in rows(folder)] == [problem.id for problem in split.problems[:5]]
    assert set(server.prompts()) == {views.shown(problem, "paper").user for problem in split.problems[:5]}


def test_only_what_differs_from_the_ordinary_gets_a_folder_of_its_own(command: Command, tmp_path: Path) -> None:
    with ScriptedServer() as server:
        (tmp_path / "models.toml").write_text(
            f'[mine]\nbackend = "openai"\nmodel = "m"\nbase_url = "{server.base_url}"\nconcurrency = 32\n'
        )
        arguments = ("ssmr-eval", "--model", "mine", "--tasks", "ssmr_text", "--models-file", "models.toml")
        assert command(*arguments, "--base-url", server.base_url, "--limit", str(ALL + 1)).returncode == 0
    assert the_run(tmp_path) == tmp_path / "results/ssmr_text/mine/paper"
    summary = result(the_run(tmp_path))
    assert (summary["limit"], summary["variant"], summary["concurrency"]) == (None, "", 32)


def test_the_prompt_can_be_chosen(command: Command, tmp_path: Path) -> None:
    with ScriptedServer() as server:
        assert command(*served(server, "--limit", "3", "--prompt", "cot")).returncode == 0
    problems = splits.load("1.0").problems[:3]
    assert set(server.prompts()) == {views.shown(problem, "cot").user for problem in problems}
    assert the_run(tmp_path).name.startswith("cot,")


def test_every_outcome_is_counted_for_itself(command: Command, tmp_path: Path) -> None:
    keys = {views.shown(problem, "paper").user: problem.answer for problem in splits.load("1.0").problems}
    order = [views.shown(problem, "paper").user for problem in splits.load("1.0").problems[:7]]

    def answer(body: dict[str, Any]) -> Answer:
        prompt = body["messages"][-1]["content"]
        key = keys[prompt]
        wrong = "B" if key == "A" else "A"
        return (
            Answer(rf"\boxed{{{key}}}"),
            Answer(rf"\boxed{{{wrong}}}"),
            Answer("I think it", finish_reason="length"),
            Answer(""),
            Answer("No idea."),
            Answer(None, finish_reason="content_filter"),
            Answer(status=400, body='{"error": {"message": "too long"}}'),
        )[order.index(prompt)]

    with ScriptedServer(answer) as server:
        ended = command(*served(server, "--limit", "7"))
    assert ended.returncode == 3
    assert "1 items got no answer" in ended.stderr
    assert "too long" in ended.stderr
    summary = result(the_run(tmp_path))
    assert set(summary["outcomes"].values()) == {1}
    assert (summary["n"], summary["unanswered"], summary["failed"]) == (7, 4, 1)
    assert summary["accuracy"] == pytest.approx(1 / 6)


def test_a_second_run_asks_nothing_and_says_the_same(command: Command, tmp_path: Path) -> None:
    with ScriptedServer() as server:
        assert command(*served(server, "--limit", "10")).returncode == 0
        first = rows(the_run(tmp_path))
        assert len(server.bodies) == 10
        ended = command(*served(server, "--limit", "10"))
        assert ended.returncode == 0
        assert len(server.bodies) == 10
        assert "0 answered, 10 reused" in ended.stderr
        assert rows(the_run(tmp_path)) == first
        assert result(the_run(tmp_path))["requests_sent"] == 0
        assert command(*served(server, "--limit", "12")).returncode == 0
        assert len(server.bodies) == 12


def test_concurrency_bounds_what_is_open_at_once(command: Command) -> None:
    with ScriptedServer(lambda _: Answer(delay=0.05)) as server:
        assert command(*served(server, "--limit", "12", "--concurrency", "3")).returncode == 0
    assert server.at_once == 3


@contextmanager
def running(arguments: tuple[str, ...], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command under way, which hears Ctrl-C even where the tests are in a shell's background and don't."""
    process = subprocess.Popen(
        ["env", "--default-signal=INT", script(arguments[0]), *arguments[1:]],
        cwd=folder,
        env=surroundings(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stopped(
    arguments: tuple[str, ...], folder: Path, server: ScriptedServer, how: signal.Signals
) -> tuple[int, str, float]:
    """Stops a run once ten answers were sent; its status, its last words and how many seconds it took to end."""
    with running(arguments, folder) as process:
        deadline = time.monotonic() + 60
        while server.answered.total() < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)  # what was sent has arrived by now
        asked = time.monotonic()
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        return process.returncode, said, time.monotonic() - asked


def test_a_killed_run_goes_on_where_it_was(command: Command, tmp_path: Path) -> None:
    with ScriptedServer(lambda _: Answer(delay=0.1)) as server:
        arguments = served(server, "--limit", "40", "--concurrency", "4")
        status, _, _ = stopped(arguments, tmp_path, server, signal.SIGKILL)
        assert status == -signal.SIGKILL
        before = server.answered.total()
        assert 10 <= before < 40
        assert command(*arguments).returncode == 0
        # What was on its way at the kill may have been sent and not have arrived: at most one for each worker.
        twice = [prompt for prompt, times in server.answered.items() if times > 1]
        assert len(twice) <= 4
        assert len(server.answered) == 40
        assert result(the_run(tmp_path))["requests_sent"] <= 40 - before + 4


def test_no_answer_that_arrived_before_a_kill_is_asked_again(command: Command, tmp_path: Path) -> None:
    gate = threading.Event()

    def answer(_: dict[str, Any]) -> Answer:
        # Ten are answered; the others are still open when the kill comes.
        return Answer() if server.answered.total() + len(server.bodies) <= 20 or gate.is_set() else Answer(delay=60)

    with ScriptedServer(answer) as server:
        arguments = served(server, "--limit", "40", "--concurrency", "1")
        stopped(arguments, tmp_path, server, signal.SIGKILL)
        time.sleep(0.2)
        first = dict(server.answered)
        gate.set()
        assert command(*arguments).returncode == 0
        assert {prompt: server.answered[prompt] for prompt in first} == first
        assert len(server.answered) == 40


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_to_go_on(command: Command, tmp_path: Path, how: signal.Signals) -> None:
    def answer(_: dict[str, Any]) -> Answer:
        return Answer() if len(server.bodies) <= 10 else Answer(delay=60)

    with ScriptedServer(answer) as server:
        arguments = served(server, "--limit", "40", "--concurrency", "2")
        status, said, seconds = stopped(arguments, tmp_path, server, how)
        assert status == 130
        assert seconds < 3
        assert "Traceback" not in said
        assert "10 of 40 answers are kept in results/journal.sqlite3. Run the same command again to go on." in said
        server.script = lambda _: Answer()
        assert command(*arguments).returncode == 0
        assert set(server.answered.values()) == {1}
        assert len(server.answered) == 40


def test_a_local_model_is_interrupted_as_fast(tmp_path: Path) -> None:
    arguments = ("ssmr-eval", "--model", "smollm2-135m", "--tasks", "ssmr_text", "--limit", "100")
    with running(arguments, tmp_path) as process:
        deadline = time.monotonic() + 60
        while not kept(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.05)
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert time.monotonic() - asked < 3
    assert f"{kept(tmp_path)} of 100 answers are kept" in said


def kept(tmp_path: Path) -> int:
    """How many answers are in the journal, if there is one yet."""
    path = tmp_path / "results/journal.sqlite3"
    if not path.exists():
        return 0
    with Journal(path) as journal:
        return len(journal)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "qwen3-8", "--tasks", "ssmr_text"], "no model 'qwen3-8'; did you mean 'qwen3-8b'"),
        (["--model", "random", "--tasks", "ssmr_txt"], "no task 'ssmr_txt'; did you mean 'ssmr_text' or"),
        (["--model", "random", "--tasks", "ssmr_text", "--prompt", "papr"], "no prompt 'papr'; did you mean 'paper'?"),
        (["--model", "random", "--tasks", " , "], "--tasks names no task"),
        (["--model", "random", "--tasks", "ssmr_text", "--out", "/proc/nowhere"], "/proc/nowhere"),
        (
            ["--model", "random", "--tasks", "ssmr_text", "--models-file", "no.toml"],
            "models file no.toml can't be read",
        ),
        (["--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", "http://127.0.0.1:9/v1"], "can't be reached"),
        (["--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", "nonsense"], "not of the form"),
        (["--model", "random", "--tasks", "ssmr_text", "--base-url", "http://127.0.0.1:9/v1"], "a server holds"),
        (["--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", ""], "not of the form"),
        (["--model", "random", "--tasks", "ssmr_text", "--limit", "0"], "limit"),
        (["--model", "random", "--tasks", "ssmr_text", "--limit", "9" * 25], "limit"),
        (["--model", "random"], "tasks"),
    ],
)
def test_bad_input_is_answered_on_one_line(
    command: Command, tmp_path: Path, arguments: list[str], message: str
) -> None:
    ended = command("ssmr-eval", *arguments)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("results/ssmr_text"))


def test_a_bad_key_is_said_and_never_shown(command: Command, tmp_path: Path) -> None:
    key = "sk-secret-987654321"
    refusal = Answer(status=401, body=f'{{"error": {{"message": "Incorrect API key provided: {key}"}}}}')
    with ScriptedServer(lambda _: refusal) as server:
        ended = command(*served(server), OPENAI_API_KEY=key)
        assert ended.returncode == 2
        assert "turned the key away (401); the key is in OPENAI_API_KEY" in ended.stderr
        server.script = lambda _: Answer(status=400, body=f'{{"error": {{"message": "no {key}"}}}}')
        ended = command(*served(server, "--limit", "2"), OPENAI_API_KEY=key)
        assert ended.returncode == 3
    assert key not in ended.stderr + ended.stdout
    written = [path.read_bytes() for path in tmp_path.glob("results/**/*") if path.is_file()]
    assert written
    assert not any(key.encode() in content for content in written)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_leave_to_write(command: Command, tmp_path: Path) -> None:
    (tmp_path / "results").mkdir(mode=0o500)
    ended = command("ssmr-eval", "--model", "random", "--tasks", "ssmr_text")
    assert ended.returncode == 2
    assert "results/journal.sqlite3 can't be used" in ended.stderr
