"""lm-eval's view of a backend: an `LM` whose answers come through the engine and the journal."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from lm_eval.api.model import LM
from lm_eval.api.samplers import ContextSampler

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.engine import Engine, Question, Tally
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.prompting import parts
from ssmr_bench.evaluation.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lm_eval.api.instance import Instance


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
        return json.dumps(chat_history)

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
            questions.append(Question(_prompt(chat, shown), samplings[said], repeat=seen[item]))
            seen[item] += 1
        answers, self.tally = self._engine.ask(questions, self._watch)
        return [Reply.of(answer, question) for answer, question in zip(answers, questions, strict=True)]

    def loglikelihood(self, requests: Sequence[Instance]) -> NoReturn:
        """Chat endpoints return no log-probabilities of a prompt."""
        raise ConfigError(f"the task {requests[0].task_name!r} scores log-likelihoods, which chat models don't return")

    def loglikelihood_rolling(self, requests: Sequence[Instance]) -> NoReturn:
        """See `loglikelihood`."""
        self.loglikelihood(requests)


def _prompt(chat: str, shown: Sequence[Any]) -> Prompt:
    """The messages, each picture in the place of its mark."""
    pictures = (Image(picture.source) for picture in shown)
    return Prompt(tuple(Message(turn["role"], parts(turn["content"], pictures)) for turn in json.loads(chat)))


def _sampling(settings: dict[str, Any]) -> Sampling:
    """A task's `generation_kwargs` in ours."""
    return Sampling(
        temperature=settings.get("temperature"),
        top_p=settings.get("top_p"),
        max_tokens=settings.get("max_gen_toks", settings.get("max_tokens")),
        seed=settings.get("seed"),
        stop=tuple(settings.get("until", ())),
    )
