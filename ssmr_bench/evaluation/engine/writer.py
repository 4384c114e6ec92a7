"""Puts answers into the journal, many in one commit."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.journal import JournalLockedError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.journal import Journal, Request

_GATHERED = 0.005
"""Seconds in which answers gather for a commit; a slow disk gets longer, and at most half of all time."""
_PATIENCE = 60.0
"""Seconds to wait for another process that writes."""


class Writer:
    """Commits what has gathered, between two turns of the loop.

    Not on a thread of its own: beside a busy loop it would wait for Python's lock at each step of a commit, which takes
    ten times as long as the disk does.
    """

    def __init__(self, journal: Journal, run: int | None) -> None:
        self._journal = journal
        self._run = run
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[Request, Completion, float | None]] = []
        self._futures: list[asyncio.Future[None]] = []
        self._gathering = _GATHERED
        self._due: asyncio.TimerHandle | None = None
        self._locked_since: float | None = None

    def put(self, request: Request, completion: Completion, cost: float | None) -> asyncio.Future[None]:
        """Takes an answer with its cost; the future is done when it is on the disk, or holds a `FileError`."""
        kept: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((request, completion, cost))
        self._futures.append(kept)
        if self._due is None:
            self._due = self._loop.call_later(self._gathering, self._flush)
        return kept

    def close(self) -> None:
        """Puts what still waits."""
        while self._waiting:
            self._flush()
            if self._waiting:
                time.sleep(0.05)

    def _flush(self) -> None:
        started = time.perf_counter()
        if self._due is not None:
            self._due.cancel()
            self._due = None
        trouble: FileError | None = None
        try:
            self._journal.put(self._waiting, self._run)
        except JournalLockedError as error:
            self._locked_since = self._locked_since or started
            if started - self._locked_since < _PATIENCE:
                self._due = self._loop.call_later(0.05, self._flush)
                return
            trouble = FileError(str(error))
        except FileError as error:
            trouble = error
        self._locked_since = None
        self._gathering = max(_GATHERED, time.perf_counter() - started)
        self._settle(trouble)

    def _settle(self, trouble: FileError | None) -> None:
        futures, self._futures, self._waiting = self._futures, [], []
        for kept in futures:
            if kept.done():
                continue
            if trouble is None:
                kept.set_result(None)
            else:
                kept.set_exception(trouble)
