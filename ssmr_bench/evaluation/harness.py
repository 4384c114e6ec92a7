"""lm-eval's view of a backend: an `LM` whose answers come through the engine and the journal."""

from __future__ import annotations

import json
import math
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any, NoReturn

from lm_eval.api.model import LM
from lm_eval.api.samplers import ContextSampler

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally
from ssmr_bench.evaluation.likelihood import Likelihoods, begun, spaced, text_before
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.prompting import parts
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lm_eval.api.instance import Instance


_PNG = ("1", "L", "LA", "P", "RGB", "RGBA")
"""Modes of pictures that a PNG holds and every model's server reads."""


class Reply(str):
    """An answer's text, as lm-eval wants it, with the whole of the answer riding along; a failure has no text."""

    __slots__ = ("answer", "question")
    answer: Completion | Failure
    question: Question

    @classmethod
    def of(cls, answer: Completion | Failure, question: Question) -> Reply:
        """The reply to a question."""
        reply = cls(answer.text if isinstance(answer, Completion) else "")
        reply.answer, reply.question = answer, question
        return reply


class Chat(str):
    """A chat as JSON has it, where lm-eval carries a model's own template; other contexts are plain text."""

    __slots__ = ()


class LogProbability(float):
    """Of a choice, in nats, with the whole answer riding along.

    In the number, not in the pair that lm-eval wants: it makes new pairs of those that it reports.
    """

    __slots__ = ("answer", "question")
    answer: Completion | Failure
    """Its text holds the likelihoods of all the choices."""
    question: Question

    @classmethod
    def of(cls, answer: Completion | Failure, question: Question, choice: str) -> tuple[LogProbability, bool]:
        """Of one choice of a question, and whether it is the greedy one; all are impossible where no answer came."""
        try:
            found = Likelihoods.read(answer.text if isinstance(answer, Completion) else "")
            value, greedy = cls(found.log_probabilities[choice]), choice in found.greedy
        except (ValueError, KeyError):
            value, greedy = cls(-math.inf), False
        value.answer, value.question = answer, question
        return value, greedy


class TrainingShots(ContextSampler):  # type: ignore[misc]
    """Solved problems of the question's own template, shown as the question is."""

    def sample(
        self,
        n: int,
        eval_doc: dict[str, Any] | None = None,
        df: Sequence[dict[str, Any]] | None = None,  # noqa: ARG002 - lm-eval's signature
        **_: object,
    ) -> list[dict[str, Any]]:
        """The rows of so many shots."""
        assert eval_doc is not None, "fewshot_split must be the split that is asked"
        return [shot.row for shot in ProblemItem.of(eval_doc | {"shots": n}).shots]


class BackendLM(LM):  # type: ignore[misc]  # lm-eval ships no types
    """Chat prompts through an `Engine`; a task's own sampling holds where `sampling` is silent.

    Settings that the model does not know are never sent.
    """

    MULTIMODAL = True
    """Whether there are eyes behind it is the backend's to say."""

    def __init__(
        self,
        engine: Engine,
        sampling: Sampling,
        watch: Callable[[Tally], None],
        unsupported: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self._engine = engine
        self._sampling = sampling
        self._unsupported = unsupported
        self._watch = watch
        self.tally = Tally()

    @property
    def tokenizer_name(self) -> str:
        """Names the form of the chat; lm-eval asks for it."""
        return "chat"

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:  # noqa: ARG002 - lm-eval's signature
        """The messages as JSON: templates are the server's business."""
        return Chat(json.dumps(chat_history))

    def generate_until(self, requests: Sequence[Instance]) -> list[Reply]:
        """An answer for each request, in order."""
        seen: Counter[tuple[str, int]] = Counter()
        questions = []
        samplings: dict[str, Sampling] = {}
        for request in requests:
            chat, settings, *others = request.args
            shown = others[0].get("visual", ()) if others else ()
            item = (request.task_name, request.doc_id)
            said = repr(settings)
            if said not in samplings:
                samplings[said] = self._sampling.over(_sampling(settings)).without(self._unsupported)
            questions.append(Question(prompt_of(chat, shown), samplings[said], repeat=seen[item]))
            seen[item] += 1
        answers = self._ask(questions)
        return [Reply.of(answer, question) for answer, question in zip(answers, questions, strict=True)]

    def loglikelihood(self, requests: Sequence[Instance]) -> list[tuple[LogProbability, bool]]:
        """How likely each request's continuation is after its context, in order.

        The choices of a document are one question. A context of plain text is scored as it stands, as stock lm-eval
        does; a chat as `text_before` puts it, a space before each choice.

        Raises:
            ConfigError: if the model answers chats only, or a task shows pictures.
        """
        asked = [_scored_after(request) for request in requests]
        # A document is asked once, whatever it repeats: no chance is in it.
        places = [(r.task_name, r.doc_id, prompt) for r, (prompt, _) in zip(requests, asked, strict=True)]
        choices: dict[tuple[str, int, Prompt], dict[str, None]] = {}
        for place, (_, choice) in zip(places, asked, strict=True):
            choices.setdefault(place, {})[choice] = None
        questions = {place: Question(place[2], Sampling(), choices=tuple(some)) for place, some in choices.items()}
        answers = dict(zip(questions, self._ask(list(questions.values())), strict=True))
        return [
            LogProbability.of(answers[place], questions[place], choice)
            for place, (_, choice) in zip(places, asked, strict=True)
        ]

    def loglikelihood_rolling(self, requests: Sequence[Instance]) -> NoReturn:
        """Of whole texts nothing is asked here."""
        raise ConfigError(
            f"the task {requests[0].task_name!r} measures the perplexity of whole texts, which is not done here; "
            "stock lm_eval does"
        )

    def _ask(self, questions: Sequence[Question]) -> list[Completion | Failure]:
        """The answers; the tally goes on from that of the questions before, of another kind."""
        before = self.tally
        answers, now = self._engine.ask(questions, lambda tally: self._watch(before.followed_by(tally)))
        self.tally = before.followed_by(now)
        return answers


def prompt_of(chat: str, shown: Sequence[Any]) -> Prompt:
    """The messages, each picture in the place of its mark."""
    pictures = (Image(picture_of(each)) for each in shown)
    return Prompt(tuple(Message(turn["role"], parts(turn["content"], pictures)) for turn in json.loads(chat)))


def picture_of(shown: Any) -> bytes:
    """The file of a picture: its own where it is known, else a PNG, the same to the byte for the same picture."""
    if (source := getattr(shown, "source", None)) is not None:
        return bytes(source)
    file = BytesIO()
    plain = shown if shown.mode in _PNG else shown.convert("RGB")
    plain.save(file, "PNG")
    return file.getvalue()


def _scored_after(request: Instance) -> tuple[Prompt, str]:
    """What a request's continuation is scored after, and the continuation."""
    context, choice, *pictures = request.args
    if pictures:
        raise ConfigError(
            f"the task {request.task_name!r} scores likelihoods after pictures; here they are of text alone"
        )
    if not isinstance(context, Chat):
        return begun(context), choice
    chat = prompt_of(context, ())
    return chat, spaced(text_before(chat), choice)


def _sampling(settings: dict[str, Any]) -> Sampling:
    """A task's `generation_kwargs` in ours."""
    return Sampling(
        temperature=settings.get("temperature"),
        top_p=settings.get("top_p"),
        max_tokens=settings.get("max_gen_toks", settings.get("max_tokens")),
        seed=settings.get("seed"),
        stop=tuple(settings.get("until", ())),
    )
