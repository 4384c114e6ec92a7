"""Any endpoint that speaks OpenAI's Chat Completions: vLLM, SGLang, llama.cpp, OpenRouter, Azure, OpenAI itself."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ssmr_bench import __version__
from ssmr_bench.errors import MissingExtraError
from ssmr_bench.evaluation.address import checked_address, lacking, proxy_for, sendable
from ssmr_bench.evaluation.backends import TransientError
from ssmr_bench.evaluation.chat import request
from ssmr_bench.evaluation.chat.answer import completion_of
from ssmr_bench.evaluation.chat.refusal import Refusal
from ssmr_bench.evaluation.completion import Completion

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    import aiohttp

    from ssmr_bench.evaluation.credentials import Credential
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_LARGEST = 64 * 2**20
"""Bytes of a body."""
_KEPT_WARM = 90.0
"""Seconds that an idle connection stays open."""


class OpenAI:
    """A client of one model at one endpoint.

    It is aiohttp alone: of what OpenAI's own client adds, retries and pauses are the engine's, and its typed objects
    read less of an answer than `completion_of` does. A request takes 0.1 ms of this machine's time, where that client
    takes 0.9 ms and its transport 0.3 ms. The tests hold what is sent against what that client sends.
    """

    def __init__(self, entry: ModelEntry, held: Credential, concurrency: int) -> None:
        self._entry = entry
        self._credential = held
        self._concurrency = concurrency
        self._session: aiohttp.ClientSession | None = None
        self._latest: tuple[Sampling | None, dict[str, Any]] = None, {}
        self.model = entry.model
        self.endpoint = entry.identity or (entry.base_url or "").rstrip("/")

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """The body's other fields, in the entry's dialect."""
        if sampling is not self._latest[0]:  # question after question has the same
            self._latest = sampling, request.parameters(sampling, self._entry.dialect)
        return self._latest[1]

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; see `Backend.complete`."""
        sent = self.parameters(sampling)
        body = json.dumps({"model": self.model, "messages": request.messages(prompt), **sent}).encode()
        try:
            async with self._connected().post(self._address, data=body, allow_redirects=False) as response:
                text = (await _read(response)).decode(errors="replace")
            answer = json.loads(text) if response.ok and response.status < 300 else None
        except Exception as error:
            # Whatever a server's bytes do to the client is this answer's failure, not the end of the run.
            raise self._broken(error) from error
        if answer is None:
            return self._refused(Refusal.of(response.status, text, response.headers), sent)
        try:
            # A server may send back what it was sent; a key must not reach the journal.
            return self._credential.hide_in(completion_of(answer))
        except TransientError as error:
            raise TransientError(self._credential.line(error)) from error

    def _refused(self, refusal: Refusal, sent: dict[str, Any]) -> Completion:
        """What a filter held back is an answer of its kind; any other refusal is raised."""
        if refusal.filtered:
            return self._credential.hide_in(Completion("", "content_filter", held_back=refusal.message))
        raise refusal.meaning(f"{self.endpoint} for {self.model}", self._credential, sent)

    def _broken(self, error: Exception) -> TransientError:
        """Whether nobody was there, no answer came in time, or none that can be read."""
        import aiohttp

        said = self._credential.line(str(error) or type(error).__name__)
        match error:
            case aiohttp.InvalidURL() | aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
                return TransientError(f"{self.endpoint} can't be reached through that address or proxy", "away")
            case aiohttp.ClientConnectorError():
                why = self._credential.line(error.os_error.strerror or error.os_error)
                reason = f"{self._entry.base_url} can't be reached ({why}); {self._entry.hint}"
                return TransientError(reason.removesuffix("; "), "away")
            case TimeoutError():
                return TransientError(f"no answer within {self._entry.timeout:g} s", "slow")
            case aiohttp.ClientError() | OSError():
                return TransientError(f"the connection broke: {said}")
        return TransientError(f"the answer can't be read: {said}")

    def _connected(self) -> aiohttp.ClientSession:
        """The session, made within the loop that it serves; connections stay open between requests."""
        if self._session is None:
            import aiohttp

            address = checked_address(self._entry)
            path = f"{address.path.rstrip('/')}/chat/completions"
            self._address = address._replace(path=path).geturl()
            headers = {"Content-Type": "application/json", "User-Agent": f"ssmr-bench/{__version__}"}
            if key := self._credential.key:
                headers |= {"api-key": key} if _is_azure(address) else {"Authorization": f"Bearer {key}"}
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._concurrency, keepalive_timeout=_KEPT_WARM),
                timeout=aiohttp.ClientTimeout(total=self._entry.timeout),
                headers=headers,
                proxy=proxy_for(address),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Ends the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def connect(entry: ModelEntry, concurrency: int) -> OpenAI:
    """A client for the entry's endpoint; nothing is sent yet.

    Raises:
        ConfigError: if the entry has no base URL, or one that is not http(s).
        MissingExtraError: if aiohttp is not installed.
    """
    address = checked_address(entry)
    if not _installed():
        raise MissingExtraError("the openai backend", "aiohttp", "openai")
    return OpenAI(entry, sendable(entry, address), concurrency)


def lacks(entry: ModelEntry) -> str:
    """The package, an address, or the key of a provider."""
    if not _installed():
        return str(MissingExtraError("the openai backend", "aiohttp", "openai"))
    return lacking(entry)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The whole body, unless it is larger than any answer: a few bytes may unpack to gigabytes."""
    parts, size = [], 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise ValueError(f"it is longer than {_LARGEST // 2**20} MiB")
    return b"".join(parts)


def _installed() -> bool:
    return find_spec("aiohttp") is not None


def _is_azure(address: SplitResult) -> bool:
    return (address.hostname or "").endswith((".azure.com", ".azure-api.net", ".azure.us", ".azure.cn"))
