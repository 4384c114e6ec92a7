"""A task of lm-eval that puts its questions and leaves the verdicts to its items: imported where lm-eval is used."""

from __future__ import annotations

import json
import logging
from copy import copy
from typing import TYPE_CHECKING, Any

from datasets import disable_progress_bars
from lm_eval.api.task import ConfigurableTask
from lm_eval.filters import build_filter_ensemble
from lm_eval.tasks._yaml_loader import load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_TOKENS = 8192
"""Of an answer, where a task names no limit: lm-eval would cut it at 256 tokens, in the midst of a thought."""
_NOT_A_TASKS = ("tag", "group", "task_list")
_AS_IT_COMES = "none"


class Asked(ConfigurableTask):  # type: ignore[misc]  # lm-eval ships no types
    """Asks the first so many documents; neither filters nor metrics of the task see an answer."""

    first: int | None = None

    @classmethod
    def of(cls, path: Path, data: Mapping[str, Any]) -> Asked:
        """The task of a file over the data that `load_dataset` loads with those arguments."""
        logging.getLogger("lm_eval").setLevel(logging.ERROR)  # its notes on defaults are for its own command line
        disable_progress_bars()  # they would cut through ours
        return cls(config=configuration(path) | dict(data))

    def over(self, first: int | None, shots: int, repeats: int) -> Asked:
        """The same task, asked in another manner."""
        other = copy(self)
        other._config = copy(self._config)
        other.first = first
        other.set_config("num_fewshot", shots)
        other.set_config("repeats", repeats)
        other._filters = [build_filter_ensemble(_AS_IT_COMES, [["take_first", None]])]
        return other

    def doc_iterator(self, **_: Any) -> Iterator[tuple[int, Any]]:
        """Each document with its number."""
        for number in range(len(self.task_docs))[: self.first]:
            yield number, self.task_docs[number]

    def process_results(self, doc: Any, results: Any) -> dict[str, float]:  # noqa: ARG002 - lm-eval's signature
        """No metric: an answer has thoughts in it yet, and is not to be parsed in this process."""
        return {}

    def chat(self, doc: Any, shots: int) -> str:
        """The messages for a document as JSON, as lm-eval puts them."""
        context: str = self.fewshot_context(
            doc,
            num_fewshot=shots,
            apply_chat_template=True,
            fewshot_as_multiturn=True,
            chat_template=lambda chat, add_generation_prompt=True: json.dumps(chat),  # noqa: ARG005
            gen_prefix=self.doc_to_prefix(doc),
        )
        return context


def configuration(path: Path) -> dict[str, Any]:
    """What the file of a task says, with functions loaded, and with what lm-eval leaves to its models filled in."""
    found: dict[str, Any] = {name: value for name, value in load_yaml(path).items() if name not in _NOT_A_TASKS}
    if found.get("output_type", "generate_until") == "generate_until":
        found["generation_kwargs"] = _generation(found.get("generation_kwargs"))
    return found


def _generation(said: dict[str, Any] | None) -> dict[str, Any]:
    settings: dict[str, Any] = {"until": ["\n\n"], "do_sample": False} if said is None else dict(said)
    until = settings.get("until", ["\n\n"])
    settings["until"] = [until] if isinstance(until, str) else list(until)
    if not settings.get("do_sample"):
        settings.setdefault("temperature", 0.0)
    if "max_tokens" not in settings:
        settings.setdefault("max_gen_toks", settings.get("max_new_tokens", MAX_TOKENS))
    return settings
