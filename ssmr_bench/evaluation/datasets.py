"""What the files in `tasks/` name: their rows, the text of a row, and the verdict on an answer to it.

The same three hooks serve `ssmr-eval` and stock lm-eval.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.prompting import render
from ssmr_bench.evaluation.scoring import ANSWERED, Outcome, judge
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import Problem
from ssmr_bench.synthesis.visual import Look, PictureCache, Style, default_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_STYLE = ("form", "look", "strength")
"""What a task's metadata may say of its pictures."""


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


def frozen_split(version: str, prompt: str, **settings: object) -> dict[str, Any]:
    """The frozen test split of that version; each row says how it is asked: the prompt variant, and form and look."""
    import datasets

    asked = {"prompt": prompt} | {name: str(value) for name, value in settings.items() if name in _STYLE}
    rows = [json.loads(problem.to_json()) | asked for problem in splits.load(version).problems]
    return {"test": datasets.Dataset.from_list(rows)}


def doc_to_text(doc: Mapping[str, Any]) -> str:
    """The user's message for a row; in the place of each picture stands a mark."""
    return render(problem_of(doc), doc["prompt"], style_of(doc))


def doc_to_image(doc: Mapping[str, Any]) -> list[Any]:
    """The pictures of a row, in the order of their marks; each keeps the file that it came from as `source`."""
    return [_picture(data) for data in PictureCache(default_folder(), style_of(doc) or Style()).get(problem_of(doc))]


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


def style_of(settings: Mapping[str, Any]) -> Style | None:
    """The style of the pictures that a row or a task's metadata asks for; None where it asks for text."""
    if "form" not in settings:
        return None
    return Style(settings["form"], Look(settings.get("look", "clean"), int(settings.get("strength", 2))))


def process_results(doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """The metrics of a row; none for a failed call, which is no wrong answer and stays out of every mean."""
    said = results[0]
    outcome = judge(problem_of(doc), getattr(said, "answer", None) or Completion(said)).outcome
    if outcome is Outcome.FAILED:
        return {}
    return {"accuracy": float(outcome is Outcome.CORRECT), "answered": float(outcome in ANSWERED)}


def problem_of(doc: Mapping[str, Any]) -> Problem:
    """The problem that a row holds."""
    own = {name: value for name, value in doc.items() if name not in {"prompt", *_STYLE}}
    return Problem.from_json(json.dumps(own))
