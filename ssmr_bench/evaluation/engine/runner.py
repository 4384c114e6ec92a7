"""The engine: one backend, one journal, and a loop of its own that ends politely."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.engine.flow import Flow, Question
from ssmr_bench.evaluation.engine.writer import Writer
from ssmr_bench.evaluation.journal import Claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.backends import Backend
    from ssmr_bench.evaluation.completion import Completion, Failure
    from ssmr_bench.evaluation.engine.tally import Tally
    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.journal import Journal

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Engine:
    """Puts questions to one backend through one journal."""

    def __init__(self, backend: Backend, journal: Journal, terms: Terms, run: int | None = None) -> None:
        self._backend = backend
        self._journal = journal
        self._terms = terms
        self._run = run

    def ask(
        self, questions: Sequence[Question], watch: Callable[[Tally], None] = lambda _: None
    ) -> tuple[list[Completion | Failure], Tally]:
        """An answer or a failure for each question, in their order; a question that stands twice is sent once.

        `watch` is called whenever the tally changes.

        Raises:
            EndpointError: if no question can be answered: out of reach from the start, a bad key, no such model.
            ConfigError: if the backend can't send the sampling.
            FileError: if an answer can't be kept.
        """
        with asyncio.Runner(loop_factory=_loop_factory()) as runner, _politely_stopped(runner) as stopped:
            try:
                return runner.run(self._ask(questions, watch))
            except asyncio.CancelledError:
                if stopped:
                    raise KeyboardInterrupt from None
                raise

    async def _ask(
        self, questions: Sequence[Question], watch: Callable[[Tally], None]
    ) -> tuple[list[Completion | Failure], Tally]:
        path = self._journal.path
        with Claims(path.with_name(f".{path.name}.claims")) as claims:
            writer = Writer(self._journal, claims, self._run)
            flow = Flow(self._backend, self._journal, writer, claims, self._terms)
            try:
                return await flow.run(questions, watch), flow.tally
            finally:
                try:
                    writer.close()
                finally:
                    await self._backend.close()


@contextmanager
def _politely_stopped(runner: asyncio.Runner) -> Iterator[list[int]]:
    """The signals that asked the run to end: the first cancels it, and no later one disturbs it as it ends."""
    seen: list[int] = []
    loop = runner.get_loop()

    def stop(number: int) -> None:
        if not seen:
            for task in asyncio.all_tasks(loop):
                task.cancel()
        seen.append(number)

    heard = [number for number in _SIGNALS if callable(signal.getsignal(number))]
    before = {number: signal.getsignal(number) for number in heard}
    in_charge = threading.current_thread() is threading.main_thread() and sys.platform != "win32"
    for number in heard if in_charge else ():
        loop.add_signal_handler(number, stop, number)
    try:
        yield seen
    finally:
        for number in heard if in_charge else ():
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, which takes a fifth off each request, where it is installed."""
    try:
        import uvloop
    except ImportError:  # Windows
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
