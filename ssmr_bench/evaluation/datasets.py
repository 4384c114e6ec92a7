"""What the files in `tasks/` name: their rows, the text of a row, and the verdict on an answer to it.

The same hooks serve `ssmr-eval` and stock lm-eval.
"""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.compositions.task import CompositionTask
from ssmr_bench.evaluation.judging.outcome import ANSWERED, Outcome
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.problems.task import ProblemTask
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MANNER = tuple(field.name for field in fields(Manner) if field.name != "repeats")
"""What a task's metadata may say of how it is asked; how often is lm-eval's own to do."""


def problems(**metadata: Any) -> dict[str, Any]:
    """The items of a set of problems, in the manner that the task's metadata ask for; each row is a `ProblemItem`."""
    import datasets

    manner = Manner(**{name: value for name, value in metadata.items() if name in _MANNER})
    asked = ProblemTask.of("", metadata).material().items(manner)
    return {"test": datasets.Dataset.from_list([item.row for item in asked])}


def doc_to_text(doc: Mapping[str, Any]) -> str:
    """The user's message for a row; in the place of each picture stands a mark."""
    return ProblemItem.of(doc).rendered.user


def doc_to_target(doc: Mapping[str, Any]) -> str:
    """What a row is to be answered with: the letter of the right option as shown, or of an open question its text."""
    return ProblemItem.of(doc).key


def doc_to_shot(doc: Mapping[str, Any]) -> str:
    """The right reply to a row, as a shot shows it."""
    return ProblemItem.of(doc).rendered.answer


def doc_to_image(doc: Mapping[str, Any]) -> list[Any]:
    """The pictures of a row and of the shots before it, as their marks stand; each keeps its file as `source`."""
    item = ProblemItem.of(doc)
    return [_picture(data) for each in (*item.shots, item) for data in each.pictures]


def _picture(data: bytes) -> Any:
    """A picture that is not decoded before somebody looks: thousands of them are held at once.

    lm-eval saves each as a PNG, to hash it. That would decode it for good and encode it anew, and is the file itself.
    """
    from PIL import Image

    picture: Any = Image.open(BytesIO(data))

    def save(file: Any, format: str | None = None, **settings: Any) -> None:  # noqa: A002 - Pillow's name
        if format == picture.format and not settings:
            file.write(data)
            return
        with Image.open(BytesIO(data)) as copy:
            copy.save(file, format, **settings)

    picture.source, picture.save = data, save
    return picture


def assignments(version: str, **metadata: Any) -> dict[str, Any]:
    """The assignments of a task that asks for music; each row is a `CompositionItem`."""
    import datasets

    manner = Manner(prompt=metadata["prompt"], limit=metadata.get("limit"))
    asked = CompositionTask.of("", {**metadata, "version": version}).material().items(manner)
    return {"test": datasets.Dataset.from_list([item.row for item in asked])}


def doc_to_assignment(doc: Mapping[str, Any]) -> str:
    """The user's message for a row that asks for music."""
    return CompositionItem.of(doc).user


def process_composition(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """The metrics of such a row: whether it is what was asked for, whether it was answered, and how good it is."""
    found = CompositionItem.of(doc).composed(_answer(results[0]))
    return _metrics(found.outcome) | ({} if found.outcome is Outcome.FAILED else {"quality": found.measures["quality"]})


def process_results(doc: Mapping[str, Any], results: Sequence[Any]) -> dict[str, float]:
    """The metrics of a row; none for a failed call, which is no wrong answer and stays out of every mean."""
    item = ProblemItem.of(doc)
    answer = _likelihoods(results) if item.likelihood else _answer(results[0])
    return _metrics(item.judged(answer).outcome)


def _likelihoods(results: Sequence[Any]) -> Completion | Failure:
    """The whole answer, as `_answer`; of another model there is a pair of numbers for each letter."""
    carried: Completion | Failure | None = getattr(results[0][0], "answer", None)
    found = {letter: result[0] for letter, result in zip(LETTERS, results, strict=True)}
    return carried or Completion(Likelihoods(found).text)


def _answer(said: Any) -> Completion | Failure:
    """The whole answer, where our own model gave it; of another there is but its text."""
    return getattr(said, "answer", None) or Completion(said)


def _metrics(outcome: Outcome) -> dict[str, float]:
    if outcome is Outcome.FAILED:
        return {}
    return {"accuracy": float(outcome is Outcome.CORRECT), "answered": float(outcome in ANSWERED)}
