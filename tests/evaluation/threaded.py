"""An aiohttp server on 127.0.0.1, on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Threaded:
    """Serves until the `with` block ends."""

    def __init__(
        self, path: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]], port: int = 0
    ) -> None:
        self.port = port
        self._path = path
        self._handler = handler
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

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
        """Closes the door and every connection, and opens it again after so many seconds; called on its own thread."""

        async def absence() -> None:
            await self._runner.cleanup()
            await asyncio.sleep(seconds)
            await self._start()

        self._away = self._loop.create_task(absence())

    async def _start(self) -> None:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", self._path, self._handler)
        self._runner = web.AppRunner(app, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
