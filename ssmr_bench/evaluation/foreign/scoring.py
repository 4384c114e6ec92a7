"""What a task's own filters and metrics say of an answer, in the process that the guard keeps for it."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

MEMORY = 4 * 2**30
"""Bytes of addresses that the process may take: LaTeX may stand for numbers that fill any memory."""


@dataclass(frozen=True, slots=True)
class Case:
    """An answer to be judged, with all that is needed for it."""

    path: Path
    """The task's file."""
    doc: Mapping[str, Any]
    replies: tuple[Any, ...]
    """A text; of choices that were scored a pair of logarithm and greediness for each; none where the task is only to
    be made ready."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What was measured."""

    values: Mapping[tuple[str, str], float]
    """By filter and metric."""
    read: Mapping[str, str]
    """What each filter left of the text."""
    guessed: bool = False
    """Whether the task's code threw dice: MMMU's does where it can read no choice."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The task's code raised an exception."""

    why: str


def attend(connection: Connection) -> None:
    """Judges what comes until nothing does; a failure is sent back as text."""
    _confine()
    while True:
        try:
            case = connection.recv()
        except EOFError:
            return
        try:
            found: Scores | Broken = scores(case)
        except Exception as error:  # noqa: BLE001 - the task's code is anybody's
            found = Broken(f"{type(error).__name__}: {' '.join(str(error).split())}"[:300])
        connection.send(found)


def scores(case: Case) -> Scores:
    """What the task's filters and metrics say of one answer."""
    from lm_eval.api.instance import Instance

    task = _task(case.path, case.doc)
    if not case.replies:
        return Scores({}, {})
    kind = "loglikelihood" if task.OUTPUT_TYPE == "multiple_choice" else task.OUTPUT_TYPE
    instances = [Instance(kind, case.doc, ("",), number, resps=[reply]) for number, reply in enumerate(case.replies)]
    for each in task._filters:
        each.apply(instances)
    values: dict[tuple[str, str], float] = {}
    before = random.getstate()
    for name in instances[0].filtered_resps:
        found = task.process_results(case.doc, [instance.filtered_resps[name] for instance in instances])
        values |= {(name, metric): float(value) for metric, value in found.items() if _is_number(value)}
    left = {name: text for name, text in instances[0].filtered_resps.items() if isinstance(text, str)}
    return Scores(values, left, guessed=random.getstate() != before)


_tasks: dict[Path, Any] = {}


def _task(path: Path, doc: Mapping[str, Any]) -> Any:
    """The task of a file as lm-eval has it, over no more data than the document at hand."""
    if path not in _tasks:
        import datasets
        from lm_eval.api.task import ConfigurableTask

        from ssmr_bench.evaluation.foreign.asked import configuration

        said = configuration(path)
        splits = {said.get(name) for name in ("test_split", "validation_split", "training_split", "fewshot_split")}
        one = datasets.Dataset.from_list([dict(doc)])
        # The document went through `process_docs` already.
        said |= {"custom_dataset": lambda **_: dict.fromkeys(splits - {None}, one), "process_docs": None}
        _tasks[path] = ConfigurableTask(config=said)
        for metric in ("acc_mutual_info",):
            _tasks[path]._metric_fn_list.pop(metric, None)
    return _tasks[path]


def _is_number(value: Any) -> bool:
    with suppress(TypeError, ValueError):
        return float(value) == float(value)
    return False


def _confine() -> None:
    """Takes no more memory than it may, leaves an interruption to the process that asks, and prints nothing."""
    import logging
    import os
    import signal
    import sys

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.ERROR)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, sys.stdout.fileno() if sys.stdout else 1)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
