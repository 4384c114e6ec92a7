"""One pass over the questions: workers over a queue, the journal before them and behind them."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine.asking import Asker, Effort
from ssmr_bench.evaluation.engine.tally import Tally
from ssmr_bench.evaluation.journal import Request
from ssmr_bench.evaluation.likelihood import SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.evaluation.backends import Backend
    from ssmr_bench.evaluation.engine.terms import Terms
    from ssmr_bench.evaluation.engine.writer import Writer
    from ssmr_bench.evaluation.journal import Claims, Journal
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

_AHEAD = 16
"""Questions looked up, and claimed, at once."""
_POLL = 0.2
"""Seconds between two looks at a question that another process is asking."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt with the sampling it is asked under, and which of several answers is wanted."""

    prompt: Prompt
    sampling: Sampling
    """Of no bearing where there are choices."""
    repeat: int = 0
    choices: tuple[str, ...] = ()
    """Where there are some, the answer is their `Likelihoods` after the prompt, and nothing is generated."""


class Flow:
    """One pass over the questions."""

    def __init__(self, backend: Backend, journal: Journal, writer: Writer, claims: Claims, terms: Terms) -> None:
        self._backend, self._journal, self._writer, self._claims = backend, journal, writer, claims
        self._terms = terms
        self._answers: dict[str, Completion | Failure] = {}
        self._elsewhere: deque[Request] = deque()
        """Questions that another process is asking."""
        self._later: deque[tuple[Request, Effort]] = deque()
        """Questions that were put back, for it was not their fault."""
        self._exhausted = False
        """Whether every question has been begun."""
        self._waited = 0.0
        """Seconds for which no question came back from elsewhere."""
        self._parameters: dict[int, tuple[Sampling, dict[str, Any]]] = {}
        """What is sent for a sampling, by its identity; most questions share one."""
        self.tally = Tally()
        self._asker = Asker(backend, terms, self.tally, lambda: self._exhausted and not self._later)

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
            if self._asker.gate.trouble:
                self.tally.trouble = self._asker.gate.waits
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
        return Request(
            *(self._backend.endpoint, self._backend.model, question.prompt, question.sampling),
            parameters=SENT if question.choices else self._sent(question.sampling),
            repeat=question.repeat,
            choices=question.choices,
        )

    def _sent(self, sampling: Sampling) -> dict[str, Any]:
        known = id(sampling)
        if known not in self._parameters:
            self._parameters[known] = (sampling, self._backend.parameters(sampling))
        return self._parameters[known][1]

    def _reuse(self, request: Request, kept: Completion) -> None:
        """Settles a question whose answer the journal holds."""
        self._claims.release(request.key)
        self._answers[request.key] = kept
        self._asker.learn(request)
        self.tally.reused += 1
        self._watch(self.tally)

    async def _work(self, queue: Iterator[Request]) -> None:
        for request in queue:
            await self._ask(request, Effort())
        # What a busy or absent server did not answer; others had their turn meanwhile.
        while self._later or self._elsewhere:
            if self._later:
                await self._ask(*self._later.popleft())
            else:
                await self._look_elsewhere()

    async def _ask(self, request: Request, effort: Effort) -> None:
        answer = await self._asker.ask(request, effort)
        if answer is None:
            self._later.append((request, effort))
        else:
            await self._settle(request, answer)

    async def _look_elsewhere(self) -> None:
        """What another process was asking: its answer, or the question anew."""
        request = self._elsewhere.popleft()
        ours = self._claimed([request])
        if ours:
            await self._ask(request, Effort())
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
            cost = self._asker.meter.cost(answer)
            self.tally.cost += cost or 0.0
            self.tally.tokens += answer.tokens
            await self._writer.put(request, answer, cost)
        else:
            self._claims.release(request.key)
            if asked:
                self._count_failure(answer)
        self.tally.trouble = self._asker.gate.waits
        self._watch(self.tally)

    def _count_failure(self, failure: Failure) -> None:
        self.tally.failed += 1
        most = self._terms.max_failures
        if most is not None and self.tally.failed > most:
            self._asker.stop(f"more than {most} questions failed, the last: {failure.reason}")


def _chunks(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """A few at a time: the journal is as fast for them as for one."""
    queue = iter(questions)
    while some := list(islice(queue, _AHEAD)):
        yield some
