"""All 3,200 items, text and pictures in one run, through each kind of backend: `pytest -m slow -s` on this file.

The servers hold every body against its vendor's schema. The local model is SmolLM2 with a projector of random weights:
it sees something, and answers in four tokens.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openai.types.chat.completion_create_params import CompletionCreateParamsBase, CompletionCreateParamsNonStreaming
from PIL import Image
from pydantic import TypeAdapter

from ssmr_bench.synthesis import splits
from tests.evaluation import gemini_server
from tests.evaluation.conftest import script, surroundings
from tests.evaluation.gemini_server import GeminiServer
from tests.evaluation.projector import write_projector
from tests.evaluation.server import Answer, ScriptedServer
from tests.evaluation.test_local_vision import WIDTH

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
ALL = len(splits.load("1.0").problems)
SCHEMA = TypeAdapter(CompletionCreateParamsNonStreaming)
KNOWN = set(CompletionCreateParamsBase.__annotations__) | set(CompletionCreateParamsNonStreaming.__annotations__)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


def run(folder: Path, cache: Path, *words: str, **environment: str) -> dict[str, dict[str, Any]]:
    """Runs the command over both tasks; its results by task."""
    ended = subprocess.run(
        [script("ssmr-eval"), "--tasks", "ssmr_text,ssmr_visual", *words],
        cwd=folder,
        env=surroundings(SSMR_CACHE=str(cache), **environment),
        capture_output=True,
        text=True,
        timeout=7200,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    print(ended.stdout)
    found = [json.loads(path.read_text()) for path in folder.glob("results/**/result.json")]
    results = {summary["task"]: summary for summary in found}
    for name, pictured in (("ssmr_text", False), ("ssmr_visual", True)):
        assert (results[name]["n"], results[name]["failed"]) == (ALL, 0)
        assert results[name]["usage"]["prompt_tokens"] > 0
        assert pictured == (results[name]["task"] == "ssmr_visual")
    return results


def test_openai(tmp_path: Path, cache: Path) -> None:
    pictures = 0

    def held(body: dict[str, Any]) -> Answer:
        """As strict as OpenAI: every field known and of its type, every picture whole."""
        nonlocal pictures
        SCHEMA.validate_python(body, strict=True)
        if unknown := set(body) - KNOWN:
            return Answer(status=400, body=json.dumps({"error": {"message": f"Unknown parameter: {unknown}"}}))
        content = body["messages"][-1]["content"]
        for part in content if isinstance(content, list) else ():
            if part["type"] == "image_url":
                pictures += 1
                data = part["image_url"]["url"].removeprefix("data:image/png;base64,")
                Image.open(BytesIO(base64.b64decode(data, validate=True))).load()
        return Answer()

    with ScriptedServer(held) as server:
        run(tmp_path, cache, "--model", "gpt-4.1", "--base-url", server.base_url)
        assert len(server.bodies) == 2 * ALL
    assert pictures > ALL
    assert {body["max_completion_tokens"] for body in server.bodies} == {8192}


def test_gemini(tmp_path: Path, cache: Path) -> None:
    kinds: Counter[str] = Counter()

    def held(body: dict[str, Any]) -> gemini_server.Answer:
        kinds.update(next(iter(part)) for part in body["contents"][-1]["parts"])
        return gemini_server.Answer()

    with GeminiServer(held) as server:
        run(tmp_path, cache, "--model", "gemini-2.5-flash", "--base-url", server.base_url)
    assert kinds["inlineData"] > ALL
    assert kinds["text"] >= 2 * ALL


def test_local(tmp_path: Path, cache: Path, smollm2: Path) -> None:
    projector = write_projector(tmp_path / "mmproj.gguf", WIDTH)
    (tmp_path / "models.toml").write_text(
        f'[seeing]\nbackend = "local"\nmodel = "seeing"\nweights = "{smollm2}"\nmmproj = "{projector}"\n'
        "context = 2048\nconcurrency = 1\nsampling = { max_tokens = 4, temperature = 0.0 }\n"
    )
    results = run(tmp_path, cache, "--model", "seeing", "--models-file", "models.toml")
    tokens = {name: summary["usage"]["prompt_tokens"] for name, summary in results.items()}
    print("prompt tokens", tokens)
