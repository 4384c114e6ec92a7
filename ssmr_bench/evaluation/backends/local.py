"""A GGUF on this machine, answered in process by llama.cpp (xllamacpp)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, FileError, MissingExtraError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.batches import line
from ssmr_bench.evaluation.chat import request
from ssmr_bench.evaluation.completion import Completion, finish_reason
from ssmr_bench.evaluation.likelihood import text_before
from ssmr_bench.evaluation.next_tokens import NextTokens
from ssmr_bench.evaluation.prompt import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

SCORES = True
_TEMPLATE = b"tokenizer.chat_template"
_HEADER = 64 * 2**20
"""Bytes within which a GGUF tells of itself: its vocabulary is the most of that."""
_LONGEST_STOP = 2.0
"""Seconds; a cancelled generation stops at its next token, but a prompt is read to its end first."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a local model is made of."""

    weights: Path
    mmproj: Path | None
    """The projector that gives it eyes."""

    @property
    def chats(self) -> bool:
        """Whether the weights come with a chat template; a base model without one is shown one plain text."""
        with self.weights.open("rb") as file:
            return _TEMPLATE in file.read(_HEADER)

    @property
    def identity(self) -> str:
        """The digests of the files: other bytes would give other answers."""
        eyes = "" if self.mmproj is None else f"+mmproj:{_digest(self.mmproj)}"
        return f"gguf:{_digest(self.weights)}{eyes}"


class Local:
    """A loaded model; each question has a slot of its own with `context` tokens."""

    def __init__(self, server: Any, model: str, files: Files) -> None:
        self._server = server
        self.files = files
        self.model = model
        self.endpoint = files.identity
        self._chats = files.chats
        self._next_tokens = NextTokens(server)
        self._threads: set[Thread] = set()

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """As llama.cpp's server takes them."""
        return request.parameters(sampling, "plain")

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer, generated on a thread of its own; cancelling the call stops the generation at its next token.

        Raises:
            RefusedError: if llama.cpp turns the prompt away: too long, with a picture that can't be read, or with one
                for a model without eyes.
        """
        if prompt.pictured and self.files.mmproj is None:
            raise RefusedError("the model reads text only, and the prompt holds a picture; mmproj would give it eyes")
        if prompt.pictured and not self._chats:
            raise RefusedError("the model has no chat template, and is shown text alone; the prompt holds a picture")
        shown = {"messages": request.messages(prompt)} if self._chats else {"prompt": plain_text(prompt, "")}
        body = {**shown, "stream": True, "stream_options": {"include_usage": True}, **self.parameters(sampling)}
        return await self._aside(lambda stopped: self._generate(body, stopped))

    async def choose(self, prompt: Prompt, choices: tuple[str, ...]) -> Completion:
        """The likelihoods of the choices, on a thread of its own; raises as `complete`, and for one without a token."""
        if prompt.pictured:
            raise RefusedError("what is scored is text alone, and the prompt holds a picture")

        def score(stopped: Event) -> Completion:
            likelihoods, read = self._next_tokens.likelihoods(text_before(prompt), choices, stopped.is_set)
            return Completion(likelihoods.text, model=self.model, prompt_tokens=read, completion_tokens=0)

        return await self._aside(score)

    async def _aside(self, answer: Callable[[Event], Completion]) -> Completion:
        """What that returns, on a thread of its own; it is told when nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Completion] = loop.create_future()
        stopped = Event()

        def settle(result: Completion | Exception) -> None:
            if answered.done():
                return
            if isinstance(result, Completion):
                answered.set_result(result)
            else:
                answered.set_exception(result)

        def work() -> None:
            result: Completion | Exception
            try:
                result = answer(stopped)
            except TransientError as error:
                result = error
            except Exception as error:  # noqa: BLE001 - the backend seam: who waits must hear of it, whatever it is
                result = RefusedError(_advised(line(error)))
            if not stopped.is_set():
                loop.call_soon_threadsafe(settle, result)

        # A daemon thread, not the loop's executor: leaving the loop must not wait for the end of an answer.
        thread = Thread(target=work, daemon=True)
        thread.start()
        self._threads = {running for running in (*self._threads, thread) if running.is_alive()}
        try:
            return await answered
        except asyncio.CancelledError:
            stopped.set()
            raise

    async def close(self) -> None:
        """Waits a little for cancelled generations: one that ended after the interpreter would abort the process."""
        patience = time.monotonic() + _LONGEST_STOP
        for thread in self._threads:
            thread.join(max(0.0, patience - time.monotonic()))

    def _generate(self, body: dict[str, Any], stopped: Event) -> Completion:
        chunks: list[dict[str, Any]] = []

        def take(chunk: dict[str, Any]) -> bool:
            chunks.append(chunk)
            return stopped.is_set()

        ask = self._server.handle_chat_completions if self._chats else self._server.handle_completions
        ask(body, take)
        for chunk in chunks:
            if "error" in chunk:
                raise RefusedError(chunk["error"]["message"])
        choices = [choice for chunk in chunks for choice in chunk.get("choices", ())]
        usage: dict[str, int] = next((chunk["usage"] for chunk in reversed(chunks) if chunk.get("usage")), {})
        return Completion(
            text="".join(choice.get("text") or choice.get("delta", {}).get("content") or "" for choice in choices),
            reasoning="".join(choice.get("delta", {}).get("reasoning_content") or "" for choice in choices),
            finish_reason=finish_reason(
                next((c["finish_reason"] for c in reversed(choices) if c["finish_reason"]), None)
            ),
            model=self.model,
            prompt_tokens=usage.get("prompt_tokens"),
            completion_tokens=usage.get("completion_tokens"),
        )


def _advised(message: str) -> str:
    """llama.cpp's message, and the way out where there is one."""
    if "context size" not in message:
        return message
    return f"{message}; give the model more `context` in a models file, or show it fewer --shots"


def connect(entry: ModelEntry, concurrency: int) -> Local:
    """Loads the entry's weights, and its projector where it names one.

    Raises:
        ConfigError: if the entry names no weights.
        MissingExtraError: if xllamacpp is not installed.
        FileError: if a file is not there, or is no GGUF that llama.cpp can load.
    """
    if entry.weights is None:
        raise ConfigError(f"the model {entry.name!r} is local: it needs weights, the path of a GGUF file")
    if find_spec("xllamacpp") is None:
        raise MissingExtraError("the local backend", "xllamacpp", "local")
    files = _located(entry)
    return Local(_loaded(files, entry.context * concurrency, concurrency), entry.model, files)


def lacks(entry: ModelEntry) -> str:
    """The package, the weights, or the projector."""
    if find_spec("xllamacpp") is None:
        return str(MissingExtraError("the local backend", "xllamacpp", "local"))
    try:
        _located(entry)
    except FileError as error:
        return str(error)
    return ""


def _located(entry: ModelEntry) -> Files:
    weights = _path(entry.weights or "")
    mmproj = None if entry.mmproj is None else _path(entry.mmproj)
    missing = f"the weights of {entry.name} are missing ({entry.weights})" if not weights.is_file() else ""
    if not missing and mmproj is not None and not mmproj.is_file():
        missing = f"the projector (mmproj) of {entry.name} is missing ({entry.mmproj})"
    if missing:
        raise FileError(f"{missing}; {entry.hint}".removesuffix("; "))
    return Files(weights, mmproj)


def _path(place: str) -> Path:
    """Where a file lies: at that path, or in the package that `package:file` names."""
    package, colon, name = place.partition(":")
    if not colon:
        return Path(package)
    # Found, not imported: the package's own imports are of no use here.
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    return Path(*(spec.submodule_search_locations or [""]) if spec else [package], name)


def _loaded(files: Files, context: int, slots: int) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(files.weights)
    if files.mmproj is not None:
        params.mmproj.path = str(files.mmproj)
    params.n_ctx = context
    params.n_parallel = slots
    params.verbosity = -1
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        if files.mmproj is None:
            raise FileError(f"llama.cpp can't load {files.weights}: is it a whole GGUF file?") from error
        raise FileError(
            f"llama.cpp can't load {files.weights} with {files.mmproj}: "
            "are both whole GGUF files, and is the projector made for that model?"
        ) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
