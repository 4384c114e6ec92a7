"""Which questions are being asked right now, so that two runs on one folder share the work and ask nothing twice."""

from __future__ import annotations

import mmap
import os
import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.journal.alive import Alive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SLOTS = 2**16
_TRUSTED = 1.0
"""Seconds for which a process that was alive is taken to be so still."""


class Claims:
    """A table in shared memory: in a question's slot stands the number of the process that asks it.

    Slots are taken under a lock, many at once. Questions that share a slot wait for each other, which does no harm.
    """

    def __init__(self, path: Path) -> None:
        """Opens the table, and makes it where there is none.

        Raises:
            FileError: if it can't be written.
        """
        # Closing any descriptor of a file gives up a process's locks on it, so these are two files.
        self._alive = Alive(path.with_name(f"{path.name}.alive"))
        self._me = secrets.randbelow(2**31) + _SLOTS
        while not self._alive.hold(self._me):
            self._me = secrets.randbelow(2**31) + _SLOTS
        try:
            with path.open("a+b") as file:
                # Written out: on a full disk, a hole in the file would end the process when it is touched.
                file.write(bytes(max(0, _SLOTS * 4 - file.seek(0, os.SEEK_END))))
                file.flush()
                self._memory = mmap.mmap(file.fileno(), _SLOTS * 4)
        except (OSError, ValueError) as error:
            self._alive.close()
            raise FileError(f"{path} can't be written: {error}") from error
        self._table = memoryview(self._memory).cast("I")
        self._mine: Counter[int] = Counter()
        self._seen: dict[int, float] = {}
        """When a process was last known to be alive."""

    def take(self, keys: Iterable[str]) -> set[str]:
        """Claims questions by their keys, in hexadecimal; those of them that no other process is asking."""
        with self._alive.alone():
            return {key for key in keys if self._take(key)}

    def _take(self, key: str) -> bool:
        slot = int(key[:8], 16) % _SLOTS
        owner = self._table[slot]
        if owner not in (0, self._me) and self._is_alive(owner):
            return False
        self._table[slot] = self._me
        self._mine[slot] += 1
        return True

    def release(self, key: str) -> None:
        """Gives a claim up, if it is ours."""
        slot = int(key[:8], 16) % _SLOTS
        if slot not in self._mine:
            return
        self._mine[slot] -= 1
        if not self._mine[slot]:
            del self._mine[slot]
            if self._table[slot] == self._me:
                self._table[slot] = 0

    def close(self) -> None:
        """Gives all claims up."""
        for slot in self._mine:
            if self._table[slot] == self._me:
                self._table[slot] = 0
        self._table.release()
        self._memory.close()
        self._alive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_alive(self, owner: int) -> bool:
        now = time.monotonic()
        if now - self._seen.get(owner, -_TRUSTED) >= _TRUSTED:
            if not self._alive.held(owner):
                return False
            self._seen[owner] = now
        return True
