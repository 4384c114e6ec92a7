"""The two commands, their exit statuses, and the options that they share."""

from __future__ import annotations

from typing import Annotated

import typer

from ssmr_bench import __version__

UNSOUND = REGRESSION = 1
BAD_INPUT = 2
INCOMPLETE = 3
INCONCLUSIVE = 4
DEFECT = 70
"""EX_SOFTWARE of sysexits.h."""
INTERRUPTED = 130

_SETTINGS = {"no_args_is_help": True, "rich_markup_mode": "markdown", "pretty_exceptions_enable": False}
ssmr_eval = typer.Typer(add_completion=False, **_SETTINGS)  # type: ignore[arg-type]
ssmr = typer.Typer(help="Sheet-music problems, and what models make of them.", **_SETTINGS)  # type: ignore[arg-type]


def _print_version(asked: bool) -> None:
    if asked:
        print(f"ssmr-bench {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
]


@ssmr.callback()
def _common(version: Version = False) -> None:
    pass
