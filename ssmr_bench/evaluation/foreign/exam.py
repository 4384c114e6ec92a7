"""The questions of a task of lm-eval over data that lie here, and what its own code says of answers to them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.foreign.directory import cache_folder
from ssmr_bench.evaluation.foreign.guard import GUARD, Lost
from ssmr_bench.evaluation.foreign.recipe import Recipe
from ssmr_bench.evaluation.foreign.scoring import Case, Scores
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.evaluation.sources import Source, configured, splits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ssmr_bench.evaluation.foreign.asked import Asked
    from ssmr_bench.evaluation.prompt import Prompt

_BUILDERS = {".parquet": "parquet", ".jsonl": "json", ".json": "json", ".csv": "csv"}
"""Who reads which files; a data set that lies here in two forms is read in the first of these."""
_SEED = 1234
"""What lm-eval draws shots with."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which questions: enough for another process to find them."""

    task: str
    path: Path
    """The task's file."""
    source: Source
    """The data."""
    config: str | None


class Exam:
    """A task that lm-eval has loaded, its documents, and the prompts for them."""

    def __init__(self, place: Place) -> None:
        from ssmr_bench.evaluation.foreign.asked import Asked

        self.place = place
        try:
            self.asked: Asked = Asked.of(place.path, _data(place))
        except (AttributeError, ImportError, KeyError, OSError, TypeError, ValueError, AssertionError) as error:
            said = " ".join(str(error).split())[:300]
            raise DataError(
                f"lm-eval's task {place.task} can't be made of the data in {place.source.folder}: {said}"
            ) from error
        self._chats: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self.asked.task_docs)

    def doc(self, number: int) -> Mapping[str, Any]:
        """The document of that number."""
        found: Mapping[str, Any] = self.asked.task_docs[number]
        return found

    def prompt(self, number: int, shots: int) -> Prompt:
        """What a model gets for a document: the same that comes of it through lm-eval.

        Shots are drawn for one document after the other, so those before it are gone through first.
        """
        from ssmr_bench.evaluation.harness import prompt_of

        if shots not in self._chats:
            self._chats[shots] = []
            self.asked.set_fewshot_seed(_SEED)
            self._chats[shots] += [self.asked.chat(self.doc(each), shots) for each in range(len(self))]
        shown = self.asked.doc_to_image(self.doc(number)) or ()
        return prompt_of(self._chats[shots][number], shown)

    def scores(self, number: int, text: str) -> Scores | Lost:
        """What the task's code says of an answer without thoughts, or why it says nothing.

        Raises:
            ValueError: if the task scores choices, and the text holds no likelihoods of them.
            DataError: if the task's code can't be loaded.
        """
        doc = self.doc(number)
        replies: tuple[Any, ...] = (text,)
        if self.asked.OUTPUT_TYPE == "multiple_choice":
            replies = self._likelihoods(number, text)
        return GUARD.scores(Case(self.place.path, doc, replies))

    def key(self, number: int) -> str:
        """What is right, as the task puts it, without what its metric passes over: of GSM8K's solution the number."""
        doc = self.doc(number)
        target = self.asked.doc_to_target(doc)
        if self.asked.config.doc_to_choice is not None and isinstance(target, int):
            target = self.asked.doc_to_choice(doc)[target]
        whole = "; ".join(map(str, target)) if isinstance(target, list) else str(target)
        left = whole
        for each in self.asked.config.metric_list or ():
            for passed in each.get("regexes_to_ignore") or ():
                left = re.sub(passed, "", left)
        return left.strip() or whole

    def _likelihoods(self, number: int, text: str) -> tuple[tuple[float, bool], ...]:
        found = Likelihoods.read(text)
        asked = [r.args[1] for r in self.asked.construct_requests(self.doc(number), "", apply_chat_template=True)]
        # After a chat a choice is asked with a space before it, where it has none.
        choices = [each if each in found.log_probabilities else f" {each}" for each in asked]
        if missing := [choice for choice in choices if choice not in found.log_probabilities]:
            raise ValueError(f"no likelihood of {missing[0]!r}")
        return tuple((found.log_probabilities[choice], choice in found.greedy) for choice in choices)


@cache
def exam(place: Place) -> Exam:
    """The exam of a place, loaded once."""
    return Exam(place)


def digest_of(doc: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits for a document; pictures count by their looks."""
    text = json.dumps(doc, sort_keys=True, ensure_ascii=True, default=_shown)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _shown(value: Any) -> str:
    if hasattr(value, "tobytes"):
        return hashlib.sha256(value.tobytes()).hexdigest()
    return str(value)


def _data(place: Place) -> dict[str, Any]:
    """What `load_dataset` is to be told: the files of each split, of one kind where there are several."""
    recipe = Recipe.read(place.task, place.path)
    if own := recipe.data_files:
        files = {split: [str(path) for path in paths] for split, paths in own.items()}
        return {"dataset_kwargs": {"data_files": files}}
    source = place.source
    found = splits(source) if place.config is None else configured(source, place.config)
    kinds = {path.suffix for paths in found.values() for path in paths}
    kind = next(each for each in _BUILDERS if each in kinds)
    files = {split: [str(path) for path in paths if path.suffix == kind] for split, paths in found.items()}
    return {
        "dataset_path": _BUILDERS[kind],
        "dataset_name": None,
        "dataset_kwargs": {
            "data_files": {split: paths for split, paths in files.items() if paths},
            "cache_dir": str(cache_folder() / "tables"),
        },
    }
