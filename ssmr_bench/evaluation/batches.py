"""A prompt at a time for the engine, a batch at a time for the model: `Batches`."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.errors import EndpointError, SSMRError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.completion import Completion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

T = TypeVar("T")

_PAUSE = 0.05
"""Seconds; the engine hands its questions over within a few milliseconds of each other."""
_LONGEST_STOP = 2.0
"""Seconds; a deserted batch stops at its next token, but prompts are read to their end first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, and how it is to be answered."""

    prompt: Prompt
    sampling: Sampling
    choices: tuple[str, ...] = ()
    """Whose likelihoods are wanted in place of an answer."""


Answered = Completion | Exception
"""What became of one of a batch."""


@dataclass(frozen=True, slots=True)
class _Caller:
    asked: Asked
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Completion]

    def settle(self, answered: Answered) -> None:
        """Hands the answer over, unless the caller or its loop has gone."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._set, answered)

    def _set(self, answered: Answered) -> None:
        if self.future.done():
            return
        if isinstance(answered, Completion):
            self.future.set_result(answered)
        else:
            self.future.set_exception(answered)


class Batches:
    """Gathers concurrent calls and answers them together, on one thread, a batch after the other.

    A batch begins as soon as `size` callers wait, or none came for a moment; who comes meanwhile is of the next one.
    """

    def __init__(self, answer: Callable[[list[Asked]], Sequence[Answered]], size: int, pause: float = _PAUSE) -> None:
        self._answer = answer
        self._size = size
        self._pause = pause
        self._waiting: SimpleQueue[_Caller | None] | None = None
        self._thread: Thread | None = None
        self._present: list[_Caller] = []
        self._one_at_a_time = Lock()

    @property
    def deserted(self) -> bool:
        """Whether every caller of the batch that is being answered has gone: generating may stop."""
        return all(caller.future.done() for caller in self._present)

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer of the batch that the prompt falls into; raises what was returned for it, or the batch raised."""
        return await self.ask(Asked(prompt, sampling))

    async def ask(self, asked: Asked) -> Completion:
        """The same, of whatever is asked."""
        loop = asyncio.get_running_loop()
        caller = _Caller(asked, loop, loop.create_future())
        if self._waiting is None:
            self._waiting = SimpleQueue()
            # A daemon thread, not the loop's executor: leaving the loop must not wait for the end of a batch.
            self._thread = Thread(target=self._work, args=(self._waiting,), daemon=True)
            self._thread.start()
        self._waiting.put(caller)
        return await caller.future

    def close(self) -> None:
        """Ends the thread, and waits a little for that: a model still at work as Python exits aborts the process."""
        if self._waiting is not None and self._thread is not None:
            self._waiting.put(None)
            self._waiting = None
            self._thread.join(_LONGEST_STOP)

    def _work(self, waiting: SimpleQueue[_Caller | None]) -> None:
        more = True
        while more:
            callers, more = self._gather(waiting)
            with self._one_at_a_time:
                self._present = [caller for caller in callers if not caller.future.done()]
                if self._present:
                    self._settle(self._present)

    def _gather(self, waiting: SimpleQueue[_Caller | None]) -> tuple[list[_Caller], bool]:
        """The next batch, and whether others may follow."""
        callers: list[_Caller] = []
        while len(callers) < self._size:
            try:
                caller = waiting.get(timeout=self._pause if callers else None)
            except Empty:
                break
            if caller is None:
                return callers, False
            if not caller.future.done():
                callers.append(caller)
        return callers, True

    def _settle(self, callers: list[_Caller]) -> None:
        answers: Sequence[Answered]
        try:
            answers = self._answer([caller.asked for caller in callers])
            if len(answers) != len(callers):
                raise AssertionError(f"{len(answers)} answers to a batch of {len(callers)}")
        except BaseException as error:  # noqa: BLE001 - nobody else hears of it: the callers would wait for ever
            known = isinstance(error, SSMRError | TransientError | RefusedError | AssertionError)
            answers = [error if known else EndpointError(line(error))] * len(callers)  # type: ignore[list-item]
        for caller, answer in zip(callers, answers, strict=True):
            caller.settle(answer)


def in_groups(
    ask: Callable[[list[T]], Sequence[Answered]], batch: Sequence[T], alike: Callable[[T], object]
) -> list[Answered]:
    """The answers to a batch, in its order, asked for in groups of what is alike.

    Where asking raises, it is asked again for each half of the group, so that only the prompt at fault is refused.

    Raises:
        SSMRError: if asking does: that is no fault of one prompt.
    """
    groups: dict[object, list[int]] = {}
    for place, item in enumerate(batch):
        groups.setdefault(alike(item), []).append(place)
    answers: dict[int, Answered] = {}
    for places in groups.values():
        answers |= zip(places, _in_halves(ask, [batch[place] for place in places]), strict=True)
    return [answers[place] for place in range(len(batch))]


def _in_halves(ask: Callable[[list[T]], Sequence[Answered]], group: list[T]) -> list[Answered]:
    try:
        return list(ask(group))
    except SSMRError:
        raise
    except Exception as error:  # noqa: BLE001 - the backend seam: a model's code may raise anything
        if len(group) == 1:
            return [error if isinstance(error, RefusedError | TransientError) else RefusedError(line(error))]
    middle = len(group) // 2
    return _in_halves(ask, group[:middle]) + _in_halves(ask, group[middle:])


def line(error: BaseException) -> str:
    """What an exception says, on one line of a bearable length."""
    said = " ".join(str(error).split())
    return (said if len(said) <= 300 else f"{said[:300]}…") or type(error).__name__
