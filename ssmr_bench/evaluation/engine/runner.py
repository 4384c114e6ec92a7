"""The engine: workers over a queue of questions, between one backend and one journal."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential_jitter

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import Backend, RefusedError, TransientError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine.gate import Gate, StoppedError
from ssmr_bench.evaluation.engine.meter import Meter
from ssmr_bench.evaluation.engine.tally import Tally
from ssmr_bench.evaluation.engine.writer import Writer
from ssmr_bench.evaluation.journal import Claims, Request
from ssmr_bench.evaluation.thoughts import apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.journal import Journal
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_REFUSED_AT_START = 8
"""Questions refused one after the other, and none answered, after which the run is hopeless."""
_LONGEST_PAUSE = 60.0
_AHEAD = 16
"""Questions looked up, and claimed, at once."""
_BLIND = 3
"""Questions with a picture that are refused, and none answered, after which the model counts as blind."""
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_POLL = 0.2
"""Seconds between two looks at a question that another process is asking."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt with the sampling it is asked under, and which of several answers is wanted."""

    prompt: Prompt
    sampling: Sampling
    repeat: int = 0


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
            flow = _Flow(self._backend, self._journal, writer, claims, self._terms)
            try:
                return await flow.run(questions, watch), flow.tally
            finally:
                try:
                    writer.close()
                finally:
                    await self._backend.close()


class _Flow:
    """One pass over the questions."""

    def __init__(self, backend: Backend, journal: Journal, writer: Writer, claims: Claims, terms: Terms) -> None:
        self._backend, self._journal, self._writer, self._claims = backend, journal, writer, claims
        self._terms = terms
        self._gate = Gate(terms.concurrency, terms.patience, terms.pause)
        self._meter = Meter(terms)
        self._answers: dict[str, Completion | Failure] = {}
        self._elsewhere: deque[Request] = deque()
        """Questions that another process is asking."""
        self._later: deque[tuple[Request, _Effort]] = deque()
        """Questions that were put back, for it was not their fault."""
        self._exhausted = False
        """Whether every question has been begun."""
        self._waited = 0.0
        """Seconds for which no question came back from elsewhere."""
        self._arrived = 0
        """Answers of this run."""
        self._blind = 0
        """Questions with a picture that were refused, before one was answered."""
        self._answered = False
        """Whether a question has been answered, now or before."""
        self._pictured = False
        """Whether one with a picture has."""
        self._parameters: dict[int, tuple[Sampling, dict[str, Any]]] = {}
        """What is sent for a sampling, by its identity; most questions share one."""
        self.tally = Tally()

    async def run(self, questions: Sequence[Question], watch: Callable[[Tally], None]) -> list[Completion | Failure]:
        """The answers, in order."""
        self._watch = watch
        self.tally.total = len(questions)
        self._watch(self.tally)
        keys: list[str] = []
        queue = self._missing(questions, keys)
        beat = asyncio.create_task(self._beat())
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self._terms.concurrency, len(questions))):
                    workers.create_task(self._work(queue))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            beat.cancel()
        return [self._answers[key] for key in keys]

    async def _beat(self) -> None:
        """Shows every second why the run waits, if it does."""
        while True:
            await asyncio.sleep(1.0)
            if self._gate.trouble:
                self.tally.trouble = self._gate.waits
                self._watch(self.tally)

    def _missing(self, questions: Iterable[Question], keys: list[str]) -> Iterator[Request]:
        """The questions to ask, one at a time, when a worker is free; notes the key of every question."""
        seen: set[str] = set()
        for some in _chunks(questions):
            requests = []
            for question in some:
                request = self._request(question)
                keys.append(request.key)
                if request.key in seen:
                    self.tally.total -= 1
                else:
                    seen.add(request.key)
                    requests.append(request)
            yield from self._claimed(requests)
        self._exhausted = True

    def _claimed(self, requests: list[Request]) -> list[Request]:
        """Those that this process is to ask; the others are settled, or another process is asking them."""
        taken = self._claims.take([request.key for request in requests])
        self._elsewhere.extend(request for request in requests if request.key not in taken)
        # Looked up after the claim: what another process answered before it let go is there.
        kept = self._journal.get_all(list(taken))
        for request in requests:
            if request.key in kept:
                self._reuse(request, kept[request.key])
        return [request for request in requests if request.key in taken and request.key not in kept]

    def _request(self, question: Question) -> Request:
        known = id(question.sampling)
        if known not in self._parameters:
            self._parameters[known] = (question.sampling, self._backend.parameters(question.sampling))
        return Request(
            *(self._backend.endpoint, self._backend.model, question.prompt, question.sampling),
            parameters=self._parameters[known][1],
            repeat=question.repeat,
        )

    def _reuse(self, request: Request, kept: Completion) -> None:
        """Settles a question whose answer the journal holds."""
        self._claims.release(request.key)
        self._answers[request.key] = kept
        self._answered = True
        self._pictured |= request.prompt.pictured
        self.tally.reused += 1
        self._watch(self.tally)

    async def _work(self, queue: Iterator[Request]) -> None:
        for request in queue:
            await self._ask(request, _Effort())
        # What a busy or absent server did not answer; others had their turn meanwhile.
        while self._later or self._elsewhere:
            if self._later:
                await self._ask(*self._later.popleft())
            else:
                await self._look_elsewhere()

    async def _ask(self, request: Request, effort: _Effort) -> None:
        answer = await self._answer(request, effort)
        if answer is None:
            self._later.append((request, effort))
        else:
            await self._settle(request, answer)

    async def _look_elsewhere(self) -> None:
        """What another process was asking: its answer, or the question anew."""
        request = self._elsewhere.popleft()
        ours = self._claimed([request])
        if ours:
            await self._ask(request, _Effort())
        elif self._elsewhere and self._elsewhere[-1] is request:
            self._waited += _POLL / max(1, len(self._elsewhere))
            if self.tally.stopped or self._waited > self._terms.patience:
                self._elsewhere.pop()
                why = self.tally.stopped or f"another run on this folder has been asking it for {self._waited:.0f} s"
                await self._settle(request, Failure(why))
                return
            self.tally.trouble = "another run on this folder is asking the rest"
            self._watch(self.tally)
            await asyncio.sleep(_POLL)
        else:
            self._waited = 0.0

    async def _settle(self, request: Request, answer: Completion | Failure) -> None:
        """Keeps an answer, and counts it or a failure."""
        asked = answer.attempts > 0
        self.tally.sent += asked
        self.tally.unasked += not asked
        self._answers[request.key] = answer
        if isinstance(answer, Completion):
            cost = self._meter.cost(answer)
            self.tally.cost += cost or 0.0
            self.tally.tokens += answer.tokens
            await self._writer.put(request, answer, cost)
        else:
            self._claims.release(request.key)
            if asked:
                self._count_failure(answer)
        self.tally.trouble = self._gate.waits
        self._watch(self.tally)

    def _count_failure(self, failure: Failure) -> None:
        self.tally.failed += 1
        most = self._terms.max_failures
        if most is not None and self.tally.failed > most:
            self._stop(f"more than {most} questions failed, the last: {failure.reason}")

    def _stop(self, reason: str) -> None:
        self.tally.stopped = self.tally.stopped or reason
        self._gate.close(self.tally.stopped)

    async def _answer(self, request: Request, effort: _Effort) -> Completion | Failure | None:
        """The answer or the failure; nothing if the question is to be put back."""
        sent = effort.sent
        try:
            try:
                completion = await self._attempt(request, effort)
            except TransientError as error:
                completion = await self._attempt_again(request, effort, error)
        except RefusedError as error:
            return self._refused(request, error, effort)
        except TransientError as error:
            if self._gate.never_there:
                raise EndpointError(str(error)) from error
            if not effort.counted and effort.charged < self._terms.attempts:
                return None
            self._gate.forget(request.key)
            return Failure(f"gave up after {effort.sent} attempts: {error}", effort.sent)
        except StoppedError as error:
            if not self._answered:
                raise EndpointError(str(error)) from error
            self._stop(str(error))
            return Failure(f"the run was stopped: {self.tally.stopped}", effort.sent)
        finally:
            self.tally.retries += max(0, effort.sent - max(1, sent))
        self._meter.count(request, completion)
        self._arrived += 1
        self._answered = True
        self._pictured |= request.prompt.pictured
        return completion

    async def _attempt_again(self, request: Request, effort: _Effort, error: TransientError) -> Completion:
        """After a first attempt that failed; on its own, for Tenacity takes as long as all else here together."""
        failed: TransientError | None = error

        async def attempt() -> Completion:
            nonlocal failed
            if failed is not None:
                first, failed = failed, None
                raise first
            return await self._attempt(request, effort)

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TransientError),
            stop=lambda _: not effort.counted or effort.charged >= self._terms.attempts or self._gate.never_there,
            wait=lambda state: self._pause(state, effort),
            sleep=self._gate.nap,
            reraise=True,
        )
        answered: Completion = await retrying(attempt)
        return answered

    async def _attempt(self, request: Request, effort: _Effort) -> Completion:
        """One request, when the pace, the server and the purse allow it."""
        if wait := self._meter.turn(request):
            await self._gate.nap(wait)
        await self._gate.enter()
        while not self._meter.affordable(request, self._gate.out - 1):
            self._gate.step_back()
            if not self._gate.out:
                raise StoppedError(self._meter.spent_out)
            await self._gate.change()
            await self._gate.enter()
        error: TransientError | None = None
        try:
            effort.sent += 1
            started = time.perf_counter()
            completion = await self._backend.complete(request.prompt, request.sampling)
        except TransientError as trouble:
            error = trouble
            _log.info("question %s, attempt %d: %s", request.key[:8], effort.sent, trouble)
            raise
        finally:
            counts = self._gate.leave(request.key, error)
            if error is not None:
                # Its own fault too, if others were answered since it last failed, or nobody else is left to ask.
                alone = self._exhausted and not self._later and not self._gate.out
                own = error.trouble not in ("busy", "away") and (alone or self._arrived > effort.arrived)
                effort.note(error, counts or own, self._arrived)
        return replace(
            completion,
            reasoning=completion.reasoning or apart(completion.text).thought,
            latency=round(time.perf_counter() - started, 4),
            received=datetime.now(UTC).isoformat(timespec="seconds"),
            attempts=effort.sent,
            sent=request.parameters,
        )

    def _pause(self, state: RetryCallState, effort: _Effort) -> float:
        """Seconds until the next attempt, where it is not the gate that holds it back."""
        error = state.outcome.exception() if state.outcome else None
        if not effort.counted or not isinstance(error, TransientError):
            return 0.0
        wait = wait_exponential_jitter(initial=self._terms.pause, max=_LONGEST_PAUSE, jitter=self._terms.pause)
        return max(wait(state), min(error.retry_after or 0.0, self._terms.patience))

    def _refused(self, request: Request, error: RefusedError, effort: _Effort) -> Failure:
        """The failure, unless every other question would meet the same."""
        if request.prompt.pictured and not self._pictured:
            self._blind += 1
            if error.likely_all or self._blind >= _BLIND:
                raise EndpointError(
                    f"{request.endpoint} for {request.model} refused the first pictures ({error}); "
                    "leave the visual tasks out if the model has no vision"
                ) from error
        if not self._answered and error.likely_all:
            raise EndpointError(str(error)) from error
        if not self._answered and self.tally.failed + 1 >= _REFUSED_AT_START:
            raise EndpointError(
                f"the first {_REFUSED_AT_START} questions were all refused, the last: {error}"
            ) from error
        return Failure(str(error), effort.sent)


@dataclass(slots=True)
class _Effort:
    """What one question has taken."""

    sent: int = 0
    charged: int = 0
    """Attempts that count against it; one that took all its time counts twice."""
    counted: bool = False
    """Whether the last attempt counted."""
    arrived: int = 0
    """Answers to other questions that had arrived when it last failed."""

    def note(self, error: TransientError, counts: bool, arrived: int) -> None:
        self.counted, self.arrived = counts, arrived
        self.charged += counts * (2 if error.trouble == "slow" else 1)


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


def _chunks(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """A few at a time: the journal is as fast for them as for one."""
    queue = iter(questions)
    while some := list(islice(queue, _AHEAD)):
        yield some
