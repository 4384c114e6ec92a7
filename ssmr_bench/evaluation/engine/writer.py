"""Puts answers into the journal, many in one commit."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.journal import JournalLockedError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.journal import Claims, Journal, Request

_GATHERED = 0.02
"""Seconds in which answers gather for a commit."""
_MOST = 128
"""Answers that are committed at once, however young."""
_PATIENCE = 60.0
"""Seconds to wait at the end for another process that writes; before, the answers gather, and the run waits."""


class Writer:
    """Commits what has gathered, between two turns of the loop: an answer is on the disk within 20 ms.

    Not on a thread of its own: beside a busy loop it would wait for Python's lock at each step of a commit, which takes
    ten times as long as the disk does.
    """

    def __init__(self, journal: Journal, claims: Claims, run: int | None) -> None:
        self._journal = journal
        self._claims = claims
        self._run = run
        self._waiting: list[tuple[Request, Completion, float | None]] = []
        self._due: asyncio.TimerHandle | None = None
        self._trouble: FileError | None = None

    async def put(self, request: Request, completion: Completion, cost: float | None) -> None:
        """Takes an answer with its cost; its claim is given up when it is on the disk.

        Raises:
            FileError: if an answer, this one or one before it, can't be kept.
        """
        self._waiting.append((request, completion, cost))
        while len(self._waiting) >= _MOST and not self._flush():
            await asyncio.sleep(0.05)
        if self._trouble is not None:
            raise self._trouble
        if self._due is None and self._waiting:
            self._due = asyncio.get_running_loop().call_later(_GATHERED, self._on_time)

    def close(self) -> None:
        """Puts what still waits.

        Raises:
            FileError: if it can't be kept, and nobody was told yet.
        """
        if self._due is not None:
            self._due.cancel()
        told = self._trouble is not None
        deadline = time.monotonic() + _PATIENCE
        while self._waiting and self._trouble is None and not self._flush():
            if time.monotonic() > deadline:
                raise FileError(f"the journal {self._journal.path} is held by another program")
            time.sleep(0.05)
        if self._trouble is not None and not told:
            raise self._trouble

    def _on_time(self) -> None:
        self._due = None
        if not self._flush():
            self._due = asyncio.get_running_loop().call_later(0.05, self._on_time)

    def _save_what_fits(self) -> None:
        """Of answers for which a disk has no room together it may have room for some."""
        for answer in self._waiting:
            with suppress(Exception):
                self._journal.put([answer], self._run)

    def _flush(self) -> bool:
        """Commits all that waits; False where another process is in the way."""
        try:
            self._journal.put(self._waiting, self._run)
        except JournalLockedError:
            return False
        except Exception as error:  # noqa: BLE001 - whatever one answer holds, the others must reach the disk
            self._trouble = error if isinstance(error, FileError) else FileError(f"an answer can't be kept: {error}")
            self._save_what_fits()
        for request, *_ in self._waiting:
            self._claims.release(request.key)
        self._waiting = []
        return True
