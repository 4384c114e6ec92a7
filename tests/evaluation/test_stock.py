"""Stock `lm_eval` runs the same task file, asks the same prompts and comes to the same verdicts."""

from __future__ import annotations

import hashlib
import json
import subprocess
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.paths import shipped
from tests.evaluation.conftest import script, surroundings
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def stock(base_url: str, out: Path, *more: str) -> dict[str, Any]:
    """Runs stock lm-eval against an endpoint; its aggregated results for `ssmr_text`."""
    ended = subprocess.run(
        [
            *(script("lm_eval"), "run", "--include_path", str(shipped("tasks")), "--tasks", "ssmr_text"),
            *("--model", "local-chat-completions", "--apply_chat_template"),
            *("--model_args", f"base_url={base_url}/chat/completions,model=m,num_concurrent=2"),
            *("--output_path", str(out), "--log_samples", *more),
        ],
        env=surroundings(HF_HUB_OFFLINE="1"),
        cwd=out,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    (path,) = out.glob("**/results_*.json")
    results: dict[str, Any] = json.loads(path.read_text())["results"]["ssmr_text"]
    return results


def ours(
    command: Callable[..., subprocess.CompletedProcess[str]], base_url: str, out: Path, *more: str
) -> dict[str, Any]:
    ended = command("ssmr-eval", "--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", base_url, *more)
    assert ended.returncode == 0, ended.stderr
    (path,) = out.glob("results/**/result.json")
    summary: dict[str, Any] = json.loads(path.read_text())
    return summary


@pytest.mark.parametrize("prompt", ["paper", "cot"])
def test_the_same_items_get_the_same_messages(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, prompt: str
) -> None:
    replies = (r"\boxed{A}", "The answer is B.", "Hm.", r"<think>\boxed{C}</think>\boxed{D}")

    def answer(body: dict[str, Any]) -> Answer:
        return Answer(replies[len(body["messages"][-1]["content"]) % len(replies)])

    with ScriptedServer(answer) as server:
        theirs = stock(server.base_url, tmp_path, "--limit", "24", "--metadata", json.dumps({"prompt": prompt}))
        sent = sorted(json.dumps(body["messages"]) for body in server.bodies)
        server.bodies.clear()
        summary = ours(command, server.base_url, tmp_path, "--limit", "24", "--prompt", prompt)
        assert sorted(json.dumps(body["messages"]) for body in server.bodies) == sent
    assert len(sent) == 24
    assert theirs["accuracy,none"] == pytest.approx(summary["accuracy"])
    assert theirs["answered,none"] == pytest.approx(1 - summary["unanswered"] / summary["n"])


@pytest.mark.slow
def test_the_same_1600_answers_get_the_same_verdicts(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    shapes = (
        *(r"\boxed{%s}", "The answer is %s.", "**Answer: %s**", "%s", r"<think>\boxed{A}</think>So (%s)."),
        *("Hm.", r"A minor third. \boxed{\text{%s}}", "答案是 %s", "It is not %s.", '{"answer": "%s"}'),
    )

    def answer(body: dict[str, Any]) -> Answer:
        drawn = int(hashlib.sha256(body["messages"][-1]["content"].encode()).hexdigest(), 16)
        return Answer(shapes[drawn // 4 % len(shapes)].replace("%s", "ABCD"[drawn % 4]))

    with ScriptedServer(answer) as server:
        theirs = stock(server.base_url, tmp_path)
        summary = ours(command, server.base_url, tmp_path)
    (path,) = tmp_path.glob("**/samples_ssmr_text_*.jsonl")
    stocks = {row["doc"]["id"]: row["accuracy"] for row in map(json.loads, path.read_text().splitlines())}
    (path,) = tmp_path.glob("results/**/samples.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(rows) == len(stocks) == 1600
    assert stocks == {row["id"]: float(row["outcome"] == "correct") for row in rows}
    assert len({row["rule"] for row in rows}) >= 4
    assert theirs["accuracy,none"] == pytest.approx(summary["accuracy"])


def test_both_run_against_a_real_llama_cpp_server(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, llama_cpp: str
) -> None:
    assert find_spec("xllamacpp") is not None
    greedy = tmp_path / "models.toml"
    greedy.write_text(
        '[qwen3-8b]\nbackend = "openai"\nmodel = "m"\nsampling = { max_tokens = 64, temperature = 0, seed = 1234 }\n'
    )
    theirs = stock(llama_cpp, tmp_path, "--limit", "6", "--gen_kwargs", "max_gen_toks=64")
    summary = ours(command, llama_cpp, tmp_path, "--limit", "6", "--models-file", str(greedy), "--concurrency", "2")
    assert summary["n"] == 6
    assert summary["failed"] == 0
    assert 0 <= theirs["accuracy,none"] <= 1
    samples = tmp_path.glob("results/**/samples.jsonl")
    answers = [json.loads(line)["answer"] for path in samples for line in path.read_text().splitlines()]
    assert all(answer.strip() for answer in answers)
