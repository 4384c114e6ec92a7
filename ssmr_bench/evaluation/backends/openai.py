"""Any endpoint that speaks OpenAI's Chat Completions: vLLM, SGLang, llama.cpp, OpenRouter, OpenAI itself."""

from __future__ import annotations

import base64
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssmr_bench.errors import ConfigError, EndpointError, MissingExtraError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.completion import Completion, Image, finish_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    import openai

    from ssmr_bench.evaluation.completion import Prompt, Sampling
    from ssmr_bench.evaluation.models import ModelEntry

_TIMEOUT = 600.0
_RETRIED = {408, 409, 425, 429}


class OpenAI:
    """A client of one model at one endpoint."""

    def __init__(self, client: openai.AsyncOpenAI, entry: ModelEntry, key: str | None) -> None:
        self._client = client
        self._entry = entry
        self._key = key
        self.model = entry.model
        self.endpoint = (entry.base_url or "").rstrip("/")

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; see `Backend.complete`."""
        import aiohttp
        import openai

        messages: Any = [{"role": m.role, "content": _content(m.parts)} for m in prompt.messages]
        try:
            reply = await self._client.chat.completions.create(model=self.model, messages=messages, **sampling.said)
        except openai.APIConnectionError as error:
            # The client calls a refused connection a time-out; aiohttp, below it, knows better.
            below = next((e for e in _causes(error) if isinstance(e, aiohttp.ClientConnectorError)), None)
            if below is None:
                raise TransientError(f"the connection broke: {self._redacted(error.__cause__ or error)}") from error
            reason = f"{self.endpoint} can't be reached ({self._redacted(below)}); {self._entry.hint}".removesuffix(
                "; "
            )
            raise TransientError(reason, unreachable=True) from error
        except openai.APIStatusError as error:
            raise self._meaning(error) from error
        except (openai.OpenAIError, ValueError) as error:
            raise TransientError(f"the answer can't be read: {self._redacted(error)}") from error
        return self._completion(reply)

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.close()

    def _completion(self, reply: Any) -> Completion:
        """The answer in ours; servers return error bodies and half-empty ones with status 200 as well."""
        choices = getattr(reply, "choices", None)
        if not choices or choices[0].message is None:
            raise TransientError(f"an answer without choices: {self._redacted(reply)}")
        message, usage = choices[0].message, reply.usage
        thought = getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None)
        return Completion(
            text=message.content or "",
            reasoning=thought if isinstance(thought, str) else "",
            finish_reason=finish_reason(choices[0].finish_reason),
            model=reply.model or "",
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
        )

    def _meaning(self, error: openai.APIStatusError) -> TransientError | RefusedError | EndpointError:
        """What an HTTP status says of this request and of the others."""
        status, said = error.status_code, self._redacted(error)
        where = f"{self.endpoint} for {self.model}"
        if status in (401, 403):
            held = f"in {self._entry.api_key_env}" if self._key else f"missing: set {self._entry.api_key_env}"
            return EndpointError(f"{where} turned the key away ({status}); the key is {held}")
        if status == 404:
            return EndpointError(f"{where} was not found ({said}); is the base URL right, up to and with /v1?")
        if getattr(error, "code", None) == "insufficient_quota":
            return EndpointError(f"{where} says that the account has no credit left ({said})")
        if status in _RETRIED or status >= 500:
            return TransientError(said, retry_after=_seconds(error.response.headers.get("retry-after")))
        return RefusedError(said)

    def _redacted(self, what: object) -> str:
        """What a server said, fit for a terminal and a log: one line, no control characters, no key."""
        text = "".join(c if c.isprintable() else " " for c in str(what))
        return " ".join((text.replace(self._key, "***") if self._key else text).split())[:300]


def connect(entry: ModelEntry, concurrency: int) -> OpenAI:  # noqa: ARG001 - the client opens what the engine asks for
    """A client for the entry's endpoint; nothing is sent yet.

    Raises:
        ConfigError: if the entry has no base URL, or one that is not http(s).
        MissingExtraError: if the openai package is not installed.
    """
    if entry.base_url is None:
        raise ConfigError(f"the model {entry.name!r} needs an endpoint: --base-url http://127.0.0.1:8000/v1")
    address = urlsplit(entry.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ConfigError(f"the base URL {entry.base_url!r} is not of the form http(s)://host:port/v1")
    if address.username or address.password or address.query:
        # The URL goes into results and error messages.
        raise ConfigError(f"the base URL of {entry.name!r} must hold no key; put the key in {entry.api_key_env}")
    if find_spec("openai") is None or find_spec("aiohttp") is None:
        raise MissingExtraError("the openai backend", "openai[aiohttp]", "openai")
    import openai

    key = os.environ.get(entry.api_key_env) or None
    client = openai.AsyncOpenAI(
        base_url=entry.base_url,
        api_key=key or "none",  # servers of one's own ask for no key, and the client insists on one
        http_client=openai.DefaultAioHttpClient(timeout=_TIMEOUT),
        max_retries=0,  # the engine retries, and knows for how long
        timeout=_TIMEOUT,
    )
    return OpenAI(client, entry, key)


def _content(parts: tuple[str | Image, ...]) -> Any:
    """A message's content as the API takes it: a plain string where there is no picture."""
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    return [
        {"type": "text", "text": part}
        if isinstance(part, str)
        else {
            "type": "image_url",
            "image_url": {"url": f"data:image/png;base64,{base64.b64encode(part.png).decode()}"},
        }
        for part in parts
    ]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What an exception was raised from, outermost first."""
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _seconds(retry_after: str | None) -> float | None:
    try:
        return float(retry_after) if retry_after else None
    except ValueError:
        return None
