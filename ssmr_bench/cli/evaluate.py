"""`ssmr-eval`, and `ssmr models`."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import INCOMPLETE, INTERRUPTED, Version, ssmr, ssmr_eval
from ssmr_bench.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ssmr_bench.evaluation.engine import Tally
    from ssmr_bench.evaluation.run import Plan

_ModelsFile = Annotated[
    Path | None,
    typer.Option(
        envvar="SSMR_MODELS_FILE", help="A models file of your own (TOML); `ssmr models` shows what is known."
    ),
]


@ssmr_eval.command()
def _evaluate(
    model: Annotated[str, typer.Option(help="A name from the models file, as in `ssmr models`.")],
    tasks: Annotated[str, typer.Option(help="One task or several, with commas between.")],
    prompt: Annotated[str, typer.Option(help="How it is asked: a file of prompts/.")] = "paper",
    limit: Annotated[int | None, typer.Option(min=1, max=10**9, help="Only the first N items of each task.")] = None,
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint, up to and with /v1.")] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Questions asked at once.")] = None,
    out: Annotated[Path, typer.Option(help="Where results and the journal of answers go.")] = Path("results"),
    models_file: _ModelsFile = None,
    version: Version = False,  # noqa: ARG001 - handled by its callback
) -> None:
    """Score a model on sheet-music problems.

    Every answer is kept as it arrives; the same command again asks only what is missing.
    Exit status: 0 done, 2 bad input, 3 some items got no answer, 130 interrupted.

    Examples:
    - `ssmr-eval --model smollm2-135m --tasks ssmr_text --limit 40`
    - `ssmr-eval --model qwen3-8b --tasks ssmr_text --prompt cot --base-url http://127.0.0.1:8000/v1`
    """
    from ssmr_bench.evaluation.models import find
    from ssmr_bench.evaluation.run import Plan

    names = tuple(dict.fromkeys(name.strip() for name in tasks.split(",") if name.strip()))
    if not names:
        raise ConfigError("--tasks names no task")
    plan = Plan(find(model, models_file), names, prompt, out, limit, base_url and base_url.rstrip("/"), concurrency)
    failed = _run(plan)
    if failed:
        raise typer.Exit(INCOMPLETE)


def _run(plan: Plan) -> int:
    """Runs the plan before the user's eyes; returns how many items failed."""
    from rich.console import Console

    from ssmr_bench.evaluation.run import check, engrave, evaluate
    from ssmr_bench.reporting.table import run_table

    check(plan)
    os.environ.setdefault("TQDM_DISABLE", "1")  # lm-eval's own bars would cut through ours
    with _progress(plan) as (watch, engraved):
        engrave(plan, engraved)
        results = evaluate(plan, watch)
    Console().print(run_table(results))
    for result in results:
        print(f"{result.setting.folder(plan.out)}")
    failed = sum(result.failed for result in results)
    if failed:
        reason = next(row.failure for result in results for row in result.rows if row.failure)
        print(
            f"{failed} items got no answer and count in no accuracy; the first: {reason}. Run again to ask them again.",
            file=sys.stderr,
        )
    return failed


@contextmanager
def _progress(plan: Plan) -> Generator[tuple[Callable[[Tally], None], Callable[[int, int], None]]]:
    """A bar on standard error, and a way back for whoever presses Ctrl-C."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    done = "no answer had arrived yet."
    with Progress(*columns, console=console) as bar:
        line = bar.add_task(f"{plan.entry.name}: getting ready", total=None)

        def watch(tally: Tally) -> None:
            nonlocal done
            kept = tally.done - tally.failed
            done = f"{kept} of {tally.total} answers are kept in {plan.journal}."
            said = f"{plan.entry.name}: {tally.sent} asked, {tally.reused} reused, {tally.failed} failed"
            bar.update(line, description=said, total=tally.total, completed=tally.done)

        def engraved(count: int, total: int) -> None:
            bar.update(line, description="engraving pictures", total=total, completed=count)

        try:
            yield watch, engraved
        except KeyboardInterrupt:
            bar.stop()
            print(f"interrupted: {done} Run the same command again to go on.", file=sys.stderr, flush=True)
            # At once: nothing is left to close, and a slow local model would not let the interpreter end in peace.
            os._exit(INTERRUPTED)


@ssmr.command()
def models(models_file: _ModelsFile = None) -> None:
    """List the models that `ssmr-eval --model` knows.

    Example: `ssmr models --models-file my-models.toml`
    """
    from rich.console import Console
    from rich.table import Table

    from ssmr_bench.evaluation.models import registry

    table = Table("name", "backend", "model", "endpoint or weights")
    for entry in registry(models_file).values():
        table.add_row(entry.name, entry.backend, entry.model, entry.base_url or entry.weights or "")
    Console().print(table)
