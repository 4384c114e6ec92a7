"""llama.cpp's own server, on real weights: what it answers, and how it turns a request away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally, Terms
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.synthesis import splits
from tests.evaluation.views import shown

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

GREEDY = Sampling(temperature=0.0, max_tokens=8, seed=1, thinking=True, extra={"top_k": 20})


def ask(base_url: str, folder: Path, *prompts: Prompt) -> tuple[list[Completion | Failure], Tally]:
    entry = ModelEntry("m", "openai", "m", base_url=base_url)
    with Journal(folder / "journal.sqlite3") as journal:
        engine = Engine(connect(entry, 2), journal, Terms(concurrency=2, patience=20.0))
        return engine.ask([Question(prompt, GREEDY) for prompt in prompts])


def user(*parts: str | Image) -> Prompt:
    return Prompt((Message("user", parts),))


def test_answers_the_missions_prompts(llama_cpp: str, tmp_path: Path) -> None:
    prompts = [user(shown(problem, "paper").user) for problem in splits.load("1.0").problems[:4]]
    answers, tally = ask(llama_cpp, tmp_path, *prompts)
    assert tally.kept == 4
    for answer in answers:
        assert isinstance(answer, Completion)
        assert answer.text.strip()
        assert answer.completion_tokens is not None
        assert answer.prompt_tokens is not None
        assert answer.completion_tokens <= 8
        assert answer.prompt_tokens > 100
        assert answer.sent["chat_template_kwargs"] == {"enable_thinking": True}


def test_thoughts_are_told_from_the_answer(llama_cpp: str, tmp_path: Path) -> None:
    said = Message("user", ("Say: <think>a</think> b",))
    shots = (said, Message("assistant", ("<think>a</think> b",))) * 2
    (answer,), _ = ask(llama_cpp, tmp_path, Prompt((*shots, said)))
    assert isinstance(answer, Completion)
    assert answer.text.startswith("<think>a</think>")
    assert answer.reasoning == "a"


def test_a_prompt_too_long_is_refused_alone(llama_cpp: str, tmp_path: Path) -> None:
    answers, tally = ask(llama_cpp, tmp_path, user("Hi"), user("C " * 4000))
    assert isinstance(answers[1], Failure)
    assert "exceeds the available context size" in answers[1].reason
    assert (tally.kept, tally.failed, tally.retries) == (1, 1, 0)


def test_a_picture_is_refused_at_once(llama_cpp: str, tmp_path: Path) -> None:
    with pytest.raises(EndpointError, match=r"refused the first pictures .*image input is not supported"):
        ask(llama_cpp, tmp_path, user("See: ", Image(b"\x89PNG")))


def test_another_weight_answers_under_a_models_name(
    command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, llama_cpp: str
) -> None:
    ended = command(
        *("ssmr-eval", "--model", "qwen3-8b", "--tasks", "ssmr_text", "--base-url", llama_cpp),
        *("--limit", "3", "--max-tokens", "8", "--concurrency", "2"),
    )
    assert ended.returncode == 0, ended.stderr
    (path,) = tmp_path.glob("results/ssmr_text/qwen3-8b/*/samples.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert {row["model"].rpartition("/")[2] for row in rows} == {"SmolLM2-135M-Instruct.Q4_1.gguf"}
