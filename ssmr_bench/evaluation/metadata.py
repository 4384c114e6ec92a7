"""What the files in `tasks/` say of themselves, read without lm-eval."""

from __future__ import annotations

from functools import cache
from typing import Any

from ssmr_bench.errors import UnknownNameError
from ssmr_bench.paths import shipped


def task_names() -> list[str]:
    """The tasks there are: each is a file `tasks/NAME.yaml`."""
    return sorted(path.stem for path in shipped("tasks").glob("*.yaml"))


@cache
def metadata_of(task: str) -> dict[str, Any]:
    """The metadata in a task's file: split version, prompt, and of visual tasks the style of the pictures.

    Raises:
        UnknownNameError: if there is no such task.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        """Passes over the functions that lm-eval resolves."""

    Loader.add_multi_constructor("!", lambda *_: None)
    if task not in task_names():
        raise UnknownNameError("task", task, task_names())
    text = (shipped("tasks") / f"{task}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader)["metadata"])  # noqa: S506 - a SafeLoader
