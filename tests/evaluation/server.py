"""An OpenAI-compatible server on 127.0.0.1 whose answers a test scripts, and which remembers all it was asked."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.evaluation.threaded import Threaded

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Answer:
    """What the server sends: a chat completion unless `body` says otherwise."""

    text: str | None = r"\boxed{A}"
    status: int = 200
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    finish_reason: str = "stop"
    delay: float = 0.0
    drop: bool = False
    """Close the connection without a word."""
    cut: int | None = None
    """Break the connection off after so many bytes of the body."""
    usage: dict[str, Any] | None = None
    raw: bytes | None = None
    """The body as it goes over the wire, in place of text."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Further fields of the message."""

    def json(self, model: str) -> str:
        if self.body is not None:
            return self.body
        message: dict[str, Any] = {"role": "assistant", "content": self.text, **self.extra}
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        usage = self.usage or {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        return json.dumps(
            {"id": "x", "object": "chat.completion", "created": 0, "model": model, "choices": [choice], "usage": usage}
        )


class ScriptedServer(Threaded):
    """Serves until the `with` block ends; `script` is asked for the answer to each request body."""

    def __init__(self, script: Callable[[dict[str, Any]], Answer] = lambda _: Answer(), port: int = 0) -> None:
        super().__init__("/v1/chat/completions", self._chat, port)
        self.script = script
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.queries: list[dict[str, str]] = []
        self.answered: Counter[str] = Counter()
        """How often an answer was sent in full to the same last message."""
        self.at_once = 0
        """The most requests that were open at one time."""
        self.absences = 0
        self._open = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def prompts(self) -> list[str]:
        """The text of the last message of each request."""
        return [body["messages"][-1]["content"] for body in self.bodies]

    def leave(self, seconds: float) -> None:
        """Is away for so many seconds."""
        self.absences += 1
        super().leave(seconds)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        if request.method != "POST":
            return web.Response(status=405)
        body = await request.json()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.queries.append(dict(request.query))
        answer = self.script(body)
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            await asyncio.sleep(answer.delay)
        finally:
            self._open -= 1
        if answer.drop:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        response = web.Response(
            body=answer.json(body["model"]).encode() if answer.raw is None else answer.raw,
            status=answer.status,
            headers=answer.headers,
            content_type="application/json",
        )
        await response.prepare(request)
        if answer.cut is not None:
            assert request.transport is not None
            await response.write(b"")
            request.transport.write(answer.json(body["model"]).encode()[: answer.cut])
            request.transport.abort()
            return response
        await response.write_eof()
        if answer.status == 200:
            self.answered[str(body["messages"][-1]["content"])] += 1
        return response
