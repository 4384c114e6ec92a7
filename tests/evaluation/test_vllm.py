"""A real vLLM, on the CPU: `make test-vllm`. The backend, and the same weights behind vLLM's own server."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import ConfigError, EndpointError, FileError
from ssmr_bench.evaluation import backends
from ssmr_bench.evaluation.backends import RefusedError, vllm
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.judging.thoughts import apart
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.evaluation.serve import served
from ssmr_bench.evaluation.weights import folder_digest
from tests.evaluation import smollm2_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.backends import Backend
    from ssmr_bench.evaluation.prompt import Role

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("vllm") is None, reason="vllm is not installed"),
    pytest.mark.filterwarnings("ignore"),
]
OPTIONS = {
    "dtype": "bfloat16",
    "enforce_eager": True,
    "reasoning_config": {"reasoning_start_str": "<think>", "reasoning_end_str": "</think>"},
}
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
GREEDY = Sampling(temperature=0.0, max_tokens=24)


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> ModelEntry:
    for name, value in {"KVCACHE_SPACE": "1", "OMP_THREADS_BIND": "nobind"}.items():
        os.environ.setdefault(f"VLLM_CPU_{name}", value)
    os.environ["HF_HUB_OFFLINE"] = "1"
    folder = smollm2_folder.make(tmp_path_factory.getbasetemp().parent / "smollm2-thinking", thinking=True)
    return ModelEntry("s", "vllm", "SmolLM2", weights=str(folder), concurrency=8, context=256, options=OPTIONS)


@pytest.fixture(scope="module")
def loaded(entry: ModelEntry) -> vllm.Vllm:
    return vllm.connect(entry, 8)


@pytest.fixture(scope="module", params=["in process", "served"])
def connect(request: pytest.FixtureRequest, entry: ModelEntry) -> Iterator[Callable[[], Backend]]:
    """The way to the model; a client of a server is good for one loop."""
    if request.param == "in process":
        loaded = request.getfixturevalue("loaded")
        yield lambda: loaded
    else:
        with served(entry) as reached:
            yield lambda: backends.connect(reached, 8)


def prompt(*turns: str | Image) -> Prompt:
    roles: tuple[Role, ...] = ("user", "assistant") * len(turns)
    return Prompt(tuple(Message(role, (turn,)) for role, turn in zip(roles, turns, strict=False)))


async def _all(backend: Backend, asked: Sequence[tuple[Prompt, Sampling]]) -> list[Completion | BaseException]:
    try:
        return await asyncio.gather(*(backend.complete(*one) for one in asked), return_exceptions=True)
    finally:
        await backend.close()


def outcomes(connect: Callable[[], Backend], *asked: tuple[Prompt, Sampling]) -> list[Completion | BaseException]:
    async def all_of() -> list[Completion | BaseException]:
        return await _all(connect(), asked)

    return asyncio.run(all_of())


def answers(connect: Callable[[], Backend], *asked: tuple[Prompt, Sampling]) -> list[Completion]:
    said = outcomes(connect, *asked)
    assert all(isinstance(one, Completion) for one in said), said
    return [one for one in said if isinstance(one, Completion)]


KEYS = [prompt(f"The key signature has {n} sharps. Which major key is it?") for n in range(8)]
THINKER = prompt("1+1?", "<think>One and one.</think> 2", "2+2?", "<think>Two and two.</think> 4", "3+3?")


def test_eight_chats_are_answered(connect: Callable[[], Backend]) -> None:
    said = answers(connect, *((key, GREEDY) for key in KEYS))
    assert all(one.text for one in said)
    assert all(one.prompt_tokens is not None and 30 < one.prompt_tokens < 60 for one in said)
    for one in said:
        assert one.completion_tokens is not None
        assert (one.finish_reason == "length") == (one.completion_tokens == 24)


def test_silence_on_max_tokens_is_not_sixteen(connect: Callable[[], Backend]) -> None:
    (told,) = answers(connect, (prompt("Tell me a long story about a cellist."), Sampling(temperature=0.0)))
    assert told.completion_tokens is not None
    assert told.completion_tokens > 40


def test_an_answer_stops_at_a_stop_and_a_seed_repeats_it(connect: Callable[[], Backend]) -> None:
    drawn = Sampling(temperature=0.9, top_p=0.9, seed=7, max_tokens=24, extra={"top_k": 20, "min_p": 0.0})
    story = prompt("Tell me a story.")
    stopped, first, second = answers(
        connect, (THINKER, Sampling(temperature=0.0, max_tokens=48, stop=("</think>",))), (story, drawn), (story, drawn)
    )
    assert "</think>" not in stopped.text
    assert stopped.finish_reason == "stop"
    assert first.text == second.text


def test_thoughts_stay_in_the_text(connect: Callable[[], Backend]) -> None:
    (said,) = answers(connect, (THINKER, Sampling(temperature=0.0, max_tokens=48)))
    assert apart(said.text).thought
    assert apart(said.text).answer.strip()


def test_thinking_reaches_the_template(connect: Callable[[], Backend]) -> None:
    plain, on, off = answers(connect, *((KEYS[0], replace(GREEDY, thinking=t)) for t in (None, True, False)))
    assert plain.prompt_tokens is not None
    assert on.prompt_tokens is not None
    assert off.prompt_tokens is not None
    assert plain.prompt_tokens == on.prompt_tokens < off.prompt_tokens


def test_a_budget_of_thoughts_is_kept(loaded: vllm.Vllm) -> None:
    begun = prompt("1+1?", "<think>One and one and one more, which I take away again.</think> 2", "3+3?")
    short, long = answers(
        lambda: loaded, *((begun, Sampling(temperature=0.0, max_tokens=64, thinking=budget)) for budget in (3, 60))
    )
    assert len(apart(short.text).thought) < len(apart(long.text).thought)


def test_cancelling_frees_the_model_for_the_next_question(loaded: vllm.Vllm) -> None:
    async def interrupted() -> Completion:
        endless = asyncio.create_task(
            loaded.complete(
                prompt("Tell me a long story about a cellist."), Sampling(temperature=0.0, extra={"ignore_eos": True})
            )
        )
        await asyncio.sleep(1.0)
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        begin = time.monotonic()
        said = await loaded.complete(prompt("Hi"), Sampling(temperature=0.0, max_tokens=2))
        assert time.monotonic() - begin < 5
        return said

    said = asyncio.run(interrupted())
    assert said.completion_tokens == 2


def test_one_prompt_too_long_is_refused_alone(connect: Callable[[], Backend]) -> None:
    said = outcomes(connect, (KEYS[0], GREEDY), (prompt("C " * 2000), GREEDY), (KEYS[1], GREEDY))
    assert [type(one) for one in said] == [Completion, RefusedError, Completion]
    assert "context" in str(said[1])


def test_a_picture_is_refused(connect: Callable[[], Backend]) -> None:
    (said,) = outcomes(connect, (prompt(Image(PNG)), GREEDY))
    assert isinstance(said, RefusedError)
    assert re.search("reads text only|not a multimodal model", str(said))


@pytest.mark.parametrize(
    ("sampling", "said"),
    [(Sampling(extra={"top_q": 1}), "no setting 'top_q'"), (Sampling(top_p=0.0), r"top_p must be in \(0, 1\]")],
)
def test_what_vllm_cannot_be_told_is_named(loaded: vllm.Vllm, sampling: Sampling, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        loaded.parameters(sampling)


def test_the_weights_and_the_options_are_its_identity(loaded: vllm.Vllm, entry: ModelEntry) -> None:
    assert loaded.endpoint.startswith(f"vllm:{folder_digest(str(entry.weights))}?dtype=bfloat16&enforce_eager=true")


def test_what_cannot_be_loaded_is_said_on_one_line(entry: ModelEntry, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"no folder with a config\.json"):
        vllm.connect(replace(entry, weights=str(tmp_path)), 8)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="vLLM can't load") as caught:
        vllm.connect(replace(entry, weights=str(tmp_path)), 8)
    assert "\n" not in str(caught.value)
    with pytest.raises(EndpointError, match="ended before it was ready"), served(replace(entry, weights=str(tmp_path))):
        pytest.fail("it is not there")


def test_two_hundred_items_agree_in_process_and_served(entry: ModelEntry, tmp_path: Path) -> None:
    """The same command, with and without `--serve`, on 200 items of `ssmr_text`; and twice, to see what is reused."""
    (tmp_path / "models.toml").write_text(
        f'[smol]\nbackend = "vllm"\nmodel = "SmolLM2"\nweights = "{entry.weights}"\nvision = false\ncontext = 2048\n'
        "concurrency = 32\nsampling = { max_tokens = 96, temperature = 0.0 }\n"
        'options = { dtype = "float32", enforce_eager = true, enable_prefix_caching = false }\n'
    )
    read: dict[str, list[dict[str, Any]]] = {}
    for way in ("", "--serve"):
        words = [str(Path(sys.executable).with_name("ssmr-eval")), "--model", "smol", "--tasks", "ssmr_text"]
        words += ["--models-file", "models.toml", "--limit", "200", *way.split()]
        ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=1800, check=False)
        assert ended.returncode == 0, ended.stderr[-3000:]
        print(ended.stdout)
        (rows,) = (tmp_path / "results/ssmr_text/smol").glob(f"paper,limit=200{',serve=on' * bool(way)}/samples.jsonl")
        read[way] = [json.loads(line) for line in rows.read_text().splitlines()]
    pairs = list(zip(read[""], read["--serve"], strict=True))
    letters = sum(one["letter"] == other["letter"] for one, other in pairs)
    texts = sum(one["answer"] == other["answer"] for one, other in pairs)
    print(f"of {len(pairs)} items {letters} have the same letter and {texts} the same text")
    assert len(pairs) == 200
    assert letters >= 0.98 * len(pairs)
