"""Google's Gemini API (generateContent, v1beta) through google-genai, with its thoughts, filters and quotas."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, EndpointError, MissingExtraError, UnknownNameError
from ssmr_bench.evaluation.address import checked_address, lacking, proxy_for, sendable
from ssmr_bench.evaluation.backends import TransientError
from ssmr_bench.evaluation.google.answer import completion_of
from ssmr_bench.evaluation.google.refusal import meaning

if TYPE_CHECKING:
    import aiohttp
    from google import genai
    from google.genai import types

    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.credentials import Credential
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Message, Prompt
    from ssmr_bench.evaluation.sampling import Sampling, Thinking

_HOME = "https://generativelanguage.googleapis.com"
_KEPT_WARM = 90.0
"""Seconds that an idle connection stays open."""
_OWN = {"temperature": "temperature", "top_p": "top_p", "max_tokens": "max_output_tokens", "seed": "seed"}
"""Our settings and Google's, where a value goes over as it is; `stop` and `thinking` do not."""
_NOT_EXTRA = {*_OWN.values(), "stop_sequences", "thinking_config", "system_instruction"} | {
    *("http_options", "should_return_http_response", "automatic_function_calling"),  # the client's own
    *("automatic_continuation", "continuation_token"),
    *("routing_config", "model_selection_config", "audio_timestamp"),  # Vertex AI's
    *("model_armor_config", "generation_output_config"),
}


class Gemini:
    """A client of one of Google's models."""

    def __init__(self, entry: ModelEntry, held: Credential, concurrency: int) -> None:
        self._entry = entry
        self._credential = held
        self._concurrency = concurrency
        self._session: aiohttp.ClientSession | None = None
        self._client: genai.Client | None = None
        self.model = entry.model
        self._base_url = (entry.base_url or _HOME).rstrip("/")
        self.endpoint = entry.identity or self._base_url

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """The fields of `generationConfig`, and the request's other fields that an extra named."""
        from google.genai import types

        fields = self._fields(sampling)
        try:
            return types.GenerateContentConfig(**fields).model_dump(mode="json", exclude_none=True, by_alias=True)
        except ValueError as error:
            wrong = [".".join(map(str, flaw["loc"])) for flaw in getattr(error, "errors", list)()]
            raise ConfigError(f"Gemini can't be told {', '.join(wrong) or error}: not of the right form") from error

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; see `Backend.complete`."""
        import aiohttp
        from google.genai import errors

        sent = self.parameters(sampling)
        line = self._credential.line
        try:
            contents, config = _contents(prompt), self._config(prompt, sampling)
            models = self._connected().aio.models
            response = await models.generate_content(model=self.model, contents=contents, config=config)
            body = response.sdk_http_response.body if response.sdk_http_response else ""
            # A server may send back what it was sent; a key must not reach the journal.
            return self._credential.hide_in(completion_of(json.loads(body or "")))
        except TransientError as error:
            raise TransientError(line(error), error.trouble) from error
        except EndpointError:
            raise
        except errors.APIError as error:
            raise meaning(error, f"{self.endpoint} for {self.model}", self._credential, sent) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise self._broken(error) from error
        except Exception as error:
            # Whatever a server's bytes do to the client is this answer's failure, not the end of the run.
            raise TransientError(f"the answer can't be read: {line(error)}") from error

    async def close(self) -> None:
        """Ends the connections."""
        if self._client is not None:
            await self._client.aio.aclose()
            self._client.close()
            self._client = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _fields(self, sampling: Sampling) -> dict[str, Any]:
        """What is said of sampling, by the names of `GenerateContentConfig`."""
        from google.genai import types

        known = set(types.GenerateContentConfig.model_fields) - _NOT_EXTRA
        for name in sampling.extra:
            if name not in known:
                raise ConfigError(f"{self._entry.name}, extra: {UnknownNameError('field', name, known)}")
        own = {google: getattr(sampling, ours) for ours, google in _OWN.items()}
        if "thinking" not in self._entry.unsupported:
            own["thinking_config"] = _thinking(sampling.thinking, [level.value for level in types.ThinkingLevel])
        return {**own, "stop_sequences": list(sampling.stop) or None, **sampling.extra}

    def _config(self, prompt: Prompt, sampling: Sampling) -> types.GenerateContentConfig:
        from google.genai import types

        system = [part for message in prompt.messages if message.role == "system" for part in _parts(message)]
        return types.GenerateContentConfig(
            **self._fields(sampling),
            system_instruction=types.Content(parts=system) if system else None,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            # As it came: the client's own reading drops the error of an answer that has status 200, and hides no key.
            should_return_http_response=True,
        )

    def _connected(self) -> genai.Client:
        """The client, made within the loop that it serves: aiohttp's connections belong to one."""
        if self._client is None:
            import aiohttp
            from google import genai
            from google.genai import types

            pool = aiohttp.TCPConnector(limit=self._concurrency, keepalive_timeout=_KEPT_WARM)
            self._session = aiohttp.ClientSession(connector=pool, proxy=proxy_for(checked_address(self._entry)))
            options = types.HttpOptions(
                base_url=self._base_url,
                api_version="v1beta",
                timeout=max(1, round(self._entry.timeout * 1000)),
                aiohttp_client=self._session,
                # Said outright: without it, the client asks once more after a broken connection, up to 10 s later.
                retry_options=types.HttpRetryOptions(attempts=1),
                # The key's header would go wherever a redirect leads.
                async_client_args={"allow_redirects": False},
            )
            # Without a key the client would look for one in the environment, and send that.
            self._client = genai.Client(vertexai=False, api_key=self._credential.key or "none", http_options=options)
        return self._client

    def _broken(self, error: Exception) -> TransientError:
        import aiohttp

        said = self._credential.line(error)
        if isinstance(error, aiohttp.ClientConnectorError):
            why = self._credential.line(error.os_error.strerror or error.os_error)
            reason = f"{self._base_url} can't be reached ({why}); {self._entry.hint}"
            return TransientError(reason.removesuffix("; "), "away")
        if isinstance(error, TimeoutError):
            return TransientError(f"no answer within {self._entry.timeout:g} s", "slow")
        return TransientError(f"the connection broke: {said}")


def connect(entry: ModelEntry, concurrency: int) -> Gemini:
    """A client for the entry's model at Google, or at the base URL that it names; nothing is sent yet.

    Raises:
        ConfigError: if the base URL is not http(s) or holds a key, or the model's id is none.
        MissingExtraError: if google-genai or aiohttp is not installed.
    """
    entry = _filled(entry)
    address = checked_address(entry)
    if not re.fullmatch(r"[\w.@:/-]+", entry.model, re.ASCII) or ".." in entry.model:
        raise ConfigError(f"the model {entry.name!r}: Google has no model of the id {entry.model!r}")
    if not _installed():
        raise _missing()
    from google import genai  # noqa: F401 - a second of imports, here and not within the first answer

    return Gemini(entry, sendable(entry, address), concurrency)


def lacks(entry: ModelEntry) -> str:
    """The package, a sound address, or the key."""
    if not _installed():
        return str(_missing())
    return lacking(_filled(entry))


def _installed() -> bool:
    return all(find_spec(package) is not None for package in ("google", "google.genai", "aiohttp"))


def _missing() -> MissingExtraError:
    return MissingExtraError("the gemini backend", "google-genai[aiohttp]", "gemini")


def _filled(entry: ModelEntry) -> ModelEntry:
    """The entry with Google's address and key where it names none; OpenAI's key is none of Google's business."""
    key = "GEMINI_API_KEY" if entry.api_key_env == "OPENAI_API_KEY" else entry.api_key_env
    return replace(entry, base_url=entry.base_url or _HOME, api_key_env=key)


def _thinking(thinking: Thinking | None, levels: list[str]) -> dict[str, Any]:
    """The thinking config; thoughts are asked for wherever there may be some."""
    match thinking:
        case None:
            return {"include_thoughts": True}
        case False | 0:
            return {"thinking_budget": 0}
        case True:
            return {"include_thoughts": True, "thinking_budget": -1}
        case int(budget):
            return {"include_thoughts": True, "thinking_budget": budget}
        case str(effort) if effort.upper() in levels:
            return {"include_thoughts": True, "thinking_level": effort.upper()}
    known = ", ".join(level.lower() for level in levels if not level.endswith("UNSPECIFIED"))
    raise ConfigError(f"thinking = {thinking!r} can't be said to Gemini; use on, off, a budget in tokens, or {known}")


def _contents(prompt: Prompt) -> list[types.ContentUnion]:
    from google.genai import types

    roles = {"user": "user", "assistant": "model"}
    turns = [message for message in prompt.messages if message.role != "system"]
    return [types.Content(role=roles[message.role], parts=_parts(message)) for message in turns]


def _parts(message: Message) -> list[types.Part]:
    """Words and pictures in reading order; words that follow each other are one part."""
    from google.genai import types

    parts: list[types.Part] = []
    for part in message.parts:
        if not isinstance(part, str):
            parts.append(types.Part(inline_data=types.Blob(mime_type=part.media_type, data=part.data)))
        elif parts and parts[-1].text is not None:
            parts[-1].text += part
        elif part:
            parts.append(types.Part(text=part))
    return parts
