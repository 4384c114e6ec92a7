"""Any endpoint that speaks OpenAI's Chat Completions: vLLM, SGLang, llama.cpp, OpenRouter, OpenAI itself."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssmr_bench.errors import ConfigError, EndpointError, MissingExtraError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.chat import completion_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import openai

    from ssmr_bench.evaluation.completion import Completion, Image, Prompt, Sampling
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
        import openai

        messages: Any = [{"role": m.role, "content": _content(m.parts)} for m in prompt.messages]
        create = self._client.chat.completions.with_raw_response.create
        try:
            reply = await create(model=self.model, messages=messages, **sampling.said)
            # A server may send back what it was sent; a key must not reach the journal.
            return completion_of(json.loads(reply.text.replace(self._key, "***") if self._key else reply.text))
        except TransientError as error:
            raise TransientError(self._redacted(error)) from error
        except openai.APIConnectionError as error:
            raise self._broken(error) from error
        except openai.APIStatusError as error:
            raise self._meaning(error) from error
        except Exception as error:
            # Whatever a server's bytes do to the client is this answer's failure, not the end of the run.
            raise TransientError(f"the answer can't be read: {self._redacted(error)}") from error

    def _broken(self, error: openai.APIConnectionError) -> TransientError:
        """Whether nobody was there at all: the client calls that a time-out, and aiohttp below it knows better."""
        import aiohttp

        below = next((cause for cause in _causes(error) if isinstance(cause, aiohttp.ClientConnectorError)), None)
        if below is None:
            return TransientError(f"the connection broke: {self._redacted(error.__cause__ or error)}")
        reason = f"{self.endpoint} can't be reached ({self._redacted(below)}); {self._entry.hint}"
        return TransientError(reason.removesuffix("; "), unreachable=True)

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.close()

    def _meaning(self, error: openai.APIStatusError) -> TransientError | RefusedError | EndpointError:
        """What an HTTP status says of this request and of the others."""
        status, said = error.status_code, self._redacted(error)
        where = f"{self.endpoint} for {self.model}"
        if status in (401, 403):
            held = f"in {self._entry.api_key_env}" if self._key else f"missing: set {self._entry.api_key_env}"
            return EndpointError(f"{where} turned the key away ({status}); the key is {held}")
        if 300 <= status < 400:
            there = self._redacted(error.response.headers.get("location", "elsewhere"))
            return EndpointError(f"{where} sends us on to {there}; name that as the base URL if it is right")
        if status == 404:
            return EndpointError(f"{where} was not found ({said}); is the base URL right, up to and with /v1?")
        if status == 402 or getattr(error, "code", None) == "insufficient_quota":
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
    try:
        address = urlsplit(entry.base_url)
        sound = address.scheme in ("http", "https") and address.hostname and (address.port is None or address.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise ConfigError(f"the base URL {entry.base_url!r} is not of the form http(s)://host:port/v1")
    if address.username or address.password or address.query:
        # The URL goes into results and error messages.
        raise ConfigError(f"the base URL of {entry.name!r} must hold no key; put the key in {entry.api_key_env}")
    if find_spec("openai") is None or find_spec("aiohttp") is None:
        raise MissingExtraError("the openai backend", "openai[aiohttp]", "openai")
    import openai

    key = os.environ.get(entry.api_key_env) or None
    if key and not (key.isascii() and key.isprintable()):
        raise ConfigError(f"the key in {entry.api_key_env} holds a line break or a character that no key has")
    client = openai.AsyncOpenAI(
        base_url=entry.base_url,
        api_key=key or "none",  # servers of one's own ask for no key, and the client insists on one
        http_client=openai.DefaultAioHttpClient(timeout=_TIMEOUT, follow_redirects=False),
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
            "image_url": {"url": f"data:{part.media_type};base64,{base64.b64encode(part.data).decode()}"},
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
    """A `Retry-After` header in seconds from now; it may be a number or a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return seconds if isfinite(seconds) and seconds >= 0 else None
