"""Likelihoods through the engine and the journal, and through lm-eval: a fake model that scores, and a script."""

from __future__ import annotations

import asyncio
import inspect
import json
import math
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation import backends
from ssmr_bench.evaluation.backends import RefusedError, Scorer, TransientError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally, Terms
from ssmr_bench.evaluation.journal import Journal, Request
from ssmr_bench.evaluation.likelihood import Likelihoods, text_before
from ssmr_bench.evaluation.models import ModelEntry, registry
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.prompt import Message, Prompt
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ssmr_bench.evaluation.harness import BackendLM

LETTERS = (" A", " B", " C", " D")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3") as opened:
        yield opened


@dataclass
class Writer:
    """A model that writes, and says nothing of likelihoods."""

    endpoint: str = "fake"
    model: str = "fake"
    asked: Counter[str] = field(default_factory=Counter)

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        return sampling.said

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:  # noqa: ARG002
        self.asked[f"{prompt.messages[-1].parts[0]}"] += 1
        return Completion("written")

    async def close(self) -> None:
        pass


@dataclass
class Chooser(Writer):
    """A model that also scores, by a rule, and counts what it was asked."""

    rule: Callable[[str, int], Exception | None] = lambda *_: None
    log: Path | None = None

    async def choose(self, prompt: Prompt, choices: tuple[str, ...]) -> Completion:
        text = text_before(prompt)
        self.asked[f"{text}|{'|'.join(choices)}"] += 1
        await asyncio.sleep(0.001)
        if trouble := self.rule(text, self.asked.total()):
            raise trouble
        if self.log:
            with self.log.open("a") as file:
                file.write(f"{text}\n")
        return Completion(likelihoods(text, choices).text, prompt_tokens=10, completion_tokens=0)


def likelihoods(text: str, choices: tuple[str, ...]) -> Likelihoods:
    """What the fake model says: another thing of each text and choice."""
    drawn = {choice: -random.Random(f"{text}|{choice}").expovariate(1.0) for choice in choices}
    return Likelihoods(drawn, frozenset({max(drawn, key=drawn.__getitem__)}))


def prompt(text: str) -> Prompt:
    return Prompt((Message("user", (text,)),))


def scored(text: str, choices: tuple[str, ...] = LETTERS) -> Question:
    return Question(prompt(text), Sampling(temperature=0.7), choices=choices)


def ask(
    backend: Writer, journal: Journal, *questions: Question, **terms: Any
) -> tuple[list[Completion | Failure], Tally]:
    return Engine(backend, journal, Terms(**{"concurrency": 3, "pause": 0.001, "patience": 2.0} | terms)).ask(questions)


def test_a_second_run_asks_nothing(journal: Journal) -> None:
    backend = Chooser()
    asked = [scored(text) for text in "abc"]
    first, _ = ask(backend, journal, *asked)
    again, tally = ask(backend, journal, *asked)
    assert first == again
    assert [Likelihoods.read(one.text) for one in again if isinstance(one, Completion)] == [
        likelihoods(f"{text}\n\nAnswer:", LETTERS) for text in "abc"
    ]
    assert (tally.sent, tally.reused, backend.asked.total()) == (0, 3, 3)


def test_words_and_likelihoods_of_one_prompt_are_two_answers(journal: Journal) -> None:
    backend = Chooser()
    written, others = Question(prompt("a"), Sampling()), scored("a", (" A", " B"))
    answers, tally = ask(
        backend, journal, written, scored("a"), others, replace(scored("a"), sampling=Sampling(seed=3))
    )
    assert (tally.total, tally.sent, len(journal)) == (3, 3, 3)
    texts = [one.text for one in answers if isinstance(one, Completion)]
    assert texts[0] == "written"
    assert texts[1] == texts[3] == likelihoods("a\n\nAnswer:", LETTERS).text
    assert texts[2] == likelihoods("a\n\nAnswer:", (" A", " B")).text


def test_what_was_sent_is_told_by_its_form_and_has_no_sampling(journal: Journal) -> None:
    (answer,), tally = ask(Chooser(), journal, scored("a"))
    assert isinstance(answer, Completion)
    assert answer.sent == {"choices_after": "plain_text"}
    assert (answer.tokens, tally.tokens) == (10, 10)


def test_a_choice_is_no_thought(journal: Journal) -> None:
    (answer,), _ = ask(Chooser(), journal, scored("a", ("<think>Hm.</think> B", "B")))
    assert isinstance(answer, Completion)
    assert answer.reasoning == ""


def test_the_keys_of_earlier_journals_stay() -> None:
    sampling = Sampling(temperature=0.0, max_tokens=16)
    asked = Request("http://127.0.0.1/v1", "m", prompt("Which interval?"), sampling, sampling.said)
    assert asked.key == "66223c8629bb6f483950dbf4b3c1ff55b1724d27db528f829cef2fd42ef7bfe7"
    choosing = [replace(asked, choices=choices) for choices in (LETTERS, LETTERS[:3], tuple("ABCD"))]
    assert len({asked.key, *(one.key for one in choosing)}) == 4


def test_what_passes_is_asked_again_and_what_never_passes_is_a_failure(journal: Journal) -> None:
    def rule(text: str, time: int) -> Exception | None:
        if text.startswith("b"):
            return RefusedError("too long")
        return TransientError("busy") if text.startswith("c") and time < 5 else None

    backend = Chooser(rule=rule)
    answers, tally = ask(backend, journal, *(scored(text) for text in "abc"), concurrency=1)
    assert [type(one) for one in answers] == [Completion, Failure, Completion]
    assert tally.failed == 1
    backend.rule = lambda *_: None
    _, tally = ask(backend, journal, *(scored(text) for text in "abc"))
    assert (tally.sent, tally.reused, tally.failed) == (1, 2, 0)


def test_a_purse_reckons_with_nothing_written(journal: Journal) -> None:
    price = Price(input=1.0, output=1000.0, cached_input=0.0, currency="USD", date="2026-11-01")
    _, tally = ask(Chooser(), journal, *(scored(text) for text in "abc"), price=price, max_cost=0.001)
    assert (tally.kept, tally.stopped) == (3, "")
    assert tally.cost == pytest.approx(30e-6)


def test_a_model_that_writes_alone_is_asked_nothing(journal: Journal) -> None:
    backend = Writer()
    with pytest.raises(ConfigError, match="answers chats only"):
        ask(backend, journal, scored("a"))
    assert not backend.asked
    assert len(journal) == 0


def test_kills_lose_nothing_and_nothing_is_scored_twice(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.evaluation.test_choosing import *\n"
        "folder = Path(sys.argv[1])\n"
        "with Journal(folder / 'journal.sqlite3') as journal:\n"
        "    print(ask(Chooser(log=folder / 'log'), journal, *(scored(str(i)) for i in range(1500)))[1].kept)\n"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path)]
    (tmp_path / "log").touch()
    draw = random.Random("kills")

    def kept() -> set[str]:
        with sqlite3.connect(tmp_path / "journal.sqlite3") as db:
            rows = db.execute("SELECT request FROM answers").fetchall()
        return {json.loads(request)["messages"][0]["parts"][0] for (request,) in rows}

    def said() -> list[str]:
        """What was asked and answered, in order."""
        return [line.partition("\n")[0] for line in (tmp_path / "log").read_text().split("\n\nAnswer:\n")[:-1]]

    safe: set[str] = set()
    told = 0
    for kill in range(5):
        running = subprocess.Popen(arguments, cwd=Path.cwd(), stdout=subprocess.PIPE, text=True)
        while kill < 4 and running.poll() is None and len(said()) < told + 60:
            time.sleep(0.005)
        if kill < 4:
            time.sleep(draw.random() * 0.05)
            running.send_signal(signal.SIGKILL)
        out, _ = running.communicate(timeout=60)
        assert running.returncode == (-signal.SIGKILL if kill < 4 else 0)
        assert safe <= kept()
        assert not safe & set(said()[told:])
        assert len(kept()) > len(safe)
        safe, told = kept(), len(said())
    assert out.split() == ["1500"]
    assert safe == {str(i) for i in range(1500)}


@pytest.mark.parametrize("name", backends.names())
def test_who_can_score_says_so_beforehand(name: str) -> None:
    module = __import__(f"ssmr_bench.evaluation.backends.{name}", fromlist=["connect"])
    kind = getattr(module, inspect.signature(module.connect).return_annotation)
    entry = ModelEntry("m", name, "m")
    able = hasattr(kind, "choose")
    assert bool(backends.no_likelihoods(entry)) is not able
    if able:
        assert inspect.iscoroutinefunction(kind.choose)
        assert list(inspect.signature(kind.choose).parameters) == ["self", "prompt", "choices"]


def test_who_cannot_is_told_the_way_out() -> None:
    said = backends.no_likelihoods(registry()["gpt-4.1"])
    assert said.startswith("the model 'gpt-4.1' (openai) answers chats only")
    assert "hf, local" in said
    assert "scripted" not in said
    assert said.isprintable()
    assert backends.no_likelihoods(registry()["smollm2-135m"]) == ""
    assert not isinstance(Writer(), Scorer)
    assert isinstance(Chooser(), Scorer)


def scripted(**entry: Any) -> Scorer:
    backend = backends.connect(ModelEntry("m", "scripted", "m", **entry), 1)
    assert isinstance(backend, Scorer)
    return backend


def choose(backend: Scorer, text: str, choices: tuple[str, ...] = LETTERS) -> Likelihoods:
    return Likelihoods.read(asyncio.run(backend.choose(prompt(text), choices)).text)


def test_chance_prefers_every_letter_as_often() -> None:
    drawn = [choose(scripted(seed=0), str(i)) for i in range(800)]
    for one in drawn[:20]:
        assert math.fsum(map(math.exp, one.log_probabilities.values())) == pytest.approx(1)
        assert one.greedy == {one.likeliest}
    letters = Counter(one.likeliest for one in drawn)
    assert set(letters) == set(LETTERS)
    assert all(150 < count < 250 for count in letters.values())
    assert choose(scripted(seed=0), "7") == drawn[7]
    assert choose(scripted(seed=1), "7") != drawn[7]


@pytest.mark.parametrize("reply", ["B", " B", r"\boxed{B}", "The answer is B."])
def test_a_fixed_reply_is_certain_of_its_letter(reply: str) -> None:
    said = choose(scripted(reply=reply), "a")
    assert said == Likelihoods({" A": -100.0, " B": 0.0, " C": -100.0, " D": -100.0}, frozenset({" B"}))


def test_a_reply_that_is_no_choice_is_refused() -> None:
    with pytest.raises(RefusedError, match="the reply 'Hm' is none of the choices ' A', ' B'"):
        choose(scripted(reply="Hm"), "a")


def test_recorded_likelihoods_are_said_again(tmp_path: Path) -> None:
    kept = likelihoods("a", LETTERS)
    path = tmp_path / "samples.jsonl"
    path.write_text(json.dumps({"prompt_sha256": prompt("a").sha256, "answer": kept.text}) + "\n")
    assert choose(scripted(replies=str(path)), "a") == kept
    with pytest.raises(RefusedError, match="the recorded likelihoods are of ' A'"):
        choose(scripted(replies=str(path)), "a", (" A", " B"))


# Through lm-eval


def lm(backend: Writer, journal: Journal, seen: list[Tally] | None = None) -> BackendLM:
    from ssmr_bench.evaluation.harness import BackendLM

    watched = [] if seen is None else seen
    engine = Engine(backend, journal, Terms(concurrency=3, pause=0.001, patience=2.0, attempts=2))
    return BackendLM(engine, Sampling(), watched.append)


def instance(context: str, choice: str, doc: int, **more: Any) -> Any:
    from lm_eval.api.instance import Instance

    arguments = (context, choice, *([more.pop("pictures")] if "pictures" in more else []))
    return Instance("loglikelihood", {}, arguments, 0, metadata=("task", doc, 1), **more)


def test_the_choices_of_a_document_are_one_question_and_come_back_in_order(journal: Journal) -> None:
    backend = Chooser()
    texts = {0: "Is it?", 1: "Is it?", 2: "Was it? "}
    requests = [instance(texts[doc], choice, doc) for choice in (" yes", "no") for doc in (0, 2, 1)]
    answers = lm(backend, journal).loglikelihood([*requests, requests[1]])
    expected = [likelihoods(one.args[0], (" yes", "no")) for one in (*requests, requests[1])]
    for request, answer, said in zip([*requests, requests[1]], answers, expected, strict=True):
        assert answer == (said.log_probabilities[request.args[1]], request.args[1] in said.greedy)
        assert isinstance(answer[0].answer, Completion)
        assert Likelihoods.read(answer[0].answer.text) == said
        assert answer[0].question.choices == (" yes", "no")
    # Word for word what stock lm-eval scores, and each once.
    assert backend.asked == {"Is it?| yes|no": 1, "Was it? | yes|no": 1}


def test_a_chat_is_scored_as_plain_text_with_a_space_before_each_letter(journal: Journal) -> None:
    backend = Chooser()
    model = lm(backend, journal)
    chat = model.apply_chat_template([{"role": "system", "content": "Sums."}, {"role": "user", "content": "1 + 1?"}])
    answers = model.loglikelihood([instance(chat, letter, 0) for letter in "AB"])
    assert backend.asked == {"Sums.\n\n1 + 1?\n\nAnswer:| A| B": 1}
    assert answers[0][0].question.prompt == Prompt((Message("system", ("Sums.",)), Message("user", ("1 + 1?",))))
    begun = model.apply_chat_template([{"role": "user", "content": "2?"}, {"role": "assistant", "content": "It is"}])
    model.loglikelihood([instance(begun, "A", 1)])
    assert backend.asked["2?\n\nAnswer: It is| A"] == 1


def test_a_failure_rides_along_and_prefers_nothing(journal: Journal) -> None:
    model = lm(Chooser(rule=lambda text, _: RefusedError("no") if text == "b" else None), journal)
    answers = model.loglikelihood([instance(text, choice, 0) for text in "ab" for choice in (" x", " y")])
    assert answers[2:] == [(-math.inf, False)] * 2
    assert answers[2][0].answer == Failure("no", 1)
    assert isinstance(answers[0][0].answer, Completion)
    assert model.tally.failed == 1


def test_a_run_that_asks_for_both_is_counted_as_one(journal: Journal) -> None:
    from lm_eval.api.instance import Instance

    seen: list[Tally] = []
    model = lm(Chooser(), journal, seen)
    chats = [model.apply_chat_template([{"role": "user", "content": text}]) for text in "abc"]
    model.generate_until(
        [Instance("generate_until", {}, (chat, {}), 0, metadata=("t", i, 1)) for i, chat in enumerate(chats)]
    )
    model.loglikelihood([instance(chat, letter, i) for i, chat in enumerate(chats[:2]) for letter in "AB"])
    assert (model.tally.total, model.tally.sent, model.tally.done, seen[-1].done) == (5, 5, 5, 5)
    assert [one.done for one in seen] == sorted(one.done for one in seen)


def test_what_is_not_done_is_said_clearly(journal: Journal) -> None:
    model = lm(Chooser(), journal)
    with pytest.raises(ConfigError, match="the task 'task' scores likelihoods after pictures"):
        model.loglikelihood([instance("a", " A", 0, pictures={"visual": []})])
    with pytest.raises(ConfigError, match="the task 'task' measures the perplexity of whole texts"):
        model.loglikelihood_rolling([instance("a", " A", 0)])
    with pytest.raises(ConfigError, match="answers chats only"):
        lm(Writer(), journal).loglikelihood([instance("a", " A", 0)])
