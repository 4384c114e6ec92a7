"""One run: a plan put through `lm_eval.simple_evaluate`, and the results written."""

from __future__ import annotations

import logging
import platform
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation import pictures
from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.engine import Engine, Tally
from ssmr_bench.evaluation.journal import Alive, Journal, JournalLockedError, RunState
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.plan import JOURNAL
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.setting import Setting
from ssmr_bench.evaluation.task import find

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ssmr_bench.evaluation.backends import Backend
    from ssmr_bench.evaluation.harness import BackendLM
    from ssmr_bench.evaluation.journal import RunRecord
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.task import Task

_NOTED = 2.0
"""Seconds between two notes of how a run stands."""
_LIBRARIES = (
    *(
        "ssmr-bench",
        "lm-eval",
        "aiohttp",
        "uvloop",
        "openai",
        "google-genai",
        "vllm",
        "torch",
        "transformers",
        "xllamacpp",
    ),
    *("verovio", "resvg_py", "pillow", "numpy"),
)


def engrave(plan: Plan, watch: Callable[[int, int], None] = lambda *_: None) -> None:
    """Draws the pictures that the plan's tasks show and the cache does not hold; `watch` is told how many of how many.

    Raises:
        SSMRError: as `pictures.engrave`.
    """
    for task in map(find, plan.tasks):
        if task.style is not None:
            pictures.engrave(task.material().items(plan.manner_of(task)), watch)


def evaluate(
    plan: Plan,
    watch: Callable[[Tally], None] = lambda _: None,
    starting: Callable[[float], None] = lambda _: None,
) -> tuple[list[Result], Tally]:
    """Asks what is not in the journal yet, judges every answer, and writes a result for each task.

    `watch` is called whenever a question is settled, `starting` with the seconds that a server has been starting.

    Raises:
        SSMRError: for what the user can put right; every answer that had arrived is in the journal.
    """
    plan.check()
    with (
        Journal(plan.journal) as journal,
        _recorded(plan, journal) as (run, note),
        _reached(plan, starting) as entry,
    ):
        backend = connect(entry, plan.terms.concurrency)
        tasks = [find(name) for name in plan.tasks]
        model, report = _through_lm_eval(plan, tasks, Engine(backend, journal, plan.terms, run), _both(note, watch))
        results = [_result(plan, backend, task, report, model.tally) for task in tasks]
        for result in () if plan.dry else results:
            result.write(plan.out)
    return results, model.tally


@contextmanager
def _reached(plan: Plan, starting: Callable[[float], None]) -> Generator[ModelEntry]:
    """The entry as it is reached; a server of its own lives as long as the block."""
    if not plan.serve:
        yield plan.reached
        return
    from ssmr_bench.evaluation.serve import served

    # An hf entry's options are transformers', which vLLM's server does not know.
    weights = replace(plan.entry, options={}) if plan.entry.backend == "hf" else plan.entry
    with served(weights, starting) as entry:
        yield entry


@contextmanager
def _recorded(plan: Plan, journal: Journal) -> Generator[tuple[int, Callable[[Tally], None]]]:
    """The number of this run, alive as long as the block, and what takes down how it stands."""
    run = journal.begin(plan.command, plan.entry.name, ",".join(plan.tasks) + " (estimate)" * plan.dry)
    latest = Tally()
    noted = 0.0

    def note(tally: Tally) -> None:
        nonlocal latest, noted
        latest = tally
        if time.monotonic() - noted > _NOTED:
            noted = time.monotonic()
            with suppress(JournalLockedError):
                journal.note(run, tally.total, tally.reused)

    with Alive(plan.journal.with_name(f".{plan.journal.name}.runs")) as alive:
        alive.hold(run)
        state = RunState.STOPPED
        try:
            yield run, note
            state = RunState.FINISHED if latest.kept == latest.total else RunState.INCOMPLETE
        finally:
            journal.end(run, latest.total, latest.reused, state)


def runs_of(folder: Path) -> list[RunRecord]:
    """The runs into a folder, in the order in which they began.

    Raises:
        FileError: if there is no journal in it.
    """
    path = folder / JOURNAL
    if not path.is_file():
        raise FileError(f"there is no journal in {folder}; name the folder that --out named")
    with Journal(path) as journal, Alive(path.with_name(f".{path.name}.runs")) as alive:
        records = [
            replace(record, state=RunState.STOPPED)
            if record.state == RunState.RUNNING and not alive.held(record.number)
            else record
            for record in journal.runs()
        ]
    done = {(r.model, r.tasks, r.total): r.number for r in records if r.state == RunState.FINISHED}
    return [
        replace(record, state=RunState.CONTINUED)
        if record.resumable and done.get((record.model, record.tasks, record.total), 0) > record.number
        else record
        for record in records
    ]


def _both(*watchers: Callable[[Tally], None]) -> Callable[[Tally], None]:
    def watch(tally: Tally) -> None:
        for watcher in watchers:
            watcher(tally)

    return watch


def _through_lm_eval(
    plan: Plan, tasks: list[Task], engine: Engine, watch: Callable[[Tally], None]
) -> tuple[BackendLM, dict[str, Any]]:
    """The model that answered, and lm-eval's report with its samples."""
    from lm_eval import evaluator
    from lm_eval.tasks import TaskManager

    from ssmr_bench.evaluation.harness import BackendLM

    # Its notes on overridden settings are for its own command line, as is the commit of whatever folder it runs in.
    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    evaluator.get_git_commit_hash = lambda: None
    model = BackendLM(engine, plan.sampling.over(plan.entry.sampling), watch, plan.entry.unsupported)
    report = evaluator.simple_evaluate(
        model=model,
        tasks=[task.for_lm_eval(plan.manner_of(task)) for task in tasks],
        task_manager=TaskManager(include_defaults=False),  # else it looks through all that lm-eval ships: 6 s
        apply_chat_template=True,
        fewshot_as_multiturn=True,
        bootstrap_iters=0,
    )
    return model, report


def _result(plan: Plan, backend: Backend, task: Task, report: dict[str, Any], tally: Tally) -> Result:
    """The result of one task; a sample's reply carries the whole answer and the question it answers.

    Where likelihoods were asked for, so does the number for each choice: that of the first says it all.
    """
    material = task.material()
    asked = [
        (material.of(sample), [said[0] if task.likelihood else said for said in sample["resps"][0]])
        for sample in report["samples"][task.name]
    ]
    manner = material.over(plan.manner_of(task))
    setting = Setting(
        task=task.name,
        model=plan.entry.name,
        **asdict(manner),
        prompt_sha256=task.digest(manner.prompt),
        open=task.open,
        scorer=SCORER,
        variant=plan.variant(manner, sampled=not task.likelihood),
        endpoint=backend.endpoint,
        model_id=backend.model,
        concurrency=plan.terms.concurrency,
        sampling=backend.parameters(asked[0][1][0].question.sampling),
        split={"name": material.name, "version": material.version, "sha256": material.sha256},
        versions=_versions(),
    )
    rows = tuple(
        Row.of(item, repeat, reply.question.prompt.sha256, reply.answer)
        for item, replies in asked
        for repeat, reply in enumerate(replies)
    )
    return Result(setting, rows, datetime.now(UTC).isoformat(timespec="seconds"), tally.sent, plan.terms.price)


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[library] = version(library)
    return versions
