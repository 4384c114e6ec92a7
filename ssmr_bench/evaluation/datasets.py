"""What the files in `tasks/` name: their rows, the text of a row, and the verdict on an answer to it.

The same hooks serve `ssmr-eval` and stock lm-eval.
"""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.item import Item, style_of
from ssmr_bench.evaluation.judging.outcome import ANSWERED, Outcome
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.open_question import open_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ssmr_bench.synthesis.visual import Style


_MANNER = tuple(field.name for field in fields(Manner) if field.name != "repeats")
"""What a task's metadata may say of how it is asked; how often is lm-eval's own to do."""


def task_names() -> list[str]:
    """The tasks there are: each is a file `tasks/NAME.yaml`."""
    return sorted(path.stem for path in shipped("tasks").glob("*.yaml"))


def check_task(name: str) -> None:
    """Passes where there is such a task; needs no lm-eval.

    Raises:
        UnknownNameError: if there is not.
    """
    if name not in task_names():
        raise UnknownNameError("task", name, task_names())


def metadata_of(task: str) -> dict[str, Any]:
    """The metadata in a task's file: split version, prompt, and of visual tasks the style of the pictures.

    Raises:
        UnknownNameError: if there is no such task.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        """Passes over the functions that lm-eval resolves."""

    Loader.add_multi_constructor("!", lambda *_: None)
    check_task(task)
    text = (shipped("tasks") / f"{task}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader)["metadata"])  # noqa: S506 - a SafeLoader


def is_open(task: str) -> bool:
    """Whether a task asks without options.

    Raises:
        UnknownNameError: if there is no such task.
    """
    return bool(metadata_of(task).get("open"))


def frozen_split(version: str, **metadata: Any) -> dict[str, Any]:
    """The items of a frozen test split, in the manner that the task's metadata ask for; each row is an `Item`."""
    import datasets

    manner = Manner(**{name: value for name, value in metadata.items() if name in _MANNER})
    asked = items(version, manner, style_of(metadata), open_form=bool(metadata.get("open")))
    return {"test": datasets.Dataset.from_list([item.row for item in asked])}


def items(version: str, manner: Manner, style: Style | None, *, open_form: bool = False) -> list[Item]:
    """What is asked of a frozen test split in that manner, each item's orders one after the other.

    In the open form a problem without an open question is left out, and one without music where pictures are shown.
    """
    return [
        Item(problem, manner.prompt, manner.shots, order, version, style, open_form)
        for problem in manner.chosen(splits.load(version).problems)
        if not open_form or (open_question(problem) is not None and (problem.abc or style is None))
        for order in manner.asked_in[: 1 if open_form else None]
    ]


def doc_to_text(doc: Mapping[str, Any]) -> str:
    """The user's message for a row; in the place of each picture stands a mark."""
    return Item.of(doc).rendered.user


def doc_to_target(doc: Mapping[str, Any]) -> str:
    """What a row is to be answered with: the letter of the right option as shown, or of an open question its text."""
    return Item.of(doc).key


def doc_to_shot(doc: Mapping[str, Any]) -> str:
    """The right reply to a row, as a shot shows it."""
    return Item.of(doc).rendered.answer


def doc_to_image(doc: Mapping[str, Any]) -> list[Any]:
    """The pictures of a row and of the shots before it, as their marks stand; each keeps its file as `source`."""
    item = Item.of(doc)
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


def process_results(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """The metrics of a row; none for a failed call, which is no wrong answer and stays out of every mean."""
    said = results[0]
    outcome = Item.of(doc).judged(getattr(said, "answer", None) or Completion(said)).outcome
    if outcome is Outcome.FAILED:
        return {}
    return {"accuracy": float(outcome is Outcome.CORRECT), "answered": float(outcome in ANSWERED)}
