"""`ssmr report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError

if TYPE_CHECKING:
    from ssmr_bench.reporting.report import Side

_LARGE = 40_000_000
"""Bytes beyond which a page is slow to send and to open."""


@ssmr.command()
def report(
    results: Annotated[list[Path], typer.Argument(help="Folders of results: of one model, or of two.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("report.html"),
) -> None:
    """Make one web page of a run: its figures, and every item with its score, prompt, thought, answer and verdict.

    The page needs nothing beside it and asks no server. Several tasks of one model stand in one list; two models, or
    two prompts of one, stand side by side, first where they differ.

    Examples:
    - `ssmr report results/ssmr_text/qwen3-8b/paper --out report.html`
    - `ssmr report results/ssmr_text/qwen3-8b/paper results/ssmr_visual/qwen3-8b/paper`
    - `ssmr report results/ssmr_text/qwen3-8b/paper results/ssmr_text/qwen3-14b/paper --out two.html`
    """
    from ssmr_bench.evaluation.stored import stored
    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting.report import sides

    if out.suffix not in (".html", ".htm"):
        raise ConfigError(f"{out} must end in .html")
    shown = sides([stored(path) for path in results])
    made = _made(shown)
    write_whole(out, made)
    print(f"{out}, {len(made) / 1e6:.1f} MB")
    if len(made) > _LARGE:
        print("the page is large; browsers open it, but slowly", file=sys.stderr)


def _made(shown: tuple[Side, ...]) -> str:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ssmr_bench.reporting.report import report as made

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        return made(shown, lambda what, done, n: bar.update(task, description=what, completed=done, total=n))
