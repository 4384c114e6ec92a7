"""A real checkpoint through lm-eval's `hf`, on the CPU: `make test-vllm`."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.backends import RefusedError, hf
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.judging.thoughts import apart
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.evaluation.weights import folder_digest
from tests.evaluation import smollm2_folder

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.prompt import Role

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed"),
    pytest.mark.filterwarnings("ignore"),
]
GREEDY = Sampling(temperature=0.0, max_tokens=24)


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> ModelEntry:
    os.environ["HF_HUB_OFFLINE"] = "1"
    folder = smollm2_folder.make(tmp_path_factory.getbasetemp().parent / "smollm2-thinking", thinking=True)
    return ModelEntry("s", "hf", "SmolLM2", weights=str(folder), concurrency=8, context=256)


@pytest.fixture(scope="module")
def backend(entry: ModelEntry) -> hf.HF:
    return hf.connect(entry, 8)


def prompt(*turns: str | Image) -> Prompt:
    roles: tuple[Role, ...] = ("user", "assistant") * len(turns)
    return Prompt(tuple(Message(role, (turn,)) for role, turn in zip(roles, turns, strict=False)))


async def _all(backend: hf.HF, asked: list[tuple[Prompt, Sampling]]) -> list[Completion | BaseException]:
    return await asyncio.gather(*(backend.complete(*one) for one in asked), return_exceptions=True)


def answers(backend: hf.HF, *asked: tuple[Prompt, Sampling]) -> list[Completion]:
    said = asyncio.run(_all(backend, list(asked)))
    assert all(isinstance(one, Completion) for one in said), said
    return [one for one in said if isinstance(one, Completion)]


KEYS = [prompt(f"The key signature has {n} sharps{', ' * n}. Which major key is it?") for n in range(8)]
THINKER = prompt("1+1?", "<think>One and one.</think> 2", "2+2?", "<think>Two and two.</think> 4", "3+3?")


def test_a_batch_gives_each_prompt_the_answer_it_has_alone(backend: hf.HF) -> None:
    together = answers(backend, *((key, GREEDY) for key in KEYS))
    alone = [answers(backend, (key, GREEDY))[0] for key in KEYS]
    assert together == alone
    assert len({one.prompt_tokens for one in together}) > 4
    for one in together:
        assert one.completion_tokens is not None
        assert (one.finish_reason == "length") == (one.completion_tokens == 24)


def test_an_answer_stops_at_a_stop_though_its_batch_goes_on(backend: hf.HF) -> None:
    settings = Sampling(temperature=0.0, max_tokens=60, stop=("</think>",))
    stopped, other = answers(backend, (THINKER, settings), (prompt("Tell me a long story about a cellist."), settings))
    assert "</think>" not in stopped.text
    assert stopped.finish_reason == "stop"
    assert other.finish_reason == "length"
    assert stopped.completion_tokens is not None
    assert stopped.completion_tokens < 60 == other.completion_tokens


def test_a_seed_repeats_an_answer_whatever_else_is_asked(backend: hf.HF) -> None:
    drawn = Sampling(temperature=0.9, top_p=0.9, seed=7, max_tokens=16, extra={"top_k": 20, "min_p": 0.0})
    story = prompt("Tell me a story.")
    first, _, other = answers(backend, (story, drawn), (KEYS[0], drawn), (story, replace(drawn, seed=8)))
    (again,) = answers(backend, (story, drawn))
    assert first == again != other


def test_silence_on_max_tokens_is_all_that_the_context_leaves(backend: hf.HF) -> None:
    (told,) = answers(backend, (prompt("Tell me a long story about a cellist."), Sampling(temperature=0.0)))
    assert told.completion_tokens is not None
    assert told.completion_tokens > 40


def test_thoughts_stay_in_the_text(backend: hf.HF) -> None:
    (said,) = answers(backend, (THINKER, Sampling(temperature=0.0, max_tokens=48)))
    assert apart(said.text).thought
    assert apart(said.text).answer.strip()


def test_thinking_reaches_the_template(backend: hf.HF) -> None:
    plain, on, off = answers(backend, *((KEYS[0], replace(GREEDY, thinking=t)) for t in (None, True, False)))
    assert plain == on
    assert off.prompt_tokens is not None
    assert on.prompt_tokens is not None
    assert on.prompt_tokens < off.prompt_tokens


def test_a_model_without_a_template_is_shown_the_text_alone(backend: hf.HF, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend._lm.tokenizer, "chat_template", None)
    (said,) = answers(backend, (Prompt((Message("system", ("Do re",)), Message("user", ("mi fa",)))), GREEDY))
    assert said.prompt_tokens == len(backend._lm.tok_encode("Do re\n\nmi fa\n\nAnswer:"))


def test_cancelling_frees_the_model_for_the_next_question(backend: hf.HF) -> None:
    async def interrupted() -> Completion:
        endless = asyncio.create_task(
            backend.complete(prompt("Tell me a long story about a cellist."), Sampling(temperature=0.0))
        )
        await asyncio.sleep(1.0)
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        begin = time.monotonic()
        said = await backend.complete(prompt("Hi"), Sampling(temperature=0.0, max_tokens=2))
        assert time.monotonic() - begin < 5
        return said

    said = asyncio.run(interrupted())
    assert said.completion_tokens == 2


def test_one_prompt_too_long_is_refused_alone(backend: hf.HF) -> None:
    said = asyncio.run(_all(backend, [(KEYS[0], GREEDY), (prompt("C " * 2000), GREEDY), (KEYS[1], GREEDY)]))
    assert [type(one) for one in said] == [Completion, RefusedError, Completion]
    assert "exceeds the context of 256" in str(said[1])


def test_a_picture_is_refused(backend: hf.HF) -> None:
    with pytest.raises(RefusedError, match="reads text only"):
        asyncio.run(backend.complete(prompt(Image(b"\x89PNG")), GREEDY))


@pytest.mark.parametrize(
    ("sampling", "said"),
    [
        (Sampling(extra={"presence_penalty": 1.5}), "no setting 'presence_penalty'"),
        (Sampling(thinking=100), "thinking = 100"),
        (Sampling(thinking="low"), "thinking = 'low'"),
    ],
)
def test_what_it_cannot_be_told_is_named(backend: hf.HF, sampling: Sampling, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        backend.parameters(sampling)


def test_the_weights_are_its_identity(backend: hf.HF, entry: ModelEntry) -> None:
    assert backend.endpoint == f"hf:{folder_digest(str(entry.weights))}"


def test_what_cannot_be_loaded_is_said_on_one_line(entry: ModelEntry, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no folder with a config\.json"):
        hf.connect(replace(entry, weights=str(tmp_path)), 8)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(FileError, match="transformers can't load") as caught:
        hf.connect(replace(entry, weights=str(tmp_path)), 8)
    assert "\n" not in str(caught.value)
