from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import EndpointError, FileError
from ssmr_bench.evaluation.backends import Backend, RefusedError, TransientError, Trouble
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally, Terms, gate, writer
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.prompt import Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
    pause: float = 0.001
    _open: int = 0

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        return sampling.said

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:  # noqa: ARG002
        text = str(prompt.messages[0].parts[0])
        self.asked[text] += 1
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        await asyncio.sleep(self.pause)
        self._open -= 1
        answer = self.rule(text, self.asked[text])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_LONGEST_PAUSE", 0.01)


def engine(backend: Backend, journal: Journal, concurrency: int, **terms: Any) -> Engine:
    return Engine(backend, journal, Terms(concurrency, **{"pause": 0.001, "patience": 5.0} | terms))


def question(text: str, repeat: int = 0, max_tokens: int | None = None) -> Question:
    return Question(Prompt((Message("user", (text,)),)), Sampling(max_tokens=max_tokens), repeat)


def texts(answers: list[Completion | Failure]) -> list[str]:
    return [answer.text if isinstance(answer, Completion) else f"failed: {answer.reason}" for answer in answers]


def test_answers_come_in_the_order_of_the_questions(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text.upper()))
    asked = [question(name) for name in "hgfedcba"]
    answers, tally = engine(backend, journal, 3).ask(asked)
    assert texts(answers) == list("HGFEDCBA")
    assert (tally.total, tally.sent, tally.reused, tally.failed) == (8, 8, 0, 0)
    assert backend.at_once == 3
    assert backend.closed


def test_a_second_run_sends_nothing(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text))
    asked = [question(name) for name in "abc"]
    engine(backend, journal, 2).ask(asked)
    answers, tally = engine(backend, journal, 2).ask(asked)
    assert texts(answers) == list("abc")
    assert (tally.sent, tally.reused) == (0, 3)
    assert backend.asked.total() == 3


def test_a_question_that_stands_twice_is_sent_once_and_a_repeat_again(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(f"{text}{time}"))
    answers, tally = engine(backend, journal, 4).ask([question("a"), question("a"), question("a", repeat=1)])
    assert tally.total == 2
    assert backend.asked["a"] == 2
    assert texts(answers)[0] == texts(answers)[1]


def test_what_passes_is_asked_again(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(text) if time == 4 else TransientError("busy", retry_after=0))
    answers, tally = engine(backend, journal, 1).ask([question("a")])
    assert texts(answers) == ["a"]
    assert tally.failed == 0


def test_what_never_passes_is_a_failure_and_is_asked_again_by_the_next_run(journal: Journal) -> None:
    backend = Fake(lambda text, _: TransientError("500") if text == "b" else Completion(text))
    answers, tally = engine(backend, journal, 1).ask([question("a"), question("b"), question("c")])
    assert texts(answers) == ["a", "failed: gave up after 7 attempts: 500", "c"]
    assert tally.failed == 1
    assert len(journal) == 2
    backend.rule = lambda text, _: Completion(text)
    answers, tally = engine(backend, journal, 1).ask([question("a"), question("b"), question("c")])
    assert texts(answers) == list("abc")
    assert tally.sent == 1


def test_a_refused_question_is_asked_once(journal: Journal) -> None:
    backend = Fake(lambda text, _: RefusedError("too long") if text == "b" else Completion(text))
    answers, _ = engine(backend, journal, 1).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "failed: too long"]
    assert backend.asked["b"] == 1


def test_an_endpoint_that_answers_nobody_stops_the_run(journal: Journal) -> None:
    backend = Fake(lambda _, __: TransientError("nobody is there", "away"))
    with pytest.raises(EndpointError, match="nobody is there"):
        engine(backend, journal, 2).ask([question(str(i)) for i in range(50)])
    assert backend.asked.total() <= 2 + 2
    assert backend.closed


def test_a_server_that_goes_away_is_waited_for(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(text) if text == "a" or time > 12 else TransientError("gone", "away"))
    answers, tally = engine(backend, journal, 1).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "b"]
    assert tally.retries == 12


def test_a_server_that_stays_away_stops_the_run(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text) if text == "a" else TransientError("gone", "away"))
    answers, tally = engine(backend, journal, 1, patience=0.2).ask([question(name) for name in "abcd"])
    assert texts(answers)[0] == "a"
    assert all(text.startswith("failed: the run was stopped: no answer for") for text in texts(answers)[1:])
    assert tally.stopped.endswith("the last word was: gone")
    assert (tally.failed, tally.unasked) == (3, 0)
    assert len(journal) == 1


def test_while_it_is_away_it_gets_one_request_at_a_time(journal: Journal) -> None:
    out: list[int] = []

    def rule(text: str, _: int) -> Completion | Exception:
        if text.startswith("warm") or backend.asked.total() > 48:
            return Completion(text)
        if backend.asked.total() > 16:  # all eight have been turned away once
            out.append(backend._open + 1)
        return TransientError("gone", "away")

    backend = Fake(rule)
    names = [f"warm {i}" for i in range(8)] + [str(i) for i in range(8)]
    answers, tally = engine(backend, journal, 8).ask([question(name) for name in names])
    assert texts(answers) == names
    assert tally.failed == 0
    assert set(out) == {1}
    assert len(out) > 20


def test_a_busy_server_uses_up_no_attempts(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(text) if time > 20 else TransientError("slow down", "busy"))
    answers, tally = engine(backend, journal, 2, pause=0.0005).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "b"]
    assert tally.failed == 0


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(journal: Journal) -> None:
    times: list[float] = []

    def rule(text: str, time: int) -> Completion | Exception:
        times.append(monotonic())
        return Completion(text) if time > 1 else TransientError("slow down", "busy", retry_after=0.3)

    engine(Fake(rule), journal, 1).ask([question("a")])
    assert times[1] - times[0] >= 0.3


def test_a_busy_server_gets_fewer_at_once(journal: Journal) -> None:
    """A server that bears four at once is found out without a failure."""

    def rule(text: str, _: int) -> Completion | Exception:
        return Completion(text) if backend._open < 4 else TransientError("slow down", "busy")

    backend = Fake(rule)
    answers, tally = engine(backend, journal, 32, pause=0.002).ask([question(str(i)) for i in range(200)])
    assert tally.failed == 0
    assert tally.retries < 200
    assert len(set(texts(answers))) == 200


def test_one_poisoned_question_does_not_hold_up_the_others(journal: Journal) -> None:
    backend = Fake(lambda text, _: TransientError("500") if text == "7" else Completion(text))
    answers, tally = engine(backend, journal, 4).ask([question(str(i)) for i in range(40)])
    assert tally.failed == 1
    assert texts(answers)[7] == "failed: gave up after 7 attempts: 500"


@pytest.mark.parametrize("trouble", ["fault", "down", "busy"])
@pytest.mark.parametrize(("concurrency", "poisoned"), [(1, 5), (4, 8), (16, 20)])
def test_many_poisoned_questions_in_a_row_do_not_either(
    journal: Journal, trouble: Trouble, concurrency: int, poisoned: int
) -> None:
    backend = Fake(lambda text, _: TransientError("no", trouble) if int(text) < poisoned else Completion(text))
    asked = [question(str(i)) for i in range(poisoned + 40)]
    answers, tally = engine(backend, journal, concurrency, patience=2.0).ask(asked)
    assert texts(answers)[poisoned:] == [str(i) for i in range(poisoned, poisoned + 40)]
    assert (tally.kept, tally.failed) == (40, poisoned)


def test_a_server_that_is_down_for_long_fails_nothing_at_one_at_a_time(journal: Journal) -> None:
    since = monotonic()
    backend = Fake(lambda text, _: Completion(text) if monotonic() - since > 0.5 else TransientError("503", "down"))
    _, tally = engine(backend, journal, 1).ask([question(str(i)) for i in range(40)])
    assert (tally.kept, tally.failed) == (40, 0)


def test_what_is_on_its_way_arrives_before_the_run_is_given_up(journal: Journal) -> None:
    def rule(text: str, _: int) -> Completion | Exception:
        return TransientError("busy", "busy", retry_after=1000) if text == "0" else Completion(text)

    backend = Fake(rule, pause=0.1)
    answers, tally = engine(backend, journal, 8).ask([question(str(i)) for i in range(8)])
    assert texts(answers)[1:] == [str(i) for i in range(1, 8)]
    assert "the server asks to be left alone for" in tally.stopped


def test_a_purse_is_not_overdrawn_by_those_who_wait(journal: Journal) -> None:
    price = Price(input=0.0, output=1.0, cached_input=0.0, currency="USD", date="2026-11-01")

    def rule(text: str, time: int) -> Completion | Exception:
        first = text == "0" and time == 1
        return TransientError("busy", "busy", retry_after=0.1) if first else Completion(text, completion_tokens=10**6)

    asked = [question(str(i), max_tokens=10**6) for i in range(100)]
    _, tally = engine(Fake(rule), journal, 32, price=price, max_cost=40.5).ask(asked)
    assert tally.cost == 40


def test_a_run_that_stops_sends_nothing_more_though_it_keeps_a_pace(journal: Journal) -> None:
    backend = Fake(lambda text, _: RefusedError("no") if text == "3" else Completion(text))
    started = monotonic()
    asked = [question(str(i)) for i in range(40)]
    _, tally = engine(backend, journal, 16, rpm=60 * 20, max_failures=0).ask(asked)
    assert backend.asked.total() == 4
    assert monotonic() - started < 1.5
    assert tally.unasked == 36


def test_an_answer_that_cannot_be_written_costs_only_itself(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text, prompt_tokens=10**30 if text == "2" else 1))
    with pytest.raises(FileError, match="an answer can't be kept"):
        engine(backend, journal, 4).ask([question(str(i)) for i in range(6)])
    assert len(journal) >= 5


def test_an_attempt_that_took_all_its_time_counts_twice(journal: Journal) -> None:
    backend = Fake(lambda text, _: TransientError("no answer", "slow") if text == "b" else Completion(text))
    answers, _ = engine(backend, journal, 1).ask([question("a"), question("b")])
    assert texts(answers) == ["a", "failed: gave up after 4 attempts: no answer"]


def test_a_setting_that_nobody_may_send_stops_the_run(journal: Journal) -> None:
    backend = Fake(lambda _, __: RefusedError("refuses 'seed'", likely_all=True))
    with pytest.raises(EndpointError, match="refuses 'seed'"):
        engine(backend, journal, 1).ask([question(str(i)) for i in range(9)])
    assert backend.asked.total() == 1


def test_the_first_questions_all_refused_stop_the_run(journal: Journal) -> None:
    backend = Fake(lambda _, __: RefusedError("no"))
    with pytest.raises(EndpointError, match="the first 8 questions were all refused, the last: no"):
        engine(backend, journal, 1).ask([question(str(i)) for i in range(50)])
    assert backend.asked.total() == 8


def test_too_many_failures_stop_the_run(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text) if text in "012" else RefusedError("no"))
    answers, tally = engine(backend, journal, 1, max_failures=2).ask([question(str(i)) for i in range(30)])
    assert (tally.failed, tally.unasked, tally.kept) == (3, 24, 3)
    assert tally.stopped == "more than 2 questions failed, the last: no"
    assert texts(answers)[-1] == "failed: the run was stopped: more than 2 questions failed, the last: no"


def test_a_spent_purse_stops_the_run_and_keeps_every_answer(journal: Journal) -> None:
    price = Price(input=0.0, output=10.0, cached_input=0.0, currency="USD", date="2026-11-01")
    backend = Fake(lambda text, _: Completion(text, completion_tokens=1000, prompt_tokens=5))
    asked = [question(str(i), max_tokens=1000) for i in range(100)]
    _, tally = engine(backend, journal, 8, price=price, max_cost=0.2501).ask(asked)
    assert (tally.kept, tally.unasked, len(journal)) == (25, 75, 25)
    assert tally.cost == pytest.approx(0.25)
    assert "are spent" in tally.stopped
    _, tally = engine(backend, journal, 8, price=price, max_cost=0.2501).ask(asked)
    assert (tally.reused, tally.kept) == (25, 50)


def test_a_purse_that_holds_no_answer_is_said_before_any(journal: Journal) -> None:
    price = Price(input=0.0, output=10.0, cached_input=0.0, currency="USD", date="2026-11-01")
    backend = Fake(lambda text, _: Completion(text))
    with pytest.raises(EndpointError, match=r"0\.0000 of 0\.001 USD are spent, and the next answer may cost more"):
        engine(backend, journal, 8, price=price, max_cost=0.001).ask([question("a", max_tokens=1000)])
    assert not backend.asked


def test_a_server_that_never_answers_ends_the_run(journal: Journal) -> None:
    backend = Fake(lambda _, __: TransientError("502"))
    with pytest.raises(EndpointError, match=r"no answer for .* the last word was: 502"):
        engine(backend, journal, 8, patience=0.2).ask([question(str(i)) for i in range(50)])
    assert len(journal) == 0


def test_a_refusal_after_answers_of_an_earlier_run_is_that_items_own(journal: Journal) -> None:
    backend = Fake(lambda text, _: RefusedError("flagged", likely_all=True) if text == "b" else Completion(text))
    for _ in range(2):
        answers, tally = engine(backend, journal, 1).ask([question("a"), question("b")])
        assert texts(answers) == ["a", "failed: flagged"]
    assert (tally.reused, tally.failed) == (1, 1)


def test_the_first_answers_are_asked_as_if_they_were_the_longest(journal: Journal) -> None:
    price = Price(input=0.0, output=10.0, cached_input=0.0, currency="USD", date="2026-11-01")
    backend = Fake(lambda text, _: Completion(text, completion_tokens=1, prompt_tokens=5))
    engine(backend, journal, 8, price=price, max_cost=0.025).ask([question(str(i), max_tokens=1000) for i in range(4)])
    assert backend.at_once == 2


def test_requests_keep_the_pace(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text))
    started = monotonic()
    engine(backend, journal, 8, rpm=60 * 50).ask([question(str(i)) for i in range(11)])
    assert monotonic() - started >= 0.2


def test_tokens_keep_the_pace(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text, prompt_tokens=600, completion_tokens=400))
    started = monotonic()
    engine(backend, journal, 1, tpm=60 * 20_000).ask([question(str(i)) for i in range(7)])
    assert monotonic() - started >= 0.25


def test_what_another_run_is_asking_is_not_asked_again(journal: Journal) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.evaluation.test_engine import *\n"
        "from ssmr_bench.evaluation.backends.scripted import Scripted\n"
        "asked = []\n"
        "def rule(text, time):\n"
        "    asked.append(text)\n"
        "    return Completion(text)\n"
        "backend = Fake(rule, pause=0.02)\n"
        "with Journal(Path(sys.argv[1])) as journal:\n"
        "    answers, tally = engine(backend, journal, 4).ask([question(str(i)) for i in range(80)])\n"
        "assert texts(answers) == [str(i) for i in range(80)]\n"
        "print(*asked)\n"
    )
    arguments = [sys.executable, "-c", code, str(journal.path)]
    started = [subprocess.Popen(arguments, cwd=Path.cwd(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    asked = [process.communicate(timeout=60)[0].split() for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert sorted(asked[0] + asked[1]) == sorted(str(i) for i in range(80))


def test_thoughts_are_kept_apart_and_the_text_as_it_came(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text))
    texts_ = ["<think>Hm.</think> B", "<think>Hm", "B"]
    answers, _ = engine(backend, journal, 1).ask([question(text) for text in texts_])
    assert [(answer.text, answer.reasoning) for answer in answers if isinstance(answer, Completion)] == [
        (texts_[0], "Hm."),
        (texts_[1], "Hm"),
        (texts_[2], ""),
    ]


def test_an_answer_says_what_was_sent_and_how_often(journal: Journal) -> None:
    backend = Fake(lambda text, time: Completion(text) if time == 3 else TransientError("500"))
    (answer,), _ = engine(backend, journal, 1).ask([question("a", max_tokens=9)])
    assert isinstance(answer, Completion)
    assert (answer.attempts, answer.sent) == (3, {"max_tokens": 9})
    assert engine(backend, journal, 1).ask([question("a", max_tokens=9)])[0] == [answer]


def test_a_bad_key_stops_the_run_and_keeps_what_had_arrived(journal: Journal) -> None:
    backend = Fake(lambda text, _: Completion(text) if text == "a" else EndpointError("bad key"))
    with pytest.raises(EndpointError, match="bad key"):
        engine(backend, journal, 1).ask([question(name) for name in "abcdef"])
    assert backend.asked.total() == 2
    assert len(journal) == 1


def test_an_answer_that_cannot_be_kept_stops_the_run(journal: Journal) -> None:
    def rule(text: str, _: int) -> Completion:
        if text == "b":
            journal.close()
        return Completion(text)

    with pytest.raises(FileError, match="can't be used"):
        engine(Fake(rule), journal, 1).ask([question(name) for name in "abc"])


def test_an_answer_waits_for_a_journal_that_another_program_holds(journal: Journal) -> None:
    other = sqlite3.connect(journal.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(1.5, other.execute, ["ROLLBACK"])

    def rule(text: str, _: int) -> Completion:
        letting_go.start()
        return Completion(text)

    answers, _ = engine(Fake(rule), journal, 1).ask([question("a")])
    letting_go.join()
    other.close()
    assert texts(answers) == ["a"]
    assert len(journal) == 1


def test_answers_gather_while_another_program_holds_the_journal_for_long(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MOST", 4)
    monkeypatch.setattr(writer, "_PATIENCE", 0.0)  # counts at the end alone
    other = sqlite3.connect(journal.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(1.0, other.execute, ["ROLLBACK"])
    letting_go.start()
    _, tally = engine(Fake(lambda text, _: Completion(text)), journal, 2).ask([question(str(i)) for i in range(12)])
    letting_go.join()
    other.close()
    assert (tally.kept, len(journal)) == (12, 12)


def test_the_watcher_sees_every_step(journal: Journal) -> None:
    steps: list[int] = []

    def watch(tally: Tally) -> None:
        steps.append(tally.done)

    engine(Fake(lambda text, _: Completion(text)), journal, 1).ask([question(name) for name in "abc"], watch)
    assert steps == [0, 1, 2, 3]
