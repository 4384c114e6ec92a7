"""What a run shows on standard error: a bar, a log where it is asked for, and a way back after Ctrl-C."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.cli.app import INTERRUPTED
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ssmr_bench.evaluation.engine import Tally
    from ssmr_bench.evaluation.plan import Plan

_EVERY = 0.1
"""Seconds between two looks at a run that moves fast."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What tells the bar how things stand."""

    watch: Callable[[Tally], None]
    engraved: Callable[[int, int], None]
    """How many pictures of how many are drawn."""
    starting: Callable[[float], None]
    """How many seconds a server has been starting."""


def log_to_stderr(verbose: bool) -> None:
    """Sends our own log there; those of the libraries below may hold headers, and stay off."""
    log = logging.getLogger("ssmr_bench")
    log.setLevel(logging.INFO if verbose else logging.WARNING)
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_OneLine("%(asctime)s %(message)s", "%H:%M:%S"))
        log.addHandler(handler)


class _OneLine(logging.Formatter):
    """What servers say is data: nothing of it may steer a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


@contextmanager
def progress(plan: Plan) -> Generator[Shown]:
    """A bar on standard error, and a way back for whoever presses Ctrl-C."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    os.environ.setdefault("TQDM_DISABLE", "1")  # lm-eval's own bars would cut through ours
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    done = "no answer had arrived yet."
    looked = 0.0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        line = bar.add_task(f"{plan.entry.name}: getting ready", total=None)

        def watch(tally: Tally) -> None:
            nonlocal done, looked
            done = f"{tally.kept} of {tally.total} answers are kept in {plan.journal}."
            now = time.monotonic()
            if now - looked > _EVERY or tally.done == tally.total:
                looked = now
                settled = tally.done - tally.unasked
                bar.update(line, description=_said(plan, tally), total=tally.total, completed=settled)

        def engraved(count: int, total: int) -> None:
            bar.update(line, description="engraving pictures", total=total, completed=count)

        def starting(seconds: float) -> None:
            bar.update(line, description=f"{plan.entry.name}: its server has been starting for {seconds:.0f} s")

        try:
            yield Shown(watch, engraved, starting)
        except KeyboardInterrupt:
            bar.stop()
            print(f"interrupted: {done} Run the same command again to go on.", file=sys.stderr, flush=True)
            # At once: nothing is left to close, and a slow local model would not let the interpreter end in peace.
            os._exit(INTERRUPTED)


def _said(plan: Plan, tally: Tally) -> str:
    said = f"{plan.entry.name}: {tally.kept - tally.reused} answered, {tally.reused} reused, {tally.failed} failed"
    if plan.terms.price is not None:
        said += f", {tally.cost:.4f} {plan.terms.price.currency}"
    return f"{said}; waiting: {printable(tally.trouble)[:60]}" if tally.trouble else said
