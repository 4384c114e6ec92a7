"""Any endpoint that speaks OpenAI's Chat Completions: vLLM, SGLang, llama.cpp, OpenRouter, Azure, OpenAI itself."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ssmr_bench import __version__
from ssmr_bench.errors import MissingExtraError, SSMRError
from ssmr_bench.evaluation.address import checked_address, is_ours, sendable
from ssmr_bench.evaluation.backends import TransientError
from ssmr_bench.evaluation.chat import request
from ssmr_bench.evaluation.chat.answer import completion_of
from ssmr_bench.evaluation.chat.refusal import Refusal
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.credentials import credential

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    import openai

    from ssmr_bench.evaluation.credentials import Credential
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_KEPT_WARM = 90.0
"""Seconds that an idle connection stays open."""


class OpenAI:
    """A client of one model at one endpoint.

    It goes through the SDK's own transport, but not through its client, which takes four times as long for a request
    and reads less of an answer than `completion_of` does.
    """

    def __init__(self, transport: openai.DefaultAioHttpClient, entry: ModelEntry, held: Credential) -> None:
        self._transport = transport
        self._address = transport.base_url.join("chat/completions")
        self._entry = entry
        self._credential = held
        self.model = entry.model
        self.endpoint = entry.identity or (entry.base_url or "").rstrip("/")

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """The body's other fields, in the entry's dialect."""
        return request.parameters(sampling, self._entry.dialect)

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; see `Backend.complete`."""
        sent = self.parameters(sampling)
        body = json.dumps({"model": self.model, "messages": request.messages(prompt), **sent}).encode()
        try:
            response = await self._transport.post(self._address, content=body)
            # A server may send back what it was sent; a key must not reach the journal.
            text = self._credential.hide(response.text)
            answer = json.loads(text) if response.is_success else None
        except Exception as error:
            # Whatever a server's bytes do to the client is this answer's failure, not the end of the run.
            raise self._broken(error) from error
        if answer is None:
            return self._refused(Refusal.of(response.status_code, text, response.headers), sent)
        try:
            return completion_of(answer)
        except TransientError as error:
            raise TransientError(self._credential.line(error)) from error

    def _refused(self, refusal: Refusal, sent: dict[str, Any]) -> Completion:
        """What a filter held back is an answer of its kind; any other refusal is raised."""
        if refusal.filtered:
            return Completion("", "content_filter", reasoning=refusal.message)
        raise refusal.meaning(f"{self.endpoint} for {self.model}", self._credential, sent)

    def _broken(self, error: Exception) -> TransientError:
        """Whether nobody was there, no answer came in time, or none that can be read."""
        import aiohttp

        below = [error, *_causes(error)]
        said = self._credential.line(below[-1])
        if any(isinstance(cause, aiohttp.ClientConnectorError) for cause in below):
            reason = f"{self.endpoint} can't be reached ({said}); {self._entry.hint}"
            return TransientError(reason.removesuffix("; "), "away")
        if any(isinstance(cause, TimeoutError) for cause in below):
            return TransientError(f"no answer within {self._entry.timeout:g} s", "slow")
        if any(isinstance(cause, aiohttp.ClientError | OSError) for cause in below):
            return TransientError(f"the connection broke: {said}")
        return TransientError(f"the answer can't be read: {said}")

    async def close(self) -> None:
        """Ends the connections."""
        await self._transport.aclose()


def connect(entry: ModelEntry, concurrency: int) -> OpenAI:
    """A client for the entry's endpoint; nothing is sent yet.

    Raises:
        ConfigError: if the entry has no base URL, or one that is not http(s).
        MissingExtraError: if the openai package is not installed.
    """
    address = checked_address(entry)
    if not _installed():
        raise MissingExtraError("the openai backend", "openai[aiohttp]", "openai")
    import openai

    held = sendable(entry, address)
    pool = type(openai.DEFAULT_CONNECTION_LIMITS)(
        max_connections=concurrency, max_keepalive_connections=concurrency, keepalive_expiry=_KEPT_WARM
    )
    headers = {"Content-Type": "application/json", "User-Agent": f"ssmr-bench/{__version__}"}
    if held.key:
        headers |= {"api-key": held.key} if _is_azure(address) else {"Authorization": f"Bearer {held.key}"}
    transport = openai.DefaultAioHttpClient(
        base_url=address._replace(query="").geturl(),
        params=dict(parse_qsl(address.query)),
        headers=headers,
        limits=pool,
        timeout=entry.timeout,
        follow_redirects=False,
    )
    return OpenAI(transport, entry, held)


def lacks(entry: ModelEntry) -> str:
    """The package, an address, or the key of a provider."""
    if not _installed():
        return str(MissingExtraError("the openai backend", "openai[aiohttp]", "openai"))
    try:
        ours, key = is_ours(checked_address(entry)), credential(entry)
    except SSMRError as error:
        return str(error)
    return "" if key.key or ours else f"the key is {key.source}"


def _installed() -> bool:
    return find_spec("openai") is not None and find_spec("aiohttp") is not None


def _is_azure(address: SplitResult) -> bool:
    return (address.hostname or "").endswith((".azure.com", ".azure-api.net", ".azure.us", ".azure.cn"))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What an exception was raised from, outermost first."""
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
