"""`ssmr leaderboard` and `ssmr report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.cli.counting import counted
from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from ssmr_bench.reporting.leaderboard import Board


_LARGE = 40_000_000
"""Bytes beyond which a page is slow to send and to open."""


@ssmr.command()
def leaderboard(
    results: Annotated[list[Path], typer.Argument(help="Folders of results, as `ssmr-eval --out` makes them.")],
    out: Annotated[Path, typer.Option(help="The folder for the page, the tables and the CSV.")] = Path("leaderboard"),
    published: Annotated[
        bool, typer.Option("--published", help="Only results with a manifest, as `ssmr submit` packs them.")
    ] = False,
) -> None:
    """Rank all runs below some folders: a page to open, tables as Markdown, and CSV.

    Every run is verified first. One with failed items, or that does not verify, is left out and named. Runs are ranked
    only with those that were asked the same questions, by paired tests: models that can't be told apart share a rank.

    Example: `ssmr leaderboard results/ --out leaderboard/`
    """
    from ssmr_bench.reporting.leaderboard import write

    if out.is_file():
        raise FileError(f"{out} is a file; name a folder")
    board = _read(_published(results) if published else results)
    for each in board.left_out:
        print(printable(f"left out: {each.folder}: {each.reason}"), file=sys.stderr)
    if board.aside:
        print(f"passed over: {board.aside} results that later ones have replaced", file=sys.stderr)
    for path in write(board, out):
        print(path)


def _published(results: list[Path]) -> list[Path]:
    """The folders below that hold a result with a manifest."""
    from ssmr_bench.evaluation.result import RESULT
    from ssmr_bench.evaluation.verification.manifest import MANIFEST

    manifests = (path for place in results for path in sorted(place.glob(f"**/{MANIFEST}")))
    found = [path.parent for path in manifests if (path.parent / RESULT).is_file()]
    if not found:
        raise FileError(
            f"there is no result with a {MANIFEST} below {' or '.join(map(str, results))}; ssmr submit writes them"
        )
    return found


def _read(results: list[Path]) -> Board:
    """The leaderboard, every result verified."""
    from ssmr_bench.evaluation.verification import verify
    from ssmr_bench.reporting.leaderboard import leaderboard as ranked

    which = ""
    with counted() as shown:

        def reading(done: int, total: int) -> None:
            nonlocal which
            which = f"{min(done + 1, total)} of {total}"

        def flaws(folder: Path) -> list[str]:
            found = verify(folder, lambda what, *counts: shown(f"{what}, {which}", *counts))
            return [str(finding) for finding in found.findings]

        return ranked(results, flaws, reading)


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
    from ssmr_bench.reporting.report import report as page
    from ssmr_bench.reporting.report import sides

    if out.suffix not in (".html", ".htm"):
        raise ConfigError(f"{out} must end in .html")
    shown = sides([stored(path) for path in results])
    with counted() as watch:
        made = page(shown, watch)
    write_whole(out, made)
    print(f"{out}, {len(made) / 1e6:.1f} MB")
    if len(made) > _LARGE:
        print("the page is large; browsers open it, but slowly", file=sys.stderr)
