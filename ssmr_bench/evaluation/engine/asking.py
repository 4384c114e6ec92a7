"""One question's way to its answer: attempts, pauses, and whose fault a failure is."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential_jitter

from ssmr_bench.errors import ConfigError, EndpointError
from ssmr_bench.evaluation.backends import Backend, RefusedError, Scorer, TransientError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine.gate import Gate, StoppedError
from ssmr_bench.evaluation.engine.meter import Meter
from ssmr_bench.evaluation.judging.thoughts import apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.engine.tally import Tally
    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.journal import Request

_REFUSED_AT_START = 8
"""Questions refused one after the other, and none answered, after which the run is hopeless."""
_BLIND = 3
"""Questions with a picture that are refused, and none answered, after which the model counts as blind."""
_LONGEST_PAUSE = 60.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Effort:
    """What one question has taken."""

    sent: int = 0
    charged: int = 0
    """Attempts that count against it; one that took all its time counts twice."""
    counted: bool = False
    """Whether the last attempt counted."""
    arrived: int = 0
    """Answers to other questions that had arrived when it last failed."""

    def note(self, error: TransientError, counts: bool, arrived: int) -> None:
        """Takes down an attempt that failed."""
        self.counted, self.arrived = counts, arrived
        self.charged += counts * (2 if error.trouble == "slow" else 1)


class Asker:
    """Puts one question after the other to a backend, when the server, the pace and the purse allow it."""

    def __init__(self, backend: Backend, terms: Terms, tally: Tally, alone: Callable[[], bool]) -> None:
        """`alone` tells whether no other question is left to ask."""
        self._backend = backend
        self._terms = terms
        self._tally = tally
        self._alone = alone
        self._arrived = 0
        """Answers of this run."""
        self._blind = 0
        """Questions with a picture that were refused, before one was answered."""
        self._answered = False
        """Whether a question has been answered, now or before."""
        self._pictured = False
        """Whether one with a picture has."""
        self.gate = Gate(terms.concurrency, terms.patience, terms.pause)
        self.meter = Meter(terms)

    def learn(self, request: Request) -> None:
        """Takes down that a question has an answer: it can be answered."""
        self._answered = True
        self._pictured |= request.prompt.pictured

    def stop(self, reason: str) -> None:
        """Asks nothing more; what is on its way may still arrive."""
        self._tally.stopped = self._tally.stopped or reason
        self.gate.close(self._tally.stopped)

    async def ask(self, request: Request, effort: Effort) -> Completion | Failure | None:
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
            if self.gate.never_there:
                raise EndpointError(str(error)) from error
            if not effort.counted and effort.charged < self._terms.attempts:
                return None
            self.gate.forget(request.key)
            return Failure(f"gave up after {effort.sent} attempts: {error}", effort.sent)
        except StoppedError as error:
            if not self._answered:
                raise EndpointError(str(error)) from error
            self.stop(str(error))
            return Failure(f"the run was stopped: {self._tally.stopped}", effort.sent)
        finally:
            self._tally.retries += max(0, effort.sent - max(1, sent))
        self.meter.count(request, completion)
        self._arrived += 1
        self.learn(request)
        return completion

    async def _attempt_again(self, request: Request, effort: Effort, error: TransientError) -> Completion:
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
            stop=lambda _: not effort.counted or effort.charged >= self._terms.attempts or self.gate.never_there,
            wait=lambda state: self._pause(state, effort),
            sleep=self.gate.nap,
            reraise=True,
        )
        answered: Completion = await retrying(attempt)
        return answered

    async def _attempt(self, request: Request, effort: Effort) -> Completion:
        """One request, when the pace, the server and the purse allow it."""
        if wait := self.meter.turn(request):
            await self.gate.nap(wait)
        await self.gate.enter()
        while not self.meter.affordable(request, self.gate.out - 1):
            self.gate.step_back()
            if not self.gate.out:
                raise StoppedError(self.meter.spent_out)
            await self.gate.change()
            await self.gate.enter()
        error: TransientError | None = None
        try:
            effort.sent += 1
            started = time.perf_counter()
            completion = await self._answer(request)
        except TransientError as trouble:
            error = trouble
            _log.info("question %s, attempt %d: %s", request.key[:8], effort.sent, trouble)
            raise
        finally:
            counts = self.gate.leave(request.key, error)
            if error is not None:
                # Its own fault too, if others were answered since it last failed, or nobody else is left to ask.
                rightly = self._arrived > effort.arrived or (self._alone() and not self.gate.out)
                own = error.trouble not in ("busy", "away") and rightly
                effort.note(error, counts or own, self._arrived)
        return replace(
            completion,
            reasoning=completion.reasoning or ("" if request.choices else apart(completion.text).thought),
            latency=round(time.perf_counter() - started, 4),
            received=datetime.now(UTC).isoformat(timespec="seconds"),
            attempts=effort.sent,
            sent=request.parameters,
        )

    async def _answer(self, request: Request) -> Completion:
        """What the model says, or how likely it finds what it might."""
        if not request.choices:
            return await self._backend.complete(request.prompt, request.sampling)
        if not isinstance(self._backend, Scorer):
            raise ConfigError(
                f"{request.model} ({request.endpoint}) answers chats only, and says nothing of how likely a choice is"
            )
        return await self._backend.choose(request.prompt, request.choices)

    def _pause(self, state: RetryCallState, effort: Effort) -> float:
        """Seconds until the next attempt, where it is not the gate that holds it back."""
        error = state.outcome.exception() if state.outcome else None
        if not effort.counted or not isinstance(error, TransientError):
            return 0.0
        wait = wait_exponential_jitter(initial=self._terms.pause, max=_LONGEST_PAUSE, jitter=self._terms.pause)
        return max(wait(state), min(error.retry_after or 0.0, self._terms.patience))

    def _refused(self, request: Request, error: RefusedError, effort: Effort) -> Failure:
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
        if not self._answered and self._tally.failed + 1 >= _REFUSED_AT_START:
            raise EndpointError(
                f"the first {_REFUSED_AT_START} questions were all refused, the last: {error}"
            ) from error
        return Failure(str(error), effort.sent)
