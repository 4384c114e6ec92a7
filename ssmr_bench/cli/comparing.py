"""`ssmr compare` and `ssmr gate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import INCONCLUSIVE, REGRESSION, ssmr
from ssmr_bench.errors import ConfigError
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.gate import Gate
    from ssmr_bench.reporting.ladder import Ladder

_Allow = Annotated[
    str,
    typer.Option(help="What may differ: task, split, items, prompt, sampling, shots, orders, repeats, scorer, or all."),
]
_Json = Annotated[Path | None, typer.Option("--json", help="A file for all figures.")]


@ssmr.command()
def compare(
    results: Annotated[list[Path], typer.Argument(help="Folders of results; the first is the reference.")],
    allow: _Allow = "",
    all_pairs: Annotated[bool, typer.Option("--all-pairs", help="All against all.")] = False,
    items: Annotated[int, typer.Option(min=0, help="Show so many of the items that flipped.")] = 5,
    out: Annotated[Path | None, typer.Option(help="A file for all items that flipped: .csv or .json.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="A file for the tables as Markdown.")] = None,
    json_file: _Json = None,
) -> None:
    """Compare models on the same questions: differences with intervals, and whether they can be told from chance.

    The p-value is McNemar's exact one; where several rows share a tune or an item, signs are flipped by whole groups.
    Over several comparisons it is Holm's. Runs of different kinds are refused, unless --allow names the difference.

    Examples:
    - `ssmr compare results/ssmr_text/qwen3-8b/paper results/ssmr_text/qwen3-14b/paper`
    - `ssmr compare results/ssmr_text/m/paper results/ssmr_visual/m/paper --allow task --out flips.csv`
    """
    from rich.console import Console

    from ssmr_bench.evaluation.stored import stored
    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting import comparison_page as pages
    from ssmr_bench.reporting.comparison import compare as compared

    if out is not None and out.suffix not in (".csv", ".json"):
        raise ConfigError(f"{out} must end in .csv or .json")
    found = compared([stored(path) for path in results], _names(allow), all_pairs)
    for warning in pages.warnings(found):
        print(printable(warning), file=sys.stderr)
    console = Console()
    for grid in (*pages.grids(found), *pages.flip_grids(found, items)):
        console.print(grid.terminal())
    for line in pages.verdicts(found):
        print(printable(line))
    if out is not None:
        write_whole(out, pages.flips_csv(found) if out.suffix == ".csv" else pages.flips_json(found))
    if markdown is not None:
        write_whole(markdown, pages.page(found, items))
    if json_file is not None:
        write_whole(json_file, pages.as_json(found))


@ssmr.command()
def gate(
    baseline: Annotated[Path | None, typer.Option(help="The folder of results to be held.")] = None,
    candidate: Annotated[Path | None, typer.Option(help="The folder of results to be judged.")] = None,
    ladder: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder with the results of many checkpoints instead.")
    ] = None,
    max_drop: Annotated[float, typer.Option(help="Points that may be lost.")] = 2.0,
    alpha: Annotated[float, typer.Option(help="The level of the test.")] = 0.05,
    allow: _Allow = "",
    best: Annotated[
        bool, typer.Option("--best", help="With --ladder, judge each checkpoint against the best before it.")
    ] = False,
    markdown: Annotated[Path | None, typer.Option(help="A file for the verdict, as for a job's summary.")] = None,
    junit: Annotated[Path | None, typer.Option(help="A file for the verdict as JUnit XML.")] = None,
    json_file: _Json = None,
    picture: Annotated[Path | None, typer.Option(help="With --ladder, a file for their chart: .svg or .png.")] = None,
) -> None:
    """Say whether a checkpoint has lost more than is allowed, by a paired test on the same questions.

    With --ladder each checkpoint below DIR is judged against the baseline, or else the first; the last decides.
    Exit status: 0 pass (a drop beyond --max-drop is ruled out), 1 regression (it is shown), 4 inconclusive (neither),
    2 bad input, lost answers among it.

    Examples:
    - `ssmr gate --baseline results/ssmr_text/base/paper --candidate results/ssmr_text/new/paper --junit gate.xml`
    - `ssmr gate --ladder results/ssmr_text --max-drop 1 --picture ladder.png`
    """
    from ssmr_bench.evaluation.stored import stored
    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting.charts.chart import check_ending
    from ssmr_bench.reporting.gate import Limit, Verdict
    from ssmr_bench.reporting.gate import gate as judged
    from ssmr_bench.reporting.gate_page import as_json
    from ssmr_bench.reporting.junit import junit as as_junit
    from ssmr_bench.reporting.ladder import ladder as climb

    limit = Limit(max_drop / 100, alpha)
    limit.check()
    names = _names(allow)
    if ladder is not None:
        if candidate is not None:
            raise ConfigError("--ladder judges each checkpoint below a folder; leave --candidate out")
        if picture is not None:
            check_ending(picture)
        steps = climb(ladder, lambda first, run: judged(first, run, limit, names), baseline, best)
        gates = _climb(steps, markdown, picture)
    elif baseline is None or candidate is None:
        raise ConfigError("name --baseline and --candidate, or a folder of checkpoints with --ladder")
    elif picture is not None or best:
        raise ConfigError("--picture and --best are for a folder of checkpoints; name one with --ladder")
    else:
        gates = _judge(judged(stored(baseline), stored(candidate), limit, names), markdown)
    if junit is not None:
        write_whole(junit, as_junit(gates))
    if json_file is not None:
        write_whole(json_file, as_json(gates))
    if status := {Verdict.REGRESSION: REGRESSION, Verdict.INCONCLUSIVE: INCONCLUSIVE}.get(gates[-1].verdict):
        raise typer.Exit(status)


def _judge(each: Gate, markdown: Path | None) -> Sequence[Gate]:
    """Shows one verdict."""
    from rich.console import Console

    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting import gate_page

    Console().print(gate_page.figures(each).terminal())
    print(printable(gate_page.headline(each)))
    print(gate_page.power(each))
    if markdown is not None:
        write_whole(markdown, gate_page.page(each))
    return (each,)


def _climb(steps: Ladder, markdown: Path | None, picture: Path | None) -> Sequence[Gate]:
    """Shows the verdicts on all checkpoints, and draws them."""
    from rich.console import Console

    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting import gate_page
    from ssmr_bench.reporting.charts.ladder import ladder as drawn
    from ssmr_bench.reporting.ladder import grid

    Console().print(grid(steps).terminal())
    print(printable(gate_page.headline(steps.gates[-1])))
    if markdown is not None:
        write_whole(markdown, f"{gate_page.page(steps.gates[-1])}\n{grid(steps).markdown()}")
    if picture is not None:
        drawn(steps).write(picture)
        print(picture)
    return steps.gates


def _names(allow: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in allow.split(",") if name.strip())
