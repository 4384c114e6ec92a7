"""The one asynchronous runner: asks what the journal does not hold, many questions at once, and keeps each answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from ssmr_bench.errors import EndpointError, FileError
from ssmr_bench.evaluation.backends import Backend, RefusedError, TransientError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.journal import Journal, JournalLockedError, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.completion import Prompt, Sampling

_ATTEMPTS = 6
_ATTEMPTS_UNREACHED = 3
_LONGEST_WAIT = 60.0
_LOCKED_PATIENCE = 100
"""Attempts; each takes the journal's own patience and a tenth of a second."""
_wait = wait_random_exponential(multiplier=0.5, max=_LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt with the sampling it is asked under, and which of several answers is wanted."""

    prompt: Prompt
    sampling: Sampling
    repeat: int = 0


@dataclass(slots=True)
class Tally:
    """How a run stands."""

    total: int = 0
    reused: int = 0
    """Answers found in the journal."""
    sent: int = 0
    """Questions put to the backend, retries not counted."""
    failed: int = 0

    @property
    def done(self) -> int:
        """Questions settled, in whatever way."""
        return self.reused + self.sent


class Engine:
    """Puts questions to one backend through one journal."""

    def __init__(self, backend: Backend, journal: Journal, concurrency: int) -> None:
        self._backend = backend
        self._journal = journal
        self._concurrency = concurrency
        self._reached = False
        self._seen = False
        """Whether a prompt with a picture has been answered."""

    def ask(
        self, questions: Sequence[Question], watch: Callable[[Tally], None] = lambda _: None
    ) -> tuple[list[Completion | Failure], Tally]:
        """An answer or a failure for each question, in their order; a question that stands twice is sent once.

        `watch` is called whenever the tally changes.

        Raises:
            EndpointError: if no question can be answered: out of reach from the start, a bad key, no such model.
            FileError: if an answer can't be kept.
        """
        requests = [self._request(question) for question in questions]
        tally = Tally()
        answers: dict[str, Completion | Failure] = {}
        missing: dict[str, Request] = {}
        for request in requests:
            if request.key in answers or request.key in missing:
                continue
            tally.total += 1
            if (kept := self._journal.get(request)) is None:
                missing[request.key] = request
            else:
                answers[request.key] = kept
                tally.reused += 1
        watch(tally)
        asyncio.run(self._fetch(missing, answers, tally, watch))
        return [answers[request.key] for request in requests], tally

    def _request(self, question: Question) -> Request:
        return Request(self._backend.endpoint, self._backend.model, question.prompt, question.sampling, question.repeat)

    async def _fetch(
        self,
        missing: dict[str, Request],
        answers: dict[str, Completion | Failure],
        tally: Tally,
        watch: Callable[[Tally], None],
    ) -> None:
        queue = iter(missing.values())

        async def work(queue: Iterator[Request]) -> None:
            for request in queue:
                answers[request.key] = answer = await self._answer(request)
                tally.sent += 1
                tally.failed += isinstance(answer, Failure)
                watch(tally)

        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self._concurrency, len(missing))):
                    workers.create_task(work(queue))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            await self._backend.close()

    async def _answer(self, request: Request) -> Completion | Failure:
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(TransientError), stop=self._gives_up, wait=_pause, reraise=True
            ):
                with attempt:
                    started = time.perf_counter()
                    completion = await self._backend.complete(request.prompt, request.sampling)
                    latency = round(time.perf_counter() - started, 4)
                    received = datetime.now(UTC).isoformat(timespec="seconds")
                    completion = replace(completion, latency=latency, received=received)
                    await self._keep(request, completion)
                    self._reached = True
                    self._seen |= request.prompt.pictured
        except RefusedError as error:
            if request.prompt.pictured and not self._seen:
                raise EndpointError(
                    f"{request.endpoint} for {request.model} refused the first picture ({error}); "
                    "leave the visual tasks out if the model has no vision"
                ) from error
            return Failure(str(error))
        except TransientError as error:
            if error.unreachable and not self._reached:
                raise EndpointError(str(error)) from error
            return Failure(f"gave up after {_ATTEMPTS} attempts: {error}")
        return completion

    async def _keep(self, request: Request, completion: Completion) -> None:
        """Puts an answer into the journal, at once unless another process holds it."""
        for _ in range(_LOCKED_PATIENCE):
            try:
                return self._journal.put(request, completion)
            except JournalLockedError:
                await asyncio.sleep(0.1)
        raise FileError(f"the journal {self._journal.path} is held by another program")

    def _gives_up(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        unreached = isinstance(error, TransientError) and error.unreachable and not self._reached
        return state.attempt_number >= (_ATTEMPTS_UNREACHED if unreached else _ATTEMPTS)


def _pause(state: RetryCallState) -> float:
    """Seconds until the next attempt: what the server asked for, or longer each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, TransientError) else None
    return max(_wait(state), min(asked or 0.0, _LONGEST_WAIT))
