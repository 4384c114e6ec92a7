"""One run: a model, some tasks and a prompt, put through `lm_eval.simple_evaluate`, and the results written."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.backends import connect
from ssmr_bench.evaluation.datasets import check_task, metadata_of, problem_of, style_of
from ssmr_bench.evaluation.engine import Engine, Tally
from ssmr_bench.evaluation.journal import Journal
from ssmr_bench.evaluation.prompting import check_variant, digest
from ssmr_bench.evaluation.result import Result, Row, Setting
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import PictureCache, default_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.backends import Backend
    from ssmr_bench.evaluation.completion import Sampling
    from ssmr_bench.evaluation.harness import BackendLM
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style

_LIBRARIES = ("ssmr-bench", "lm-eval", "xllamacpp", "openai", "verovio", "resvg_py")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run, and where its files go."""

    entry: ModelEntry
    tasks: tuple[str, ...]
    prompt: str
    out: Path
    limit: int | None = None
    """Only the first so many items of each task."""
    base_url: str | None = None
    """An endpoint in place of the entry's own."""
    concurrency: int | None = None
    """Questions asked at once, in place of the entry's own."""

    @property
    def journal(self) -> Path:
        """The file in which this plan's answers are kept; all runs into the same folder share it."""
        return self.out / "journal.sqlite3"

    def variant(self, limit: int | None) -> str:
        """The options that set a run with that limit apart from an ordinary one."""
        other = self.base_url if self.base_url != self.entry.base_url else None
        options = {"limit": limit, "base-url": other and _as_name(other)}
        return ",".join(f"{name}={value}" for name, value in options.items() if value is not None)


def _as_name(address: str) -> str:
    """A URL as part of a folder's name; a long one by its digest."""
    name = re.sub(r"[^\w.-]+", "_", address.partition("//")[2])
    return name if len(name) <= 60 else f"{name[:40]}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def check(plan: Plan) -> None:
    """Passes where every name is known; takes milliseconds.

    Raises:
        UnknownNameError: for the first task or prompt that is not.
        ConfigError: if a task shows pictures and the model has no vision.
    """
    for task in plan.tasks:
        check_task(task)
    check_variant(plan.prompt)
    if not plan.entry.vision and (visual := [task for task in plan.tasks if style_of(metadata_of(task))]):
        raise ConfigError(f"the model {plan.entry.name!r} has no vision; leave out {', '.join(visual)}")


def engrave(plan: Plan, watch: Callable[[int, int], None] = lambda *_: None) -> None:
    """Draws the pictures that the plan's tasks show and the cache does not hold; `watch` is told how many of how many.

    Raises:
        SSMRError: as `PictureCache.fill`.
    """
    for task in plan.tasks:
        metadata = metadata_of(task)
        style = style_of(metadata)
        if style is not None:
            _fill(splits.load(metadata["version"]).problems[: plan.limit], style, watch)


def _fill(problems: Sequence[Problem], style: Style, watch: Callable[[int, int], None]) -> None:
    cache = PictureCache(default_folder(), style)
    cache.fill(problems, os.cpu_count() or 1, lambda done: watch(done, len(problems)))


def evaluate(plan: Plan, watch: Callable[[Tally], None] = lambda _: None) -> list[Result]:
    """Asks what is not in the journal yet, judges every answer, and writes a result for each task.

    `watch` is called whenever a question is settled.

    Raises:
        SSMRError: for what the user can put right; every answer that had arrived is in the journal.
    """
    check(plan)
    if plan.base_url is not None and plan.entry.backend != "openai":
        raise ConfigError(
            f"--base-url goes with a model of the openai backend; {plan.entry.name!r} is {plan.entry.backend}"
        )
    entry = replace(plan.entry, base_url=plan.entry.base_url if plan.base_url is None else plan.base_url)
    concurrency = plan.concurrency or entry.concurrency
    with Journal(plan.journal) as journal:
        backend = connect(entry, concurrency)
        model, report = _through_lm_eval(plan, Engine(backend, journal, concurrency), entry.sampling, watch)
    results = [_result(plan, backend, task, report, model.tally) for task in plan.tasks]
    for result in results:
        result.write(plan.out)
    return results


def _through_lm_eval(
    plan: Plan, engine: Engine, sampling: Sampling, watch: Callable[[Tally], None]
) -> tuple[BackendLM, dict[str, Any]]:
    """The model that answered, and lm-eval's report with its samples."""
    from lm_eval import evaluator
    from lm_eval.tasks import TaskManager

    from ssmr_bench.evaluation.harness import BackendLM

    # Its notes on overridden settings are for its own command line, as is the commit of whatever folder it runs in.
    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    evaluator.get_git_commit_hash = lambda: None
    model = BackendLM(engine, sampling, watch)
    manager = TaskManager(include_path=str(shipped("tasks")), include_defaults=False, metadata={"prompt": plan.prompt})
    report = evaluator.simple_evaluate(
        model=model,
        tasks=list(plan.tasks),
        task_manager=manager,
        limit=plan.limit,
        apply_chat_template=True,
        fewshot_as_multiturn=True,
        bootstrap_iters=0,
    )
    return model, report


def _result(plan: Plan, backend: Backend, task: str, report: dict[str, Any], tally: Tally) -> Result:
    """The result of one task; a sample's reply carries the whole answer and the question it answers."""
    asked = [(problem_of(sample["doc"]), sample["resps"][0][0]) for sample in report["samples"][task]]
    split = splits.load(report["configs"][task]["metadata"]["version"])
    limit = plan.limit if len(asked) < len(split.problems) else None
    setting = Setting(
        task=task,
        model=plan.entry.name,
        prompt=plan.prompt,
        prompt_sha256=digest(plan.prompt),
        variant=plan.variant(limit),
        endpoint=backend.endpoint,
        model_id=backend.model,
        limit=limit,
        concurrency=plan.concurrency or plan.entry.concurrency,
        sampling=asked[0][1].question.sampling.said,
        split={"name": split.name, "version": split.version, "sha256": split.sha256},
        versions=_versions(),
    )
    rows = tuple(Row.of(problem, reply.question.prompt.sha256, reply.answer) for problem, reply in asked)
    return Result(setting, rows, datetime.now(UTC).isoformat(timespec="seconds"), tally.sent)


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[library] = version(library)
    return versions
