"""`ssmr models` and `ssmr runs`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.cli.options import ModelsFile  # noqa: TC001 - typer reads it


@ssmr.command()
def models(models_file: ModelsFile = None) -> None:
    """List the models that `ssmr-eval --model` knows, and what this machine lacks for each.

    Examples:
    - `ssmr models`
    - `ssmr models --models-file my-models.toml`
    """
    from rich.console import Console

    from ssmr_bench.evaluation.models import registry
    from ssmr_bench.reporting.inventory import models_table

    Console().print(models_table(registry(models_file).values()))


@ssmr.command()
def runs(
    folder: Annotated[Path, typer.Argument(help="Where results and the journal lie.")] = Path("results"),
) -> None:
    """List the runs of a folder: how far each came, what it cost, and the command that goes on with it.

    Example: `ssmr runs results`
    """
    from rich.console import Console

    from ssmr_bench.evaluation.run import runs_of
    from ssmr_bench.reporting.inventory import runs_table

    console = Console()
    records = runs_of(folder)
    console.print(runs_table(records))
    for record in records:
        said = "to go on with " if record.resumable else ""
        console.print(f"{said}{record.number}: {record.command}", markup=False, soft_wrap=True, highlight=False)
