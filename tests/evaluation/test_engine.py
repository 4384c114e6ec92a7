from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from tenacity import wait_fixed, wait_none

from ssmr_bench.errors import EndpointError, FileError
from ssmr_bench.evaluation import engine as engine_module
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.completion import Completion, Failure, Message, Prompt, Sampling
from ssmr_bench.evaluation.engine import Engine, Question, Tally
from ssmr_bench.evaluation.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_wait", wait_none())


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


@dataclass
class Fake:
    """Answers by a rule, and counts what it was asked and how many questions were open at once."""

    rule: Callable[[str, int], Completion | Exception]
    endpoint: str = "fake"
    model: str = "fake"
    asked: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    closed: bool = False
    _open: int = 0

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:  # noqa: ARG002
        text = str(prompt.messages[0].parts[0])
        self.asked[text] += 1
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        await asyncio.sleep(0.001)
        self._open -= 1
        answer = self.rule(text, self.asked[text])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        self.closed = True


def question(text: str, repeat: int = 0) -> Question:
    return Question(Prompt((Message("user", (text,)),)), Sampling(), repeat)


def texts(answers: list[Completion | Failure]) -> list[str]:
    return [answer.text if isinstance(answer, Completion) else f"failed: {answer.reason}" for answer in answers]


def test_answers_come_in_the_order_of_the_questions(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text.upper()))
    asked = [question(name) for name in "hgfedcba"]
    answers, tally = Engine(backend, journal, 3).ask(asked)
    assert texts(answers) == list("HGFEDCBA")
    assert (tally.total, tally.sent, tally.reused, tally.failed) == (8, 8, 0, 0)
    assert backend.at_once == 3
    assert backend.closed


def test_a_second_run_sends_nothing(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text))
    asked = [question(name) for name in "abc"]
    Engine(backend, journal, 2).ask(asked)
    answers, tally = Engine(backend, journal, 2).ask(asked)
    assert texts(answers) == list("abc")
    assert (tally.sent, tally.reused) == (0, 3)
    assert backend.asked.total() == 3


def test_a_question_that_stands_twice_is_sent_once_and_a_repeat_again(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(f"{text}{time}"))
    answers, tally = Engine(backend, journal, 4).ask([question("a"), question("a"), question("a", repeat=1)])
    assert tally.total == 2
    assert backend.asked["a"] == 2
    assert texts(answers)[0] == texts(answers)[1]


def test_what_passes_is_asked_again(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(text) if time == 4 else TransientError("busy", retry_after=0))
    answers, tally = Engine(backend, journal, 1).ask([question("a")])
    assert texts(answers) == ["a"]
    assert tally.failed == 0


def test_what_never_passes_is_a_failure_and_is_asked_again_by_the_next_run(journal: Journal) -> None:
    backend = Fake(lambda text, _: TransientError("500") if text == "b" else Completion(text))
    answers, tally = Engine(backend, journal, 1).ask([question("a"), question("b"), question("c")])
    assert texts(answers) == ["a", "failed: gave up after 6 attempts: 500", "c"]
    assert tally.failed == 1
    assert len(journal) == 2
    backend.rule = lambda text, _: Completion(text)
    answers, tally = Engine(backend, journal, 1).ask([question("a"), question("b"), question("c")])
    assert texts(answers) == list("abc")
    assert tally.sent == 1


def test_a_refused_question_is_asked_once(journal: Journal) -> None:
    backend = Fake(lambda text, _: RefusedError("too long") if text == "b" else Completion(text))
    answers, _ = Engine(backend, journal, 1).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "failed: too long"]
    assert backend.asked["b"] == 1


def test_an_endpoint_that_answers_nobody_stops_the_run(journal: Journal) -> None:
    backend = Fake(lambda _, __: TransientError("nobody is there", unreachable=True))
    with pytest.raises(EndpointError, match="nobody is there"):
        Engine(backend, journal, 2).ask([question(str(i)) for i in range(50)])
    assert backend.asked.total() <= 2 * 3
    assert backend.closed


def test_an_endpoint_that_goes_away_fails_its_items_only(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text) if text == "a" else TransientError("gone", unreachable=True))
    answers, tally = Engine(backend, journal, 1).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "failed: gave up after 6 attempts: gone"]
    assert tally.failed == 1


def test_a_bad_key_stops_the_run_and_keeps_what_had_arrived(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text) if text == "a" else EndpointError("bad key"))
    with pytest.raises(EndpointError, match="bad key"):
        Engine(backend, journal, 1).ask([question(name) for name in "abcdef"])
    assert backend.asked.total() == 2
    assert len(journal) == 1


def test_an_answer_that_cannot_be_kept_stops_the_run(journal: Journal) -> None:
    def rule(text: str, _: int) -> Completion:
        if text == "b":
            journal.close()
        return Completion(text)

    with pytest.raises(FileError, match="can't be used"):
        Engine(Fake(rule), journal, 1).ask([question(name) for name in "abc"])


def test_an_answer_waits_for_a_journal_that_another_program_holds(journal: Journal) -> None:
    other = sqlite3.connect(journal.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(1.5, other.execute, ["ROLLBACK"])

    def rule(text: str, _: int) -> Completion:
        letting_go.start()
        return Completion(text)

    answers, _ = Engine(Fake(rule), journal, 1).ask([question("a")])
    letting_go.join()
    other.close()
    assert texts(answers) == ["a"]
    assert len(journal) == 1


def test_the_watcher_sees_every_step(journal: Journal) -> None:
    steps: list[int] = []

    def watch(tally: Tally) -> None:
        steps.append(tally.done)

    Engine(Fake(lambda text, _: Completion(text)), journal, 1).ask([question(name) for name in "abc"], watch)
    assert steps == [0, 1, 2, 3]


@pytest.mark.parametrize(("asked", "waited"), [(None, 2.0), (0.0, 2.0), (7.0, 7.0), (10_000.0, 60.0)])
def test_waits_as_long_as_the_server_asks_but_not_for_ever(
    asked: float | None, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_wait", wait_fixed(2.0))
    from tenacity import Future, RetryCallState, Retrying

    state = RetryCallState(Retrying(), None, (), {})
    state.outcome = Future(1)
    state.outcome.set_exception(TransientError("busy", retry_after=asked))
    assert engine_module._pause(state) == waited
