"""The engine: workers over a queue of questions, between one backend and one journal."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.journal import Journal
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_REFUSED_AT_START = 8
"""Questions refused one after the other, and none answered, after which the run is hopeless."""
_LONGEST_PAUSE = 60.0
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
        return asyncio.run(self._ask(questions, watch))

    async def _ask(
        self, questions: Sequence[Question], watch: Callable[[Tally], None]
    ) -> tuple[list[Completion | Failure], Tally]:
        path = self._journal.path
        writer = Writer(self._journal, self._run)
        claims = Claims(path.with_name(f"{path.name}.claims"))
        flow = _Flow(self._backend, self._journal, writer, claims, self._terms)
        try:
            return await flow.run(questions, watch), flow.tally
        finally:
            writer.close()
            claims.close()
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
        self._answered = False
        self._pictured = False
        """Whether a prompt with a picture has been answered."""
        self.tally = Tally()

    async def run(self, questions: Sequence[Question], watch: Callable[[Tally], None]) -> list[Completion | Failure]:
        """The answers, in order."""
        self._watch = watch
        self.tally.total = len(questions)
        self._watch(self.tally)
        keys: list[str] = []
        queue = self._missing(questions, keys)
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self._terms.concurrency, len(questions))):
                    workers.create_task(self._work(queue))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        return [self._answers[key] for key in keys]

    def _missing(self, questions: Sequence[Question], keys: list[str]) -> Iterator[Request]:
        """The questions to ask, one at a time, when a worker is free; notes the key of every question."""
        seen: set[str] = set()
        for question in questions:
            request = self._request(question)
            keys.append(request.key)
            if request.key in seen:
                self.tally.total -= 1
                continue
            seen.add(request.key)
            if not self._claims.take(request.key):
                self._elsewhere.append(request)
            elif not self._found(request):
                yield request

    def _request(self, question: Question) -> Request:
        parameters = self._backend.parameters(question.sampling)
        return Request(
            *(self._backend.endpoint, self._backend.model, question.prompt, question.sampling, parameters),
            repeat=question.repeat,
        )

    def _found(self, request: Request) -> bool:
        """Whether the journal holds the answer; if so the question is settled."""
        kept = self._journal.get(request.key)
        if kept is None:
            return False
        self._claims.release(request.key)
        self._answers[request.key] = kept
        self.tally.reused += 1
        self._watch(self.tally)
        return True

    async def _work(self, queue: Iterator[Request]) -> None:
        # While the next question is asked the last answer goes to the disk: one a worker, and no more.
        keeping: asyncio.Future[None] | None = None
        for request in queue:
            answer = await self._answer(request)
            if keeping is not None:
                await keeping
            keeping = self._settle(request, answer)
        if keeping is not None:
            await keeping
        await self._look_elsewhere()

    async def _look_elsewhere(self) -> None:
        """What another process was asking: its answers, or the question anew."""
        while self._elsewhere:
            request = self._elsewhere.popleft()
            if not self._claims.take(request.key):
                self._elsewhere.append(request)
                await asyncio.sleep(_POLL)
            elif not self._found(request) and (keeping := self._settle(request, await self._answer(request))):
                await keeping

    def _settle(self, request: Request, answer: Completion | Failure) -> asyncio.Future[None] | None:
        """Counts an answer or a failure, and starts to keep an answer."""
        keeping = None
        if isinstance(answer, Completion):
            keeping = self._keep(request, answer)
        else:
            self._claims.release(request.key)
        asked = isinstance(answer, Completion) or answer.attempts > 0
        self.tally.sent += asked
        self.tally.unasked += not asked
        if isinstance(answer, Failure) and asked:
            self._count_failure(answer)
        self._answers[request.key] = answer
        self.tally.trouble = self._gate.trouble
        self._watch(self.tally)
        return keeping

    def _count_failure(self, failure: Failure) -> None:
        self.tally.failed += 1
        most = self._terms.max_failures
        if most is not None and self.tally.failed > most:
            self._stop(f"more than {most} questions failed, the last: {failure.reason}")

    def _stop(self, reason: str) -> None:
        self.tally.stopped = self.tally.stopped or reason
        self._gate.close(self.tally.stopped)

    async def _answer(self, request: Request) -> Completion | Failure:
        effort = _Effort()
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TransientError),
            stop=lambda _: self._gives_up(effort),
            wait=lambda state: self._pause(state, effort),
            sleep=self._gate.nap,
            reraise=True,
        )
        try:
            completion: Completion = await retrying(self._attempt, request, effort)
        except RefusedError as error:
            return self._refused(request, error, effort)
        except TransientError as error:
            if self._gate.never_there:
                raise EndpointError(str(error)) from error
            return Failure(f"gave up after {effort.sent} attempts: {error}", effort.sent)
        except StoppedError as error:
            self._stop(str(error))
            return Failure(f"the run was stopped: {self.tally.stopped}", effort.sent)
        finally:
            self.tally.retries += max(0, effort.sent - 1)
        self._meter.count(request, completion)
        self._answered = True
        self._pictured |= request.prompt.pictured
        thought = completion.reasoning or apart(completion.text).thought
        return replace(completion, reasoning=thought, attempts=effort.sent, sent=dict(request.parameters))

    async def _attempt(self, request: Request, effort: _Effort) -> Completion:
        """One request, when the purse, the server and the pace allow it."""
        while not self._meter.affordable(request, self._gate.out):
            if not self._gate.out:
                raise StoppedError(self._meter.spent_out)
            await self._gate.change()
        await self._gate.enter()
        error: TransientError | None = None
        try:
            await self._meter.turn(request)
            effort.sent += 1
            started = time.perf_counter()
            completion = await self._backend.complete(request.prompt, request.sampling)
            latency = round(time.perf_counter() - started, 4)
        except TransientError as trouble:
            error = trouble
            _log.info("attempt %d: %s", effort.sent, trouble)
            raise
        finally:
            counts = self._gate.leave(request.key, error)
            if error is not None:
                effort.note(error, counts)
                self._trouble()
        return replace(completion, latency=latency, received=datetime.now(UTC).isoformat(timespec="seconds"))

    def _gives_up(self, effort: _Effort) -> bool:
        return effort.charged >= self._terms.attempts or self._gate.never_there

    def _pause(self, state: RetryCallState, effort: _Effort) -> float:
        """Seconds until the next attempt, where it is not the gate that holds it back."""
        error = state.outcome.exception() if state.outcome else None
        if not effort.counted or not isinstance(error, TransientError):
            return 0.0
        wait = wait_exponential_jitter(initial=self._terms.pause, max=_LONGEST_PAUSE, jitter=self._terms.pause)
        return max(wait(state), min(error.retry_after or 0.0, self._terms.patience))

    def _refused(self, request: Request, error: RefusedError, effort: _Effort) -> Failure:
        """The failure, unless every other question would meet the same."""
        if not self._answered and error.likely_all:
            raise EndpointError(str(error)) from error
        if request.prompt.pictured and not self._pictured:
            raise EndpointError(
                f"{request.endpoint} for {request.model} refused the first picture ({error}); "
                "leave the visual tasks out if the model has no vision"
            ) from error
        if not self._answered and self.tally.failed + 1 >= _REFUSED_AT_START:
            raise EndpointError(
                f"the first {_REFUSED_AT_START} questions were all refused, the last: {error}"
            ) from error
        return Failure(str(error), effort.sent)

    def _keep(self, request: Request, completion: Completion) -> asyncio.Future[None]:
        """Puts an answer into the journal; the future is done when it is on the disk."""
        cost = self._meter.cost(completion)
        self.tally.cost += cost or 0.0
        self.tally.tokens += completion.tokens
        keeping = self._writer.put(request, completion, cost)
        keeping.add_done_callback(lambda _: self._claims.release(request.key))
        return keeping

    def _trouble(self) -> None:
        """Shows that the run waits."""
        if self.tally.trouble != self._gate.trouble:
            self.tally.trouble = self._gate.trouble
            self._watch(self.tally)


@dataclass(slots=True)
class _Effort:
    """What one question has taken."""

    sent: int = 0
    charged: int = 0
    """Attempts that count against it; one that took all its time counts twice."""
    counted: bool = False
    """Whether the last attempt counted."""

    def note(self, error: TransientError, counts: bool) -> None:
        self.counted = counts
        self.charged += counts * (2 if error.trouble == "slow" else 1)
