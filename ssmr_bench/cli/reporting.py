"""`ssmr leaderboard`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ssmr_bench.cli.app import ssmr


@ssmr.command()
def leaderboard(
    results: Annotated[Path, typer.Argument(help="A folder of results, as `ssmr-eval --out` makes it.")],
    out: Annotated[Path, typer.Option(help="Where leaderboard.csv and leaderboard.md go.")] = Path("leaderboard"),
) -> None:
    """Make one table of all runs in a folder.

    Example: `ssmr leaderboard results/ --out leaderboard/`
    """
    from ssmr_bench.reporting.leaderboard import leaderboard as collect
    from ssmr_bench.reporting.leaderboard import write

    frame, left_out = collect(results)
    for line in left_out:
        print(f"left out: {line}", file=sys.stderr)
    for path in write(frame, out):
        print(path)
