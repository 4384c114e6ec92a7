r"""A process of its own for judging: an answer such as `\boxed{9^{9^{9^9}}}` may hang whoever works it out.

A task's code parses what a model wrote. If that takes too long, too much memory, or ends the process, the answer is not
right, and a new process takes the next one.
"""

from __future__ import annotations

import atexit
import multiprocessing
import sys
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.foreign.scoring import Broken, Case, Scores, attend

if TYPE_CHECKING:
    from collections.abc import Generator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Lost = Literal["timeout", "crash"]
"""Why there is no verdict: it took too long, or the task's code broke on the answer."""
SECONDS = 30.0
"""For one answer: more than the sum of the limits that math_verify and lm-eval set themselves, where these hold."""
_READY = 180.0
"""To import lm-eval and the task's code."""


class Guard:
    """One process, begun when it is needed; answers wait for each other."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._known: set[object] = set()

    def scores(self, case: Case) -> Scores | Lost:
        """What the task's code says of an answer, or why it says nothing: in two processes, one after the other.

        The first may have met a machine that was busy elsewhere.

        Raises:
            DataError: if the task's code can't be loaded.
        """
        with self._lock:
            if isinstance(found := self._judged(case), str):
                found = self._judged(case)
        return "crash" if isinstance(found, Broken) else found

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()

    def _judged(self, case: Case) -> Scores | Broken | Lost:
        self._make_ready(case)
        found = self._asked(case, self._seconds)
        if isinstance(found, str):
            self._end()
        return found

    def _make_ready(self, case: Case) -> None:
        if case.path in self._known:
            return
        found = self._asked(replace(case, replies=()), _READY)
        if not isinstance(found, Scores):
            self._end()
            said = found.why if isinstance(found, Broken) else f"the process that was to do it ended ({found})"
            raise DataError(f"the code of lm-eval's task {case.path.stem} can't judge here: {said}")
        self._known.add(case.path)

    def _asked(self, case: Case, seconds: float) -> Scores | Broken | Lost:
        connection = self._connected()
        try:
            connection.send(case)
            if not connection.poll(seconds):
                return "timeout"
            found: Scores | Broken = connection.recv()
        except (EOFError, OSError):
            return "crash"
        return found

    def _connected(self) -> Connection:
        if self._connection is None:
            # Not forked: a fork of a process with threads (a progress bar has one) may hang.
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=attend, args=(theirs,), daemon=True)
            with _no_main():
                self._process.start()
            theirs.close()
        return self._connection

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._connection, self._process = None, None
        self._known.clear()


@contextmanager
def _no_main() -> Generator[None]:
    """Without the script that runs: a spawned process would run it again, and one from standard input is in no file."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


GUARD = Guard()
atexit.register(GUARD.close)
