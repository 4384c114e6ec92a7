"""The commands `ssmr-eval` and `ssmr`. What takes long to import is imported inside the command that needs it."""

from __future__ import annotations

import signal
import sys
import traceback
from typing import TYPE_CHECKING

from ssmr_bench.cli import (
    app,
    comparing,
    data,
    evaluate,
    models,
    playing,
    plotting,
    prompting,
    reporting,
    rescoring,
    showing,
    synthesis,
    tasks,
    verifying,
)
from ssmr_bench.errors import SSMRError
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from typer import Typer

__all__ = [
    "comparing",
    "data",
    "evaluate",
    "models",
    "playing",
    "plotting",
    "prompting",
    "reporting",
    "rescoring",
    "showing",
    "ssmr",
    "ssmr_eval",
    "synthesis",
    "tasks",
    "verifying",
]


def ssmr_eval() -> None:
    """The command `ssmr-eval`."""
    _answer(app.ssmr_eval)


def ssmr() -> None:
    """The command `ssmr`."""
    _answer(app.ssmr)


def _answer(command: Typer) -> None:
    """Runs a command; what the user can put right is said on one line and ends it with status 2."""
    # A polite kill, and a terminal that closes, leave as cleanly as Ctrl-C does.
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is signal.SIG_DFL:  # not so under nohup
            signal.signal(number, signal.default_int_handler)
    try:
        command()
    except SSMRError as error:
        print(f"error: {printable(str(error))}", file=sys.stderr)
        sys.exit(app.BAD_INPUT)
    except Exception:  # noqa: BLE001 - a defect of ours must not end with the status of a verdict
        traceback.print_exc()
        sys.exit(app.DEFECT)
