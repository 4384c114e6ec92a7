"""An OpenAI-compatible server on 127.0.0.1 whose answers a test scripts, and which remembers all it was asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

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


class ScriptedServer:
    """Serves until the `with` block ends; `script` is asked for the answer to each request body."""

    def __init__(self, script: Callable[[dict[str, Any]], Answer] = lambda _: Answer(), port: int = 0) -> None:
        self.script = script
        self.port = port
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.queries: list[dict[str, str]] = []
        self.answered: Counter[str] = Counter()
        """How often an answer was sent in full to the same last message."""
        self.at_once = 0
        """The most requests that were open at one time."""
        self.absences = 0
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def prompts(self) -> list[str]:
        """The text of the last message of each request."""
        return [body["messages"][-1]["content"] for body in self.bodies]

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def leave(self, seconds: float) -> None:
        """Closes the door and every connection, and opens it again after so many seconds."""
        self.absences += 1

        async def absence() -> None:
            await self._runner.cleanup()
            await asyncio.sleep(seconds)
            await self._start()

        self._away = self._loop.create_task(absence())

    async def _start(self) -> None:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _chat(self, request: web.Request) -> web.StreamResponse:
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
