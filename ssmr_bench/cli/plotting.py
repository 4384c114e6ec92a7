"""`ssmr plot`."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from ssmr_bench.reporting.charts.chart import Chart

_LADDER = "ladder"


@ssmr.command()
def plot(
    kind: Annotated[str, typer.Argument(help="accuracy, levels, gap, ladder, heatmap or frontier.")],
    results: Annotated[list[Path], typer.Argument(metavar="RESULT...", help="Folders of results, or with many below.")],
    out: Annotated[Path, typer.Option(help="The file to write: .svg, or .png at twice the size.")],
    title: Annotated[str, typer.Option(help="What stands above it, in place of task and prompt.")] = "",
    subset: Annotated[
        str | None, typer.Option(metavar="NAME", help="Draw the runs over that subset: smoke or regression.")
    ] = None,
) -> None:
    """Draw a chart of runs for a paper: with intervals, on white, in colours that differ in shape too.

    `accuracy` shows runs by their accuracy, `levels` by difficulty, `heatmap` by template; `gap` text beside pictures
    of the same model and prompt (and prompt no_music), `frontier` accuracy over cost, `ladder` the checkpoints of one
    folder before the gate with its ordinary limits (`ssmr gate --ladder` has others).

    One chart shows runs over the same items. Of those below a folder it takes the ones over the most items, or over
    --subset, with options rather than in the open form, and says what it leaves out; a run with failed items is left
    out, too. Runs that are named themselves and differ are refused.

    Examples:
    - `ssmr plot accuracy results/ssmr_text results/ssmr_visual --out accuracy.svg`
    - `ssmr plot gap results/ --out gap.png --title "What pictures cost"`
    - `ssmr plot levels results/ssmr_text --subset regression --out levels.svg`
    """
    from ssmr_bench.reporting.charts.chart import check_ending
    from ssmr_bench.reporting.charts.collection import collection
    from ssmr_bench.reporting.charts.kinds import KINDS, left_out

    if kind not in (*KINDS, _LADDER):
        raise UnknownNameError("kind of chart", kind, (*KINDS, _LADDER))
    check_ending(out)
    if kind == _LADDER:
        if subset is not None:
            raise ConfigError("a ladder is of all checkpoints below a folder; leave --subset out")
        chart = _ladder(results, title)
    else:
        runs = collection(results, subset)
        for line in left_out(kind, runs):
            print(printable(f"left out: {line}"), file=sys.stderr)
        chart = KINDS[kind](runs, title)
    chart.write(out)
    print(out)


def _ladder(results: list[Path], title: str) -> Chart:
    from ssmr_bench.reporting.charts.ladder import ladder as drawn
    from ssmr_bench.reporting.gate import Limit, gate
    from ssmr_bench.reporting.ladder import ladder

    if len(results) > 1:
        raise ConfigError("a ladder is one folder with the results of several checkpoints; name one")
    return drawn(ladder(results[0], lambda old, new: gate(old, new, Limit())), title)
