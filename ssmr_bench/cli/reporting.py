"""`ssmr leaderboard`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from ssmr_bench.reporting.leaderboard import Board
    from ssmr_bench.reporting.leaderboard.gathering import Check


@ssmr.command()
def leaderboard(
    results: Annotated[list[Path], typer.Argument(help="Folders of results, as `ssmr-eval --out` makes them.")],
    out: Annotated[Path, typer.Option(help="The folder for the page, the tables and the CSV.")] = Path("leaderboard"),
) -> None:
    """Rank all runs below some folders: a page to open, tables as Markdown, and CSV.

    Every run is verified first. One with failed items, or that does not verify, is left out and named. Runs are ranked
    only with those that were asked the same questions, by paired tests: models that can't be told apart share a rank.

    Example: `ssmr leaderboard results/ --out leaderboard/`
    """
    from ssmr_bench.reporting.leaderboard import write

    board = _read(results, _flaws)
    for each in board.left_out:
        print(printable(f"left out: {each.folder}: {each.reason}"), file=sys.stderr)
    if board.aside:
        print(f"passed over: {board.aside} results that later ones have replaced", file=sys.stderr)
    for path in write(board, out):
        print(path)


def _flaws(folder: Path) -> list[str]:
    """What verification finds wrong with a result."""
    from ssmr_bench.evaluation.verification import verify

    return [str(finding) for finding in verify(folder).findings]


def _read(results: list[Path], check: Check) -> Board:
    """The leaderboard, with a bar on a terminal's standard error while the results are read."""
    from rich.console import Console
    from rich.progress import Progress

    from ssmr_bench.reporting.leaderboard import leaderboard as ranked

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        reading = bar.add_task("reading results")
        return ranked(results, check, lambda done, total: bar.update(reading, completed=done, total=total))
