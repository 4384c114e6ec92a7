from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Picture

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.backends.local import Local, connect, lacks
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from tests.evaluation.projector import PATCH, SIDE, write_projector

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.completion import Completion

WIDTH = 576  # of SmolLM2-135M
COLORS = ["black", "white", "red", "blue"]
TOKENS = (SIDE // PATCH) ** 2
GREEDY = Sampling(temperature=0.0, max_tokens=8, seed=1)


@pytest.fixture(scope="module")
def seeing(smollm2: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelEntry:
    mmproj = write_projector(tmp_path_factory.mktemp("mmproj") / "mmproj.gguf", WIDTH)
    return ModelEntry("m", "local", "m", weights=str(smollm2), mmproj=str(mmproj), context=1024)


@pytest.fixture(scope="module")
def backend(seeing: ModelEntry) -> Local:
    return connect(seeing, 1)


def picture(color: str, form: str = "PNG") -> Image:
    file = io.BytesIO()
    Picture.new("RGB", (SIDE, SIDE), color).save(file, form)
    return Image(file.getvalue())


def ask(backend: Local, *parts: str | Image, sampling: Sampling = GREEDY) -> Completion:
    return asyncio.run(backend.complete(Prompt((Message("user", parts),)), sampling))


def test_a_picture_reaches_the_model(backend: Local) -> None:
    async def at_once() -> list[Completion]:
        prompts = [Prompt((Message("user", ("See: ", picture(color), " What is it?")),)) for color in COLORS]
        return await asyncio.gather(*(backend.complete(prompt, GREEDY) for prompt in prompts))

    answers = [ask(backend, "See: ", picture(color), " What is it?").text for color in COLORS]
    assert len(set(answers)) > 1
    assert answers == [completion.text for completion in asyncio.run(at_once())]


def test_pictures_and_words_come_in_reading_order(backend: Local) -> None:
    between = [ask(backend, "See: ", picture(color), " What is it?").text for color in COLORS]
    behind = [ask(backend, "See:  What is it?", picture(color)).text for color in COLORS]
    assert between != behind


def test_a_picture_takes_its_tokens(backend: Local) -> None:
    pictures = picture("red"), picture("blue", "JPEG")
    none, one, two = (ask(backend, "See: ", *pictures[:n], " What is it?").prompt_tokens or 0 for n in range(3))
    assert TOKENS <= two - one <= TOKENS + 3
    assert TOKENS - 3 <= one - none <= TOKENS + 3


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"cut"])
def test_a_broken_picture_is_refused_for_itself(backend: Local, data: bytes) -> None:
    with pytest.raises(RefusedError, match="image") as refused:
        ask(backend, "See: ", Image(picture("red").data[:60] if data == b"cut" else data))
    assert not refused.value.likely_all
    assert ask(backend, "See: ", picture("red")).text


def test_pictures_that_fill_the_context_are_refused(backend: Local) -> None:
    with pytest.raises(RefusedError, match="exceeds the available context size"):
        ask(backend, *[picture("red")] * 70)


def test_a_text_may_hold_the_mark_of_a_picture(backend: Local) -> None:
    assert ask(backend, "See <__media__>, <image>: ", picture("red")).text


def test_the_projector_is_part_of_its_identity(backend: Local, seeing: ModelEntry, tmp_path: Path) -> None:
    weights, _, projector = backend.endpoint.partition("+mmproj:")
    assert weights.startswith("gguf:")
    assert len(projector) == 64
    other = write_projector(tmp_path / "other.gguf", WIDTH, seed=1)
    elsewhere = connect(replace(seeing, mmproj=str(other), context=128), 1)
    assert elsewhere.endpoint.startswith(f"{weights}+mmproj:")
    assert elsewhere.endpoint != backend.endpoint


def test_without_a_projector_a_picture_is_refused_with_the_way_out(backend: Local) -> None:
    with pytest.raises(RefusedError, match="the prompt holds a picture; mmproj would give it eyes"):
        ask(Local(backend._server, "m", replace(backend.files, mmproj=None)), "See: ", picture("red"))


def test_a_missing_projector_is_named(seeing: ModelEntry, tmp_path: Path) -> None:
    gone = replace(seeing, mmproj=str(tmp_path / "none.gguf"), hint="fetch it from x")
    said = f"the projector (mmproj) of m is missing ({tmp_path / 'none.gguf'}); fetch it from x"
    assert (lacks(seeing), lacks(gone)) == ("", said)
    with pytest.raises(FileError) as missing:
        connect(gone, 1)
    assert str(missing.value) == said


@pytest.mark.parametrize("flaw", ["another model's", "cut", "no projector"])
def test_a_projector_that_does_not_fit_is_named(seeing: ModelEntry, tmp_path: Path, flaw: str) -> None:
    path = write_projector(tmp_path / "mmproj.gguf", 64 if flaw == "another model's" else WIDTH)
    if flaw == "cut":
        path.write_bytes(path.read_bytes()[:100_000])
    mmproj = seeing.weights if flaw == "no projector" else str(path)
    with pytest.raises(FileError, match=r"can't load .*gguf with .*gguf: .*is the projector made for that model"):
        connect(replace(seeing, mmproj=mmproj, context=128), 1)
