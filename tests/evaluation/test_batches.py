from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from threading import Event, Timer, current_thread
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.batches import Asked, Batches, in_groups
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.prompt import Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.evaluation.batches import Answered


class Model:
    """Answers with the prompt's own text, and remembers the batches."""

    def __init__(self, rule: Callable[[list[str]], Sequence[Answered]] | None = None, takes: float = 0.0) -> None:
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.running = self.most = 0
        self._rule = rule or (lambda texts: [Completion(text) for text in texts])
        self._takes = takes

    def __call__(self, batch: list[Asked]) -> Sequence[Answered]:
        texts = [text_of(asked) for asked in batch]
        self.batches.append(texts)
        self.threads.add(current_thread().name)
        self.running += 1
        self.most = max(self.most, self.running)
        time.sleep(self._takes)
        answers = self._rule(texts)
        self.running -= 1
        return answers


def text_of(asked: Asked) -> str:
    return "".join(map(str, asked.prompt.messages[0].parts))


def asked(text: str) -> Asked:
    return Asked(Prompt((Message("user", (text,)),)), Sampling())


async def complete(batches: Batches, text: str) -> Completion:
    return await asyncio.wait_for(batches.complete(asked(text).prompt, Sampling()), 10)


async def all_of(batches: Batches, texts: Sequence[str]) -> list[Completion | BaseException]:
    return await asyncio.gather(*(complete(batches, text) for text in texts), return_exceptions=True)


def test_calls_at_once_are_one_batch_and_each_gets_its_own_answer() -> None:
    model = Model()
    answers = asyncio.run(all_of(Batches(model, 8), "abcde"))
    assert answers == [Completion(text) for text in "abcde"]
    assert model.batches == [list("abcde")]


def test_a_full_batch_does_not_wait() -> None:
    model = Model()
    begin = time.monotonic()
    assert len(asyncio.run(all_of(Batches(model, 4, pause=5.0), "abcdefgh"))) == 8
    assert time.monotonic() - begin < 4
    assert [len(batch) for batch in model.batches] == [4, 4]


def test_a_batch_begins_when_nobody_comes_for_a_moment() -> None:
    async def trickle() -> None:
        batches = Batches(model, 8, pause=0.2)
        first = [asyncio.create_task(complete(batches, text)) for text in "ab"]
        await asyncio.sleep(0.05)
        first.append(asyncio.create_task(complete(batches, "c")))
        await asyncio.sleep(0.6)
        await asyncio.gather(*first, complete(batches, "d"))

    model = Model()
    asyncio.run(trickle())
    assert model.batches == [["a", "b", "c"], ["d"]]


def test_there_are_never_two_batches_at_once() -> None:
    async def streams() -> None:
        batches = Batches(model, 3, pause=0.001)
        await asyncio.gather(*(stream(batches, name) for name in "abcdefg"))

    async def stream(batches: Batches, name: str) -> None:
        for turn in range(5):
            assert (await complete(batches, f"{name}{turn}")).text == f"{name}{turn}"

    model = Model(takes=0.005)
    asyncio.run(streams())
    assert model.most == 1
    assert sum(map(len, model.batches)) == 35
    assert max(map(len, model.batches)) == 3
    assert len(model.threads) == 1


def test_what_comes_while_a_batch_is_answered_makes_the_next() -> None:
    async def late() -> None:
        batches = Batches(model, 8, pause=0.02)
        early = asyncio.create_task(complete(batches, "a"))
        while not model.batches:
            await asyncio.sleep(0.005)
        await asyncio.gather(early, *(complete(batches, text) for text in "bcd"))

    model = Model(takes=0.2)
    asyncio.run(late())
    assert model.batches == [["a"], ["b", "c", "d"]]


def test_one_failure_is_its_callers_alone() -> None:
    def rule(texts: list[str]) -> list[Answered]:
        return [RefusedError("too long") if text == "b" else Completion(text) for text in texts]

    a, b, c = asyncio.run(all_of(Batches(Model(rule), 8), "abc"))
    assert (a, c) == (Completion("a"), Completion("c"))
    assert isinstance(b, RefusedError)


@pytest.mark.parametrize(
    ("raised", "reaches"),
    [
        (EndpointError("gone"), EndpointError),
        (TransientError("later"), TransientError),
        (ValueError("odd"), EndpointError),
        (StopIteration(), EndpointError),
        (SystemExit(1), EndpointError),
    ],
)
def test_a_batch_that_raises_fails_for_all_of_it(raised: BaseException, reaches: type[Exception]) -> None:
    def rule(_: list[str]) -> list[Answered]:
        raise raised

    assert [type(answer) for answer in asyncio.run(all_of(Batches(Model(rule), 8), "ab"))] == [reaches, reaches]


def test_a_batch_with_too_few_answers_is_an_error_not_a_hang() -> None:
    answers = asyncio.run(all_of(Batches(Model(lambda texts: [Completion(text) for text in texts[1:]]), 8), "ab"))
    assert [str(answer) for answer in answers] == ["1 answers to a batch of 2"] * 2


def test_who_was_cancelled_is_not_asked_about() -> None:
    async def two_gone() -> list[Completion | BaseException]:
        batches = Batches(model, 3, pause=0.2)
        tasks = [asyncio.create_task(complete(batches, text)) for text in "abcd"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    model = Model()
    answers = asyncio.run(two_gone())
    assert isinstance(answers[1], asyncio.CancelledError)
    assert [answer.text for answer in answers if isinstance(answer, Completion)] == ["a", "c", "d"]
    assert sorted(text for batch in model.batches for text in batch) == ["a", "c", "d"]


def test_leaving_the_loop_does_not_wait_for_the_batch_and_the_next_loop_is_answered() -> None:
    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(batches.complete(asked("slow").prompt, Sampling()), 0.1)
        batches.close()

    def rule(texts: list[str]) -> list[Answered]:
        if texts == ["slow"]:
            freed.wait(5)
            left.append(batches.deserted)
        return [Completion(text) for text in texts]

    freed = Event()
    left: list[bool] = []
    model = Model(rule)
    batches = Batches(model, 2, pause=0.01)
    begin = time.monotonic()
    asyncio.run(impatient())
    assert time.monotonic() - begin < 4
    Timer(0.3, freed.set).start()
    assert asyncio.run(complete(batches, "next")) == Completion("next")
    assert model.most == 1
    assert left == [True]


def test_a_program_that_ends_does_not_wait_for_the_batch() -> None:
    program = (
        "import asyncio, time\n"
        "from ssmr_bench.evaluation.batches import Batches\n"
        "asyncio.run(asyncio.wait_for(Batches(lambda _: time.sleep(60), 1).complete(None, None), 0.1))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20, check=False)
    assert ended.stderr.strip().endswith(b"TimeoutError")


def test_groups_are_of_what_is_alike_and_answers_keep_their_order() -> None:
    groups = []

    def ask(group: list[str]) -> list[Answered]:
        groups.append("".join(group))
        return [Completion(letter.upper()) for letter in group]

    answers = in_groups(ask, "abcdef", lambda letter: letter in "ace")
    assert [answer.text for answer in answers if isinstance(answer, Completion)] == list("ABCDEF")
    assert groups == ["ace", "bdf"]


def test_only_the_one_at_fault_is_refused() -> None:
    asks = []

    def ask(group: str | list[str]) -> list[Answered]:
        asks.append(len(group))
        if "x" in group:
            raise ValueError("a prompt\ntoo long")
        return [Completion(letter) for letter in group]

    answers = in_groups(ask, [*"abcdefgh", "x", *"ijklmno"], lambda _: None)
    assert [str(answer) for answer in answers if not isinstance(answer, Completion)] == ["a prompt too long"]
    assert isinstance(answers[8], RefusedError)
    assert "".join(answer.text for answer in answers if isinstance(answer, Completion)) == "abcdefghijklmno"
    assert len(asks) == 9, "in halves, not one by one"


def test_an_endpoint_that_died_is_not_asked_again_in_halves() -> None:
    asks = []

    def ask(group: list[str]) -> list[Answered]:
        asks.append(group)
        raise EndpointError("the engine died")

    with pytest.raises(EndpointError):
        in_groups(ask, list("abcd"), lambda _: None)
    assert len(asks) == 1
