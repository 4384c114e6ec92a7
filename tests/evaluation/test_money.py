"""Prices, estimates, budgets and the list of runs, through the commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prices import price_of
from tests.evaluation.server import Answer, ScriptedServer
from tests.evaluation.test_run import result, rows, served, the_run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PRICES = (
    'date = 2026-11-01\ncurrency = "USD"\n[models."Qwen/Qwen3-8B"]\ninput = 2.0\ncached_input = 0.5\noutput = 10.0\n'
)
USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 500,
    "prompt_tokens_details": {"cached_tokens": 400},
    "completion_tokens_details": {"reasoning_tokens": 300},
}
EACH = (600 * 2.0 + 400 * 0.5 + 500 * 10.0) / 1e6
ENTRY = ModelEntry("qwen3-8b", "openai", "Qwen/Qwen3-8B")


@pytest.fixture
def priced(tmp_path: Path) -> Path:
    (tmp_path / "prices.toml").write_text(PRICES)
    return tmp_path


def test_a_result_says_what_it_cost(command: Command, priced: Path) -> None:
    with ScriptedServer(lambda _: Answer(usage=USAGE)) as server:
        ended = command(*served(server, "--limit", "10", "--prices", "prices.toml"))
        assert ended.returncode == 0, ended.stderr
        assert "USD" in ended.stderr
        summary = result(the_run(priced))
        assert summary["cost"]["total"] == pytest.approx(10 * EACH)
        assert summary["cost"]["prices_per_million_tokens"]["date"] == "2026-11-01"
        assert summary["usage"] == {
            "prompt_tokens": 10_000,
            "completion_tokens": 5_000,
            "reasoning_tokens": 3_000,
            "cached_tokens": 4_000,
            "answers_without_usage": 0,
        }
        assert {row["reasoning_tokens"] for row in rows(the_run(priced))} == {300}
        # What the journal held is part of what the result cost, and no part of what this run cost.
        assert command(*served(server, "--limit", "10", "--prices", "prices.toml")).returncode == 0
        assert result(the_run(priced))["cost"]["total"] == pytest.approx(10 * EACH)
    listed = command("ssmr", "runs", "results").stdout
    costs = [line.split("│")[-2].strip() for line in listed.splitlines() if "│" in line and "qwen3-8b" in line]
    assert costs == [f"{10 * EACH:.4f}", "-"]


def test_a_spent_purse_ends_the_run_with_status_3_and_the_next_goes_on(command: Command, priced: Path) -> None:
    with ScriptedServer(lambda _: Answer(usage=USAGE)) as server:
        arguments = served(server, "--limit", "40", "--max-tokens", "500", "--prices", "prices.toml")
        ended = command(*arguments, "--max-cost", str(10.5 * EACH), "--concurrency", "4")
        assert ended.returncode == 3
        assert "the run was stopped" in ended.stderr
        assert "USD are spent" in ended.stderr
        assert "30 were never asked" in ended.stderr
        summary = result(the_run(priced))
        assert (summary["failed"], summary["n"]) == (30, 40)
        assert summary["cost"]["total"] == pytest.approx(10 * EACH)
        assert len(server.bodies) == 10
        assert command(*arguments).returncode == 0
        assert len(server.bodies) == 40
        assert result(the_run(priced))["failed"] == 0


def test_an_estimate_asks_the_first_items_only_and_keeps_their_answers(command: Command, priced: Path) -> None:
    with ScriptedServer(lambda _: Answer(usage=USAGE)) as server:
        arguments = served(server, "--prices", "prices.toml")
        ended = command(*arguments, "--estimate")
        assert ended.returncode == 0, ended.stderr
        assert len(server.bodies) == 16
        assert "1,600,000" in ended.stdout
        assert f"{1600 * EACH:.2f}" in ended.stdout
        assert "2026-11-01" in ended.stdout
        assert not list(priced.glob("results/**/result.json"))
        assert command(*arguments, "--limit", "20").returncode == 0
        assert len(server.bodies) == 20


def test_answers_of_unknown_cost_are_counted_apart_and_stop_the_run(command: Command, priced: Path) -> None:
    with ScriptedServer(lambda _: Answer(usage={"total_tokens": None})) as server:
        arguments = served(server, "--limit", "40", "--max-tokens", "500", "--prices", "prices.toml")
        ended = command(*arguments, "--max-cost", "0.05", "--concurrency", "4")
    assert ended.returncode == 3
    assert len(server.bodies) < 12
    cost = result(the_run(priced))["cost"]
    assert (cost["total"], cost["answers_of_unknown_cost"]) == (0, len(server.bodies))
    assert "did not say how many tokens" in ended.stderr


def test_a_provider_without_a_key_is_not_asked(command: Command) -> None:
    for model, variable in (("gpt-4.1", "OPENAI_API_KEY"), ("gemini-2.5-flash", "GEMINI_API_KEY")):
        ended = command("ssmr-eval", "--model", model, "--tasks", "ssmr_text", "--limit", "1")
        assert ended.returncode == 2
        assert f"the key is missing: set {variable}" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-cost", "1"], "--max-cost needs the price of 'qwen3-8b'"),
        (["--prices", "nowhere.toml"], "the price file nowhere.toml can't be read"),
        (["--thinking", "hard"], "use on, off, a budget in tokens"),
        (["--extra-body", "{"], "--extra-body is not JSON"),
        (["--extra-body", "[1]"], "--extra-body is not a JSON object"),
        (["--extra-body", '{"temperature": 1}'], "extra holds temperature"),
        (["--extra-body", '{"messages": []}'], "extra holds messages"),
        (["--extra-body", '{"a": {"b": NaN}}'], "extra can't be sent as JSON"),
        (["--extra-body", "[" * 60_000], "--extra-body is not JSON"),
        (["--extra-body", '{"\\ud800": 1}'], "extra can't be sent as JSON"),
        (["--seed", "9" * 400], "seed"),
        (["--stop", ""], "an empty stop"),
        (["--base-url", "https://127.0.0.1:1/v1?api_key=TOPSECRET"], "must hold no key"),
        (["--base-url", "https://me:TOPSECRET@host:99999/v1"], "not of the form"),
        (["--serve"], "--serve starts a server of its own"),
        (["--model", "gpt-4.1", "--thinking", "512"], "can't be said in the dialect 'openai'"),
        (["--model", "gpt-5.4", "--temperature", "0"], "'gpt-5.4' refuses temperature"),
        (["--model", "./nowhere"], "is no model: name a .gguf file, or a folder"),
    ],
)
def test_bad_options_are_answered_on_one_line(
    command: Command, tmp_path: Path, arguments: list[str], message: str
) -> None:
    base = ["--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", "http://127.0.0.1:9/v1"]
    ended = command("ssmr-eval", *base, *arguments)
    assert ended.returncode == 2
    assert message in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
    assert "TOPSECRET" not in ended.stderr
    assert not list(tmp_path.glob("results/*"))


def test_without_vllm_the_two_ways_out_are_said(command: Command) -> None:
    ended = command("ssmr-eval", "--model", "qwen3-8b", "--tasks", "ssmr_text")
    assert ended.returncode == 2
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("error:")]
    assert "pip install 'ssmr-bench[vllm]'" in line
    assert "--base-url" in line


def test_the_command_line_sets_the_sampling_and_the_folder(command: Command, tmp_path: Path) -> None:
    with ScriptedServer() as server:
        ended = command(
            *served(server, "--limit", "2", "--temperature", "0.1", "--max-tokens", "99", "--thinking", "off"),
            *("--seed", "7", "--stop", "END", "--stop", "STOP", "--extra-body", '{"top_k": 3}'),
        )
        assert ended.returncode == 0, ended.stderr
        body = {name: value for name, value in server.bodies[0].items() if name not in ("model", "messages")}
    assert body == {
        "temperature": 0.1,
        "top_p": 0.95,
        "max_tokens": 99,
        "seed": 7,
        "stop": ["END", "STOP"],
        "chat_template_kwargs": {"enable_thinking": False},
        "top_k": 3,
        "min_p": 0.0,
    }
    assert result(the_run(tmp_path))["sampling"] == body
    assert re.fullmatch(
        r"paper,limit=2,max_tokens=99,seed=7,stop=\w{8},temperature=0.1,thinking=false,top_k=3,base-url=.*",
        the_run(tmp_path).name,
    )


def test_the_list_of_runs_says_how_to_go_on(command: Command) -> None:
    refusal = Answer(status=400, body='{"error": {"message": "too long"}}')
    with ScriptedServer(lambda _: refusal if len(server.bodies) == 3 else Answer()) as server:
        arguments = served(server, "--limit", "5", "--out", "my results", "--concurrency", "1")
        assert command(*arguments).returncode == 3
        listed = command("ssmr", "runs", "my results")
        assert listed.returncode == 0, listed.stderr
        assert "incomplete" in listed.stdout
        (line,) = [line for line in listed.stdout.splitlines() if line.startswith("to go on with 1: ")]
        assert "'my results'" in line
        assert command(*arguments).returncode == 0
    after = command("ssmr", "runs", "my results").stdout
    assert "finished" in after
    ended = command("ssmr", "runs", "nowhere")
    assert ended.returncode == 2
    assert "there is no journal in nowhere" in ended.stderr


def test_a_verbose_run_logs_its_retries_and_no_key(command: Command) -> None:
    key = "sk-hidden-2718281828"
    with ScriptedServer(
        lambda _: Answer(status=500, body=f"no {key}") if len(server.bodies) == 1 else Answer()
    ) as server:
        ended = command(*served(server, "--limit", "2", "--concurrency", "1", "--verbose"), OPENAI_API_KEY=key)
    assert ended.returncode == 0, ended.stderr
    assert "attempt 1: 500: no ***" in ended.stderr
    assert key not in ended.stderr


def test_models_are_listed_with_what_is_missing(command: Command) -> None:
    listed = command("ssmr", "models", COLUMNS="140").stdout
    assert re.search(r"smollm2-135m .* yes", listed)
    assert re.search(r"gpt-5.4 .* no \(\d\)", listed)
    assert "the key is missing: set ANTHROPIC_API_KEY" in listed


def test_cached_tokens_cost_what_they_cost(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PRICES)
    price = price_of(ENTRY, tmp_path / "p.toml")
    assert price is not None
    answer = Completion("", prompt_tokens=1000, completion_tokens=500, cached_tokens=400)
    assert price.cost(answer.prompt_tokens, answer.completion_tokens, answer.cached_tokens) == pytest.approx(EACH)
    assert price.cost(None, None, 5) == 0
    assert price.cost(100, 0, 500) == pytest.approx(100 * 0.5 / 1e6)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[models]", "needs date, currency"),
        ('date = 2026-11-01\ncurrency = "USD"\n[models."qwen3-8b"]\ninput = 1\n', "has input and output"),
        ('date = 2026-11-01\ncurrency = "USD"\n[models."qwen3-8b"]\ninput = 1\noutput = -2\n', "output = -2"),
        ('date = 2026-11-01\ncurrency = "USD"\n[models."qwen3-8b"]\ninput = true\noutput = 2\n', "input = True"),
        ("[models", "is not TOML"),
    ],
)
def test_a_flaw_in_the_prices_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        price_of(ENTRY, tmp_path / "p.toml")


def test_a_model_without_a_price_has_none(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PRICES)
    assert price_of(ModelEntry("other", "openai", "other"), tmp_path / "p.toml") is None
    with pytest.raises(FileError, match="can't be read"):
        price_of(ENTRY, tmp_path / "nowhere.toml")
