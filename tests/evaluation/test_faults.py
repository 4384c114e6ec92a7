"""The fault lab: everything that servers do, over the real client, engine and journal."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally, Terms, gate
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import judge
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.prompt import Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem

ITEMS = 12
IN_AN_HOUR = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


def soon() -> str:
    """A date in a second, in the form of RFC 9110, whose seconds are whole."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)


FAULTS: dict[str, Callable[[], Answer]] = {
    "429 with seconds": lambda: Answer(status=429, body="{}", headers={"Retry-After": "0.05"}),
    "429 with a date": lambda: Answer(status=429, body="{}", headers={"Retry-After": soon()}),
    "429 without": lambda: Answer(status=429, body="{}"),
    "500": lambda: Answer(status=500, body="{}"),
    "502 in HTML": lambda: Answer(status=502, body="<html><body>Bad Gateway</body></html>"),
    "503": lambda: Answer(status=503, body=""),
    "a hang": lambda: Answer(delay=30),
    "a closed connection": lambda: Answer(drop=True),
    "a reset within the body": lambda: Answer(cut=60),
    "half a JSON": lambda: Answer(body='{"choices": [{"message": {"conte'),
    "HTML with status 200": lambda: Answer(body="<html>Sign in</html>"),
    "nothing with status 200": lambda: Answer(body=""),
    "no choices": lambda: Answer(body='{"choices": []}'),
    "null content": lambda: Answer(None),
    "an error with status 200": lambda: Answer(body='{"error": {"message": "overloaded", "code": 502}}'),
    "an error within a choice": lambda: Answer("", finish_reason="error"),
}


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_LONGEST_PAUSE", 0.02)


def ask(
    server: ScriptedServer, folder: Path, items: int = ITEMS, **terms: Any
) -> tuple[list[Completion | Failure], Tally]:
    """Puts the questions 0, 1, 2, … to the server."""
    entry = ModelEntry("m", "openai", "m", base_url=server.base_url, timeout=0.3)
    questions = [Question(Prompt((Message("user", (str(i),)),)), Sampling(max_tokens=9)) for i in range(items)]
    settings: dict[str, Any] = {"concurrency": 4, "pause": 0.002, "patience": 3.0, "attempts": 4} | terms
    with Journal(folder / "journal.sqlite3") as journal:
        engine = Engine(connect(entry, settings["concurrency"]), journal, Terms(**settings))
        return engine.ask(questions)


def number(body: dict[str, Any]) -> int:
    return int(body["messages"][-1]["content"])


@pytest.mark.parametrize("fault", FAULTS)
def test_what_passes_is_asked_again_until_it_is_answered(fault: str, tmp_path: Path) -> None:
    seen: Counter[int] = Counter()

    def script(body: dict[str, Any]) -> Answer:
        seen[number(body)] += 1
        return FAULTS[fault]() if number(body) % 3 == 1 and seen[number(body)] == 1 else Answer(str(number(body)))

    with ScriptedServer(script) as server:
        answers, tally = ask(server, tmp_path)
    assert [answer.text for answer in answers if isinstance(answer, Completion)] == [str(i) for i in range(ITEMS)]
    assert tally.failed == 0
    assert [answer.attempts for answer in answers] == [2 if i % 3 == 1 else 1 for i in range(ITEMS)]
    assert seen == {i: 2 if i % 3 == 1 else 1 for i in range(ITEMS)}


@pytest.mark.parametrize("fault", [name for name in FAULTS if not name.startswith("429")])
def test_what_never_passes_is_a_failed_item_and_never_a_wrong_one(fault: str, tmp_path: Path, problem: Problem) -> None:
    with ScriptedServer(lambda body: FAULTS[fault]() if number(body) == 5 else Answer("A")) as server:
        answers, tally = ask(server, tmp_path)
        assert isinstance(answers[5], Failure)
        assert judge(problem, answers[5]).outcome is Outcome.FAILED
        assert (tally.failed, tally.kept) == (1, ITEMS - 1)
        server.script = lambda _: Answer("A")
        server.bodies.clear()
        answers, tally = ask(server, tmp_path)
    assert [number(body) for body in server.bodies] == [5]
    assert (tally.failed, tally.reused) == (0, ITEMS - 1)


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("a hang", "429 with a date")])
def test_a_server_that_only_fails_ends_the_run_and_nothing_is_scored(
    fault: str, tmp_path: Path, problem: Problem
) -> None:
    with ScriptedServer(lambda body: Answer("A") if number(body) == 0 else FAULTS[fault]()) as server:
        answers, tally = ask(server, tmp_path, patience=0.4)
    assert isinstance(answers[0], Completion)
    assert {judge(problem, answer).outcome for answer in answers[1:]} == {Outcome.FAILED}
    assert tally.kept == 1


def test_a_server_that_is_busy_until_tomorrow_is_not_waited_for(tmp_path: Path) -> None:
    busy = Answer(status=429, body="{}", headers={"Retry-After": IN_AN_HOUR})
    started = time.monotonic()
    with ScriptedServer(lambda body: Answer("A") if number(body) == 0 else busy) as server:
        _, tally = ask(server, tmp_path, patience=5.0)
    assert time.monotonic() - started < 3
    assert tally.stopped
    assert tally.kept >= 1


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Answer(status=401, body='{"error": {"message": "bad key"}}'), "turned the key away"),
        (Answer(status=403, body='{"error": {"message": "not for you"}}'), "turned the request away"),
        (Answer(status=404, body='{"detail": "Not Found"}'), "was not found"),
        (Answer(status=404, body='{"error": {"message": "The model `m` does not exist"}}'), "`m` does not exist"),
        (Answer(status=402, body='{"error": {"message": "pay"}}'), "no credit left"),
        (Answer(status=429, body='{"error": {"message": "pay", "code": "insufficient_quota"}}'), "no credit left"),
        (
            Answer(status=400, body='{"error": {"message": "bad", "param": "max_tokens"}}'),
            "refuses the setting 'max_tok",
        ),
    ],
)
def test_what_every_item_would_meet_stops_the_run_at_the_first(refusal: Answer, message: str, tmp_path: Path) -> None:
    with ScriptedServer(lambda _: refusal) as server, pytest.raises(EndpointError, match=message):
        ask(server, tmp_path, items=40)
    assert len(server.bodies) <= 4


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (
            Answer(status=400, body='{"error": {"message": "maximum context length is 2048 tokens"}}'),
            Outcome.FAILED,
        ),
        (Answer(status=400, body='{"error": {"message": "no", "code": "content_filter"}}'), Outcome.REFUSED),
        (Answer(None, finish_reason="content_filter"), Outcome.REFUSED),
        (Answer(status=403, body='{"error": {"message": "flagged by moderation"}}'), Outcome.FAILED),
        (Answer(status=413, body="too large"), Outcome.FAILED),
    ],
)
def test_what_one_item_alone_meets_is_asked_once_and_named(
    refusal: Answer, outcome: Outcome, tmp_path: Path, problem: Problem
) -> None:
    with ScriptedServer(lambda body: refusal if number(body) == 7 else Answer("A")) as server:
        answers, tally = ask(server, tmp_path)
    assert judge(problem, answers[7]).outcome is outcome
    assert Counter(number(body) for body in server.bodies)[7] == 1
    assert tally.done == ITEMS
    if (failure := answers[7]) and isinstance(failure, Failure):
        assert any(word in failure.reason for word in ("context length", "moderation", "too large"))


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_a_server_that_is_away_for_a_while_is_waited_for(
    seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_LONGEST_PAUSE", 2.0)
    with ScriptedServer(lambda body: Answer(str(number(body)), delay=0.01)) as server:

        def script(body: dict[str, Any]) -> Answer:
            if number(body) == 40 and not server.absences:
                server.leave(seconds)
            return Answer(str(number(body)), delay=0.01)

        server.script = script
        answers, tally = ask(server, tmp_path, items=200, patience=120.0)
    assert [answer.text for answer in answers if isinstance(answer, Completion)] == [str(i) for i in range(200)]
    assert (tally.failed, server.absences) == (0, 1)


BIG = 5_000_000


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("x" * BIG + r"\boxed{B}", Outcome.CORRECT),
        ("", Outcome.EMPTY),
        ("\x00\x00 \\boxed{B} \x00", Outcome.CORRECT),
        ("\udfff\ud800 \\boxed{B}", Outcome.CORRECT),
        (r"\boxed{" * 10_000, Outcome.UNPARSED),
        (r"\boxed{A}" * 10_000 + "\n" + r"\boxed{B}", Outcome.CORRECT),
        ("<think>" * 10_000, Outcome.TRUNCATED),
        ("</think>" * 10_000 + "B", Outcome.CORRECT),
        ("{" * 100_000, Outcome.UNPARSED),
    ],
    ids=["5 MB", "nothing", "NULs", "lone surrogates", "open boxes", "boxes", "open thoughts", "closed thoughts", "{"],
)
def test_odd_answers_are_kept_and_judged(text: str, outcome: Outcome, tmp_path: Path, problem: Problem) -> None:
    with ScriptedServer(lambda _: Answer(text)) as server:
        started = time.monotonic()
        (answer,), _ = ask(server, tmp_path, items=1, attempts=1)
        assert isinstance(answer, Completion)
        assert answer.text == text
        assert judge(problem, answer).outcome is outcome
        assert time.monotonic() - started < 10  # milliseconds for what is linear; for ever where it is not
        (again,), tally = ask(server, tmp_path, items=1)
    assert (again, tally.reused) == (answer, 1)


def test_a_key_is_in_no_file_and_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    key = "sk-never-to-be-seen-31415926"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    echo = json.dumps({"error": {"message": f"key {key}"}})

    def script(body: dict[str, Any]) -> Answer:
        return (
            Answer(f"You are {key}"),
            Answer(status=400, body=echo),
            Answer(status=500, body=f"<html>{key}</html>"),
            Answer(body=echo),
            Answer(None, extra={"reasoning": key, "refusal": key}),
        )[number(body)]

    with caplog.at_level("DEBUG"), ScriptedServer(script) as server:
        answers, _ = ask(server, tmp_path, items=5, concurrency=1)
    assert {header["Authorization"] for header in server.headers} == {f"Bearer {key}"}
    assert key not in str(answers) + caplog.text
    assert caplog.text
    assert not any(key.encode() in path.read_bytes() for path in tmp_path.iterdir())
