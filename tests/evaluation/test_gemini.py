from __future__ import annotations

import asyncio
import io
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Picture

from ssmr_bench.errors import ConfigError, EndpointError, MissingExtraError
from ssmr_bench.evaluation.backends import RefusedError, TransientError, gemini
from ssmr_bench.evaluation.backends.gemini import connect, lacks
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from tests.evaluation.gemini_server import Answer, GeminiServer, error

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "AIza-very-secret-0123456789"
SILENT = Sampling()
PROMPT = Prompt((Message("system", ("Be ", "brief.")), Message("user", ("Which ", "interval?"))))
HELD_BACK = [
    *("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "LANGUAGE"),
    *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR", "ESCALATION"),
]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    for name in ("OPENAI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_GENAI_USE_VERTEXAI"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[GeminiServer]:
    with GeminiServer() as running:
        yield running


def entry(base_url: str | None = None, **more: Any) -> ModelEntry:
    return ModelEntry("m", "gemini", "gemini-x", base_url=base_url, **more)


def ask(model: ModelEntry, prompt: Prompt = PROMPT, sampling: Sampling = SILENT) -> Completion:
    async def once() -> Completion:
        backend = connect(model, 1)
        try:
            return await backend.complete(prompt, sampling)
        finally:
            await backend.close()

    return asyncio.run(once())


def asked(text: str = "Hi?") -> Prompt:
    return Prompt((Message("user", (text,)),))


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Picture.new("RGB", (8, 8), "white").save(file, form)
    return file.getvalue()


def quota(quota_id: str) -> dict[str, Any]:
    violations = [{"quotaMetric": "generativelanguage.googleapis.com/generate_content", "quotaId": quota_id}]
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": violations}


def delay(wait: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": wait}


def test_sends_the_messages_and_the_sampling_and_nothing_else(server: GeminiServer) -> None:
    sampling = Sampling(temperature=0.0, top_p=0.9, max_tokens=9, seed=4, stop=("\n",), extra={"top_k": 20})
    completion = ask(entry(server.base_url), sampling=sampling)
    config = {
        "temperature": 0.0,
        "topP": 0.9,
        "topK": 20,
        "maxOutputTokens": 9,
        "seed": 4,
        "stopSequences": ["\n"],
        "thinkingConfig": {"includeThoughts": True},
    }
    assert server.bodies == [
        {
            "systemInstruction": {"parts": [{"text": "Be brief."}]},
            "contents": [{"role": "user", "parts": [{"text": "Which interval?"}]}],
            "generationConfig": config,
        }
    ]
    assert connect(entry(server.base_url), 1).parameters(sampling) == config
    assert json.loads(json.dumps(config)) == config
    assert server.paths == ["/v1beta/models/gemini-x:generateContent"]
    assert server.headers[0]["x-goog-api-key"] == KEY
    assert completion == Completion(r"\boxed{A}", "stop", "", "gemini-x-001", 7, 3)


def test_sends_turns_and_pictures_in_reading_order(server: GeminiServer) -> None:
    png, jpeg = picture("PNG"), picture("JPEG")
    turns = (
        Message("user", ("A.", Image(png), "B", ".", Image(jpeg))),
        Message("assistant", ("C.",)),
        Message("user", ("D.",)),
    )
    ask(entry(server.base_url), Prompt(turns))
    contents = server.bodies[0]["contents"]
    assert [content["role"] for content in contents] == ["user", "model", "user"]
    kinds = [part.get("text") or part["inlineData"]["mimeType"] for part in contents[0]["parts"]]
    assert kinds == ["A.", "image/png", "B.", "image/jpeg"]
    assert server.pictures == [png, jpeg]
    assert "systemInstruction" not in server.bodies[0]


@pytest.mark.parametrize(
    ("thinking", "config"),
    [
        (None, {"includeThoughts": True}),
        (False, {"thinkingBudget": 0}),
        (0, {"thinkingBudget": 0}),
        (True, {"includeThoughts": True, "thinkingBudget": -1}),
        (1, {"includeThoughts": True, "thinkingBudget": 1}),
        (2048, {"includeThoughts": True, "thinkingBudget": 2048}),
        ("minimal", {"includeThoughts": True, "thinkingLevel": "MINIMAL"}),
        ("high", {"includeThoughts": True, "thinkingLevel": "HIGH"}),
    ],
)
def test_asks_for_thinking(server: GeminiServer, thinking: Any, config: dict[str, Any]) -> None:
    sampling = Sampling(thinking=thinking)
    ask(entry(server.base_url), sampling=sampling)
    assert server.bodies[0]["generationConfig"] == {"thinkingConfig": config}
    assert connect(entry(), 1).parameters(sampling) == {"thinkingConfig": config}


def test_says_nothing_of_thinking_to_a_model_that_refuses_to_hear_of_it(server: GeminiServer) -> None:
    ask(entry(server.base_url, unsupported=("thinking",)))
    assert not server.bodies[0].get("generationConfig")


@pytest.mark.parametrize(
    ("sampling", "message"),
    [
        (Sampling(thinking="max"), r"thinking = 'max' can't be said to Gemini; .* minimal, low, medium, high"),
        (Sampling(thinking="none"), "thinking = 'none'"),
        (Sampling(extra={"min_p": 0.1}), "m, extra: no field 'min_p'"),
        (Sampling(extra={"topk": 20}), "did you mean 'top_k'"),
        (Sampling(extra={"top_k": "many"}), "can't be told top_k"),
        (Sampling(extra={"http_options": {"base_url": "http://x"}}), "no field 'http_options'"),
        (Sampling(extra={"routing_config": {}}), "no field 'routing_config'"),
        (Sampling(extra={"max_output_tokens": 9}), "no field 'max_output_tokens'"),
    ],
)
def test_a_setting_that_gemini_does_not_have_is_named_before_anything_is_sent(
    server: GeminiServer, sampling: Sampling, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        ask(entry(server.base_url), sampling=sampling)
    assert server.bodies == []


def test_an_extra_that_stands_beside_the_generation_config_is_among_the_parameters(server: GeminiServer) -> None:
    lenient = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]
    sampling = Sampling(extra={"safety_settings": lenient, "presence_penalty": 0.5})
    ask(entry(server.base_url), sampling=sampling)
    assert server.bodies[0]["safetySettings"] == lenient
    assert server.bodies[0]["generationConfig"]["presencePenalty"] == 0.5
    assert connect(entry(), 1).parameters(sampling)["safetySettings"] == lenient


def test_keeps_thoughts_apart_and_counts_them(server: GeminiServer) -> None:
    parts = [{"text": "Hm. ", "thought": True}, {"text": "A"}, {"text": "So.", "thought": True}, {"text": "B"}]
    counts = {
        "promptTokenCount": 90,
        "candidatesTokenCount": 3,
        "thoughtsTokenCount": 20,
        "cachedContentTokenCount": 64,
    }
    server.script = lambda _: Answer([*parts, {"executableCode": {}}], usage=counts)
    completion = ask(entry(server.base_url))
    assert (completion.text, completion.reasoning) == ("AB", "Hm. So.")
    tokens = (completion.prompt_tokens, completion.completion_tokens, completion.reasoning_tokens)
    assert tokens == (90, 23, 20)
    assert completion.cached_tokens == 64


def test_an_answer_that_was_cut_while_thinking_is_one(server: GeminiServer) -> None:
    server.script = lambda _: Answer([], "MAX_TOKENS", {"promptTokenCount": 7, "thoughtsTokenCount": 32})
    completion = ask(entry(server.base_url))
    assert (completion.text, completion.finish_reason, completion.completion_tokens) == ("", "length", 32)


@pytest.mark.parametrize("reason", HELD_BACK)
def test_what_the_provider_held_back_is_a_filtered_answer(server: GeminiServer, reason: str) -> None:
    body = json.dumps({"candidates": [{"finishReason": reason, "index": 0}]})
    server.script = lambda _: Answer(body=body)
    completion = ask(entry(server.base_url))
    assert (completion.text, completion.finish_reason) == ("", "content_filter")
    assert reason in completion.held_back


def test_a_question_that_was_held_back_is_a_filtered_answer_with_its_reason(server: GeminiServer) -> None:
    feedback = {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 7}}
    server.script = lambda _: Answer(body=json.dumps(feedback))
    completion = ask(entry(server.base_url))
    assert (completion.text, completion.finish_reason, completion.prompt_tokens) == ("", "content_filter", 7)
    assert completion.held_back == "the question: PROHIBITED_CONTENT"


@pytest.mark.parametrize("finish", [None, "A_NEW_WORD"])
def test_an_unknown_end_of_a_text_is_an_ordinary_one(server: GeminiServer, finish: str | None) -> None:
    server.script = lambda _: Answer(finish=finish)
    assert ask(entry(server.base_url)).finish_reason == "stop"


RESTING = error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", quota("PerMinute"), delay("17.5s"))


@pytest.mark.parametrize(
    ("answer", "failure", "message"),
    [
        (Answer(drop=True), TransientError, "connection broke"),
        (Answer(finish="OTHER"), TransientError, "OTHER"),
        (Answer(body="{}"), TransientError, "without candidates"),
        (Answer(body=""), TransientError, "can't be read"),
        (Answer(body='{"candidates": []}'), TransientError, "without candidates"),
        (Answer(body='{"candidates": [null]}'), TransientError, "without candidates"),
        (Answer(body='{"candidates": {"0": {}}}'), TransientError, "without candidates"),
        (Answer(body='{"candidates": [{"content": {"parts": "A"}}]}'), TransientError, "without content"),
        (Answer(body='{"candidates": [{"content": {"parts": [5]}}]}'), TransientError, "without content"),
        (Answer(body='{"candidates": [{"content": 5, "finishReason": 5}]}'), TransientError, "without content"),
        (Answer(body="[1]"), TransientError, "without candidates"),
        (Answer(body='{"candidates": [{"cont'), TransientError, "can't be read"),
        (Answer(body="[" * 100_000), TransientError, "can't be read"),
        (Answer(body="<html></html>"), TransientError, "can't be read"),
        (Answer(body=error(503, "UNAVAILABLE", "overloaded")), TransientError, "without candidates.*overloaded"),
        (
            Answer(body='{"error": {"message": "late"}, "candidates": [{"content": {"parts": [{"text": "A"}]}}]}'),
            TransientError,
            "late",
        ),
        (Answer([]), TransientError, "without content"),
        (Answer([{"text": ""}]), TransientError, "without content"),
        (Answer([], "OTHER"), TransientError, "without content"),
        (Answer(finish="MALFORMED_RESPONSE"), TransientError, "MALFORMED_RESPONSE"),
        (Answer([], "MALFORMED_FUNCTION_CALL"), TransientError, "MALFORMED_FUNCTION_CALL"),
        (Answer([], "PUP_LIMITED_DISABLED"), EndpointError, "closed or limited the account"),
        *[
            (Answer(status=status, body=error(status, "INTERNAL", f"oops {status}")), TransientError, f"oops {status}")
            for status in (500, 502, 503, 504)
        ],
        (Answer(status=502, body="<html>oops</html>", content_type="text/html"), TransientError, "oops"),
        (Answer(status=500, body=""), TransientError, "500"),
        (Answer(status=500, body='["oops"]'), TransientError, "500"),
        (Answer(status=500, body='{"err'), TransientError, "can't be read"),
        (Answer(status=429, body=RESTING), TransientError, "exceeded your current quota"),
        (
            Answer(status=429, body=error(429, "RESOURCE_EXHAUSTED", "spent", quota("RequestsPerDayPerProject"))),
            EndpointError,
            "the day's quota RequestsPerDayPerProject is used up",
        ),
        (
            Answer(status=429, body=error(429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.")),
            EndpointError,
            "no credit left",
        ),
        (
            Answer(status=400, body=error(400, "INVALID_ARGUMENT", "API key not valid. Pass a valid API key.")),
            EndpointError,
            "turned the key away.*in GEMINI_API_KEY",
        ),
        (
            Answer(status=400, body=error(400, "INVALID_ARGUMENT", "Renew.", {"reason": "API_KEY_INVALID"})),
            EndpointError,
            "turned the key away.*in GEMINI_API_KEY",
        ),
        (
            Answer(status=401, body=error(401, "UNAUTHENTICATED", "no")),
            EndpointError,
            "turned the key away.*in GEMINI_API_KEY",
        ),
        (
            Answer(status=404, body=error(404, "NOT_FOUND", "models/gemini-x is not found")),
            EndpointError,
            "models/gemini-x is not found.*without /v1beta",
        ),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:9/v2"}), EndpointError, "sends us on to http"),
        (
            Answer(status=400, body=error(400, "INVALID_ARGUMENT", "Unable to process input image.")),
            RefusedError,
            "^Unable to process input image.$",
        ),
    ],
)
def test_tells_what_passes_from_what_does_not(
    server: GeminiServer, answer: Answer, failure: type[Exception], message: str
) -> None:
    server.script = lambda _: answer
    with pytest.raises(failure, match=message) as raised:
        ask(entry(server.base_url))
    assert len(server.bodies) == 1
    assert not getattr(raised.value, "likely_all", False)
    if isinstance(raised.value, TransientError):
        troubles = {429: "busy", 502: "down", 503: "down", 504: "down"}
        assert raised.value.trouble == troubles.get(answer.status, "fault")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(status=403, body=error(403, "PERMISSION_DENIED", "leaked")), "leaked.*in GEMINI_API_KEY"),
        (Answer(status=400, body=error(400, "FAILED_PRECONDITION", "User location is not supported")), "location"),
    ],
)
def test_what_likely_meets_every_request_says_so(server: GeminiServer, answer: Answer, message: str) -> None:
    server.script = lambda _: answer
    with pytest.raises(RefusedError, match=message) as raised:
        ask(entry(server.base_url))
    assert raised.value.likely_all


@pytest.mark.parametrize(
    ("said", "field", "setting"),
    [
        ("The thinking budget (52428) is invalid.", "", "thinking"),
        ("Budget 0 is invalid. This model only works in thinking mode.", "", "thinking"),
        ("Thinking level is not supported for this model.", "", "thinking"),
        ("* GenerateContentRequest.generation_config.temperature: must be in the range [0.0, 2.0].", "", "temperature"),
        ("Unable to submit request because it has a topK value of 65", "", "top_k"),
        ("Unable to submit request because it has a maxOutputTokens value of 99999999", "", "max_tokens"),
        ("Invalid value", "generation_config.stop_sequences", "stop"),
        ("Seed is not enabled for models/gemini-x", "", "seed"),
        ("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", "", None),
        ("The input token count (1200000) and max_output_tokens (9) exceed the limit.", "", None),
        ("Penalty is not enabled for models/gemini-x", "", None),
    ],
)
def test_a_setting_that_the_server_refuses_is_named_with_the_way_out(
    server: GeminiServer, said: str, field: str, setting: str | None
) -> None:
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": field}]}
    server.script = lambda _: Answer(status=400, body=error(400, "INVALID_ARGUMENT", said, details))
    every = Sampling(temperature=3.0, max_tokens=9, seed=1, stop=("x",), thinking=9, extra={"top_k": 65})
    with pytest.raises(RefusedError) as raised:
        ask(entry(server.base_url), sampling=every)
    assert raised.value.likely_all == (setting is not None)
    assert (f'unsupported = ["{setting}"]' in str(raised.value)) == (setting is not None)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(status=429, body=RESTING), 17.5),
        (Answer(status=429, body=RESTING, headers={"Retry-After": "3"}), 3.0),
        (Answer(status=429, body=error(429, "RESOURCE_EXHAUSTED", "later")), None),
        (Answer(status=429, body=error(429, "RESOURCE_EXHAUSTED", "later", delay("soon"))), None),
        (Answer(status=429, body='{"error": {"details": "none"}}'), None),
    ],
)
def test_hears_when_to_come_back(server: GeminiServer, answer: Answer, seconds: float | None) -> None:
    server.script = lambda _: answer
    with pytest.raises(TransientError) as raised:
        ask(entry(server.base_url))
    assert (raised.value.trouble, raised.value.retry_after) == ("busy", seconds)


def test_a_late_answer_and_a_408_are_slow(server: GeminiServer) -> None:
    server.script = lambda _: Answer(delay=2.0)
    with pytest.raises(TransientError, match=r"no answer within 0\.2 s") as late:
        ask(entry(server.base_url, timeout=0.2))
    server.script = lambda _: Answer(status=408, body=error(408, "DEADLINE", "late"))
    with pytest.raises(TransientError, match="late") as told:
        ask(entry(server.base_url))
    assert (late.value.trouble, told.value.trouble) == ("slow", "slow")


def test_nobody_there_is_said_at_once_with_the_way_out() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(TransientError, match=r"can't be reached.*start it with: x$") as raised:
        ask(entry(base_url, hint="start it with: x", timeout=0.9))
    assert raised.value.trouble == "away"


def test_a_long_answer_makes_a_short_error(server: GeminiServer) -> None:
    server.script = lambda _: Answer(body=json.dumps({"surprise": "x" * 10_000}))
    with pytest.raises(TransientError, match="without candidates") as raised:
        ask(entry(server.base_url))
    assert len(str(raised.value)) < 400


def test_the_key_is_in_no_error_and_no_answer(server: GeminiServer) -> None:
    for status in (200, 400, 401, 403, 404, 408, 429, 500):
        server.script = lambda _, status=status: Answer(  # type: ignore[misc]
            status=status, body=error(status, "X", f"echo \u001b[2J {KEY}")
        )
        with pytest.raises((TransientError, RefusedError, EndpointError)) as raised:
            ask(entry(server.base_url))
        assert KEY not in str(raised.value)
        assert str(raised.value).isprintable()
    server.script = lambda _: Answer([{"text": f"Your key is {KEY}."}])
    assert ask(entry(server.base_url)).text == "Your key is ***."
    assert KEY not in repr(vars(connect(entry(server.base_url), 1)))


def test_the_key_does_not_follow_a_redirect(server: GeminiServer) -> None:
    with GeminiServer() as elsewhere:
        server.script = lambda _: Answer(status=307, headers={"Location": elsewhere.base_url + "/x:generateContent"})
        with pytest.raises(EndpointError, match="sends us on"):
            ask(entry(server.base_url))
        assert elsewhere.headers == []


def test_another_providers_key_does_not_go_to_google(server: GeminiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    for other in ("OPENAI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.setenv(other, KEY)
    ask(entry(server.base_url))
    assert server.headers[0]["x-goog-api-key"] == "none"


def test_the_key_goes_over_http_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    far = "http://gemini.example"
    withheld = connect(entry(far), 1)._credential
    assert (withheld.key, "key_over_http" in withheld.source) == (None, True)
    assert connect(entry(far, key_over_http=True), 1)._credential.key == KEY
    assert connect(entry("https://gemini.example"), 1)._credential.key == KEY
    assert connect(entry("http://localhost:9"), 1)._credential.key == KEY


def test_the_endpoint_is_the_base_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    assert connect(entry(), 1).endpoint == "https://generativelanguage.googleapis.com"
    assert connect(entry("https://proxy.example/gemini/"), 1).endpoint == "https://proxy.example/gemini"


def test_the_environment_of_the_client_changes_nothing(server: GeminiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v1alpha")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    monkeypatch.setenv("GOOGLE_API_KEY", "another")
    ask(entry(server.base_url))
    assert server.paths == ["/v1beta/models/gemini-x:generateContent"]
    assert server.headers[0]["x-goog-api-key"] == KEY


def test_any_text_can_be_asked_and_answered(server: GeminiServer) -> None:
    server.script = lambda body: Answer(body["contents"][0]["parts"])
    odd = "\ud800 \x00 \u2028 \U0001d11e"
    assert ask(entry(server.base_url), asked(odd)).text == odd


def test_a_base_url_with_a_path_is_kept(server: GeminiServer) -> None:
    ask(entry(f"{server.base_url}/proxy/"))
    assert server.paths == ["/proxy/v1beta/models/gemini-x:generateContent"]


@pytest.mark.parametrize("base_url", ["gemini.example", "ftp://x", "http://", "https://x:0"])
def test_a_base_url_that_is_none_is_named(base_url: str) -> None:
    with pytest.raises(ConfigError, match="is not of the form"):
        connect(entry(base_url), 1)


@pytest.mark.parametrize("base_url", [f"https://{KEY}@x", f"https://x?key={KEY}", f"https://x#{KEY}"])
def test_a_key_in_the_base_url_is_refused_and_not_shown(base_url: str) -> None:
    with pytest.raises(ConfigError, match="must hold no key; put the key in GEMINI_API_KEY") as raised:
        connect(entry(base_url), 1)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("model", ["../gemini-x", "gemini x", "gemini?key=1", ""])
def test_a_models_id_that_can_be_none_is_named(model: str) -> None:
    with pytest.raises(ConfigError, match="no model of the id"):
        connect(ModelEntry("m", "gemini", model), 1)


def test_says_what_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lacks(entry()) == ""
    monkeypatch.delenv("GEMINI_API_KEY")
    assert lacks(entry()) == "the key is missing: set GEMINI_API_KEY"
    assert lacks(entry(api_key_env="MINE")) == "the key is missing: set MINE"
    assert lacks(entry("http://127.0.0.1:9")) == ""
    assert "is not of the form" in lacks(entry("nowhere"))
    assert "the key file /none can't be read" in lacks(entry(api_key_file="/none"))
    monkeypatch.setattr(gemini, "find_spec", lambda name: None if name == "google.genai" else object())
    assert "pip install 'ssmr-bench[gemini]'" in lacks(entry())
    with pytest.raises(MissingExtraError):
        connect(entry(), 1)


def test_connections_are_kept_and_no_more_than_asked_for(server: GeminiServer) -> None:
    async def many() -> list[Completion]:
        backend = connect(entry(server.base_url), 4)
        try:
            return await asyncio.gather(*(backend.complete(asked(f"{n}?"), SILENT) for n in range(40)))
        finally:
            await backend.close()

    server.script = lambda body: Answer([{"text": body["contents"][0]["parts"][0]["text"]}])
    assert [completion.text for completion in asyncio.run(many())] == [f"{n}?" for n in range(40)]
    assert len(server.peers) <= 4
