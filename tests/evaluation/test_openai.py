from __future__ import annotations

import asyncio
import base64
import gzip
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import openai
import pytest

from ssmr_bench.errors import ConfigError, EndpointError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.backends import openai as openai_backend
from ssmr_bench.evaluation.backends.openai import connect
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-very-secret-0123456789"
DEFAULTS = Sampling()
PROMPT = Prompt((Message("system", ("Be brief.",)), Message("user", ("Which ", "interval?"))))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def ask(
    base_url: str, prompt: Prompt = PROMPT, sampling: Sampling = DEFAULTS, hint: str = "", timeout: float = 60.0
) -> Completion:
    async def once() -> Completion:
        backend = connect(ModelEntry("m", "openai", "org/m", base_url=base_url, hint=hint, timeout=timeout), 1)
        try:
            return await backend.complete(prompt, sampling)
        finally:
            await backend.close()

    return asyncio.run(once())


def test_sends_the_messages_and_the_sampling_and_nothing_else(server: ScriptedServer) -> None:
    completion = ask(server.base_url, sampling=Sampling(temperature=0.0, max_tokens=9, stop=("\n",)))
    assert server.bodies == [
        {
            "model": "org/m",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Which interval?"}],
            "temperature": 0.0,
            "max_tokens": 9,
            "stop": ["\n"],
        }
    ]
    assert completion == Completion(r"\boxed{A}", "stop", "", "org/m", 7, 3)


def test_sends_pictures_between_the_words(server: ScriptedServer) -> None:
    ask(server.base_url, Prompt((Message("user", ("A.", Image(b"\x89PNG"), "B.")),)))
    content = server.bodies[0]["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url", "text"]
    assert base64.b64decode(content[1]["image_url"]["url"].removeprefix("data:image/png;base64,")) == b"\x89PNG"


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_keeps_thoughts_apart(server: ScriptedServer, field: str) -> None:
    server.script = lambda _: Answer(text=None, finish_reason="length", extra={field: "Hm."})
    completion = ask(server.base_url)
    assert (completion.text, completion.reasoning, completion.finish_reason) == ("", "Hm.", "length")


@pytest.mark.parametrize(
    ("answer", "failure", "message"),
    [
        (Answer(status=429, body='{"error": {"message": "slow down"}}'), TransientError, "slow down"),
        (Answer(status=500, body="<html>oops</html>"), TransientError, "500"),
        (Answer(status=503, body=""), TransientError, "503"),
        (Answer(drop=True), TransientError, "connection broke"),
        (Answer(body='{"error": {"message": "overloaded"}}'), TransientError, "without choices.*overloaded"),
        (Answer(body='{"choices": []}'), TransientError, "without choices"),
        (Answer(body='{"choices": [null]}'), TransientError, "without choices"),
        (Answer(body='{"choices": "abc"}'), TransientError, "without choices"),
        (Answer(body='{"choices": [{"message": "hi"}]}'), TransientError, "without choices"),
        (
            Answer(body='{"error": {"message": "late"}, "choices": [{"message": {"content": ""}}]}'),
            TransientError,
            "late",
        ),
        (Answer("", finish_reason="error"), TransientError, "provider failed"),
        (Answer(extra={"content": 5}), TransientError, "no text"),
        (Answer(extra={"content": [{"type": "image"}]}), TransientError, "no text"),
        (Answer(body="[" * 100_000), TransientError, "can't be read"),
        (Answer(body="<html></html>"), TransientError, "can't be read"),
        (Answer(status=408, body="{}"), TransientError, "408"),
        (Answer(status=409, body="{}"), TransientError, "409"),
        (Answer(status=402, body="{}"), EndpointError, "no credit left"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:9/v2"}), EndpointError, "sends us on to http"),
        (Answer(body='{"choices": [{"mess'), TransientError, "can't be read"),
        (Answer(status=400, body='{"error": {"message": "maximum context length"}}'), RefusedError, "context length"),
        (Answer(status=401, body='{"error": {"message": "wrong key"}}'), EndpointError, "turned the key away"),
        (
            Answer(status=403, body='{"error": {"message": "not yours"}}'),
            RefusedError,
            "turned the request away.*not yours",
        ),
        (Answer(None), TransientError, "without content"),
        (Answer(cut=40), TransientError, "connection broke"),
        (Answer(finish_reason="insufficient_system_resource"), TransientError, "provider failed"),
        (
            Answer(status=429, body="{}", headers={"Retry-After": f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"}),
            TransientError,
            "429",
        ),
        (Answer(status=404, body='{"error": {"message": "no such model"}}'), EndpointError, "no such model"),
        (
            Answer(status=429, body='{"error": {"message": "pay", "code": "insufficient_quota"}}'),
            EndpointError,
            "no credit left",
        ),
    ],
)
def test_tells_what_passes_from_what_does_not(
    server: ScriptedServer, answer: Answer, failure: type[Exception], message: str
) -> None:
    server.script = lambda _: answer
    with pytest.raises(failure, match=message):
        ask(server.base_url)
    assert len(server.bodies) == 1


def test_reads_a_text_that_comes_in_parts_and_a_refusal(server: ScriptedServer) -> None:
    server.script = lambda _: Answer(extra={"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]})
    assert ask(server.base_url).text == "ab"
    server.script = lambda _: Answer(None, extra={"refusal": "I won't."})
    completion = ask(server.base_url)
    assert (completion.text, completion.finish_reason) == ("I won't.", "content_filter")
    held = {"error": {"message": "filtered", "code": "content_filter", "param": "prompt"}}
    server.script = lambda _: Answer(status=400, body=json.dumps(held))
    completion = ask(server.base_url)
    assert (completion.text, completion.finish_reason) == ("", "content_filter")


def test_counts_thoughts_and_cached_tokens(server: ScriptedServer) -> None:
    usage = {
        "prompt_tokens": 90,
        "completion_tokens": 50,
        "prompt_tokens_details": {"cached_tokens": 64},
        "completion_tokens_details": {"reasoning_tokens": 40},
    }
    server.script = lambda _: Answer(usage=usage)
    completion = ask(server.base_url)
    assert (completion.prompt_tokens, completion.cached_tokens) == (90, 64)
    assert (completion.completion_tokens, completion.reasoning_tokens) == (50, 40)
    server.script = lambda _: Answer(
        usage={"prompt_tokens": -1, "completion_tokens": True, "prompt_cache_hit_tokens": 8}
    )
    completion = ask(server.base_url)
    assert (completion.prompt_tokens, completion.completion_tokens, completion.cached_tokens) == (None, None, 8)


@pytest.mark.parametrize(
    ("body", "setting"),
    [
        ({"message": "Unsupported parameter: 'max_tokens'", "param": "max_tokens"}, "max_tokens"),
        ({"message": "temperature does not support 0 with this model"}, "temperature"),
        ({"message": "Extra inputs are not permitted: 'min_p'"}, "min_p"),
    ],
)
def test_a_setting_that_the_server_refuses_is_named(server: ScriptedServer, body: dict[str, str], setting: str) -> None:
    server.script = lambda _: Answer(status=400, body=json.dumps({"error": body}))
    with pytest.raises(
        RefusedError, match=rf"refuses the setting '{setting}'.*unsupported = \[\"{setting}\"\]"
    ) as error:
        ask(server.base_url, sampling=Sampling(temperature=0.0, max_tokens=9, extra={"min_p": 0.1}))
    assert error.value.likely_all


def test_a_prompt_too_long_is_no_refused_setting(server: ScriptedServer) -> None:
    said = "This model's maximum context length is 2048 tokens, and max_tokens is too large"
    server.script = lambda _: Answer(status=400, body=json.dumps({"error": {"message": said}}))
    with pytest.raises(RefusedError) as error:
        ask(server.base_url, sampling=Sampling(max_tokens=9))
    assert not error.value.likely_all


def test_an_azure_address_keeps_its_version_and_its_header(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(openai_backend, "_is_azure", lambda _: True)
    ask(f"{server.base_url}?api-version=2026-10-01")
    assert server.queries == [{"api-version": "2026-10-01"}]
    assert server.headers[0]["api-key"] == KEY
    assert "Authorization" not in server.headers[0]


def test_a_key_does_not_cross_a_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def sent(base_url: str, *, allowed: bool = False) -> str | None:
        backend = connect(ModelEntry("m", "openai", "m", base_url=base_url, key_over_http=allowed), 1)
        header: str | None = backend._connected().headers.get("Authorization")
        await backend.close()
        assert header is not None or "was not sent, for http is not private" in backend._credential.source
        return header

    assert asyncio.run(sent("http://192.0.2.1:8000/v1")) is None
    assert asyncio.run(sent("http://192.0.2.1:8000/v1", allowed=True)) == f"Bearer {KEY}"
    assert asyncio.run(sent("https://192.0.2.1/v1")) == f"Bearer {KEY}"
    assert asyncio.run(sent("http://127.0.0.1:8000/v1")) == f"Bearer {KEY}"


def test_sends_what_openais_own_client_sends(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    prompt = Prompt((Message("system", ("Be brief.",)), Message("user", ("A.", Image(b"\x89PNG"), "B."))))
    ask(server.base_url, prompt, Sampling(temperature=0.5, max_tokens=9, seed=1, stop=("x",), extra={"top_k": 20}))
    url = f"data:image/png;base64,{base64.b64encode(bytes([0x89]) + b'PNG').decode()}"
    content: Any = [
        {"type": "text", "text": "A."},
        {"type": "image_url", "image_url": {"url": url}},
        {"type": "text", "text": "B."},
    ]
    openai.OpenAI(base_url=server.base_url).chat.completions.create(
        model="org/m",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": content}],
        temperature=0.5,
        max_tokens=9,
        seed=1,
        stop=["x"],
        extra_body={"top_k": 20},
    )
    ours, theirs = server.bodies
    assert ours == theirs
    assert server.headers[0]["Authorization"] == server.headers[1]["Authorization"]
    assert server.headers[0]["Content-Type"] == server.headers[1]["Content-Type"]


@pytest.mark.parametrize(("key", "text"), [("A", r"\boxed{A}"), ("x", r"\boxed{A}")])
def test_a_word_that_serves_as_a_key_is_not_cut_out_of_answers(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, key: str, text: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    server.script = lambda _: Answer(text)
    assert ask(server.base_url).text == text


def test_a_key_that_comes_back_escaped_is_hidden(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "sk-ab/cd/SECRETSECRET"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    body = Answer(f"Your key is {key}.", extra={"reasoning": key}).json("m").replace("/", "\\/")
    server.script = lambda _: Answer(body=body)
    answer = ask(server.base_url)
    assert (answer.text, answer.reasoning) == ("Your key is ***.", "***")
    held = {"error": {"message": f"no {key}", "code": "content_filter"}}
    server.script = lambda _: Answer(status=400, body=json.dumps(held))
    assert key not in str(ask(server.base_url))


def test_a_bomb_does_not_go_off(server: ScriptedServer) -> None:
    bomb = gzip.compress(b" " * (65 * 2**20))
    server.script = lambda _: Answer(body="", raw=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(TransientError, match="longer than 64 MiB"):
        ask(server.base_url)


def test_no_answer_in_time_is_slow(server: ScriptedServer) -> None:
    server.script = lambda _: Answer(delay=5)
    with pytest.raises(TransientError, match=r"no answer within 0\.2 s") as error:
        ask(server.base_url, timeout=0.2)
    assert error.value.trouble == "slow"


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("3", 3, 3),
        (format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), 3000, 3600),
        *[(odd, None, None) for odd in ("-1", "nan", "inf", "soon", "")],
    ],
)
def test_hears_when_to_come_back(server: ScriptedServer, header: str, least: int | None, most: int | None) -> None:
    server.script = lambda _: Answer(status=429, headers={"Retry-After": header}, body="{}")
    with pytest.raises(TransientError) as error:
        ask(server.base_url)
    asked = error.value.retry_after
    assert asked is None if least is None or most is None else asked is not None and least <= asked <= most


def test_what_a_server_says_does_no_harm_on_a_terminal(server: ScriptedServer) -> None:
    server.script = lambda _: Answer(status=400, body='{"error": {"message": "\\u001b[2J\\u0007 too\\nlong"}}')
    with pytest.raises(RefusedError) as error:
        ask(server.base_url)
    assert str(error.value).isprintable()
    assert "too" in str(error.value)


def test_a_key_with_a_line_break_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}\n")
    with pytest.raises(ConfigError, match="the key in OPENAI_API_KEY holds a line break") as error:
        ask("http://127.0.0.1:9/v1")
    assert KEY not in str(error.value)


def test_nobody_there_is_said_with_the_way_out() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(TransientError, match=r"can't be reached.*start it with: x") as error:
        ask(base_url, hint="start it with: x")
    assert error.value.trouble == "away"


def test_the_key_comes_from_the_environment_and_leaves_in_the_header_alone(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server.script = lambda _: Answer(status=401, body=f'{{"error": {{"message": "bad key {KEY}"}}}}')
    with pytest.raises(EndpointError, match="in OPENAI_API_KEY") as error:
        ask(server.base_url)
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in str(error.value)
    server.script = lambda _: Answer(status=500, body=f'{{"error": {{"message": "echo {KEY}"}}}}')
    with pytest.raises(TransientError) as failure:
        ask(server.base_url)
    assert "echo ***" in str(failure.value)
    server.script = lambda _: Answer(f"Your key is {KEY}.")
    assert ask(server.base_url).text == "Your key is ***."
