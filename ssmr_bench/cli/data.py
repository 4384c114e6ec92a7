"""`ssmr data`: fetches the data sets that others publish, and lists what is here."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import UNSOUND, ssmr

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_data = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Data sets that others publish.")
ssmr.add_typer(_data, name="data")

DataDir = Annotated[
    Path | None,
    typer.Option(envvar="SSMR_DATA", help="Where data sets lie; without it the user's data folder."),
]


@_data.command()
def pull(
    name: Annotated[str, typer.Argument(help="A name from `ssmr data ls`, or OWNER/NAME on the hub.")],
    revision: Annotated[str | None, typer.Option(help="A commit, tag or branch of the data set.")] = None,
    update: Annotated[bool, typer.Option("--update", help="Take the newest, not what was pulled before.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Fetch a data set from the Hugging Face hub, and pin its commit and the SHA-256 of every file.

    What is here is fetched again only where it is damaged, and always at the same commit. `HF_TOKEN` opens what is
    gated, `HF_ENDPOINT` names another hub.

    Examples:
    - `ssmr data pull ssmr_bench`
    - `ssmr data pull openai/gsm8k --data-dir /data/sets`
    - `ssmr data pull music_theory_bench --update`
    """
    from ssmr_bench.errors import ConfigError
    from ssmr_bench.evaluation.sources.catalog import entry_of
    from ssmr_bench.evaluation.sources.pull import Wish
    from ssmr_bench.evaluation.sources.pull import pull as fetch
    from ssmr_bench.evaluation.sources.store import default_folder
    from ssmr_bench.reporting.plain import printable

    if revision is not None and update:
        raise ConfigError("--revision names one revision and --update the newest; give one of them")
    entry = entry_of(name)
    with _bytes(entry.name) as watch:
        pulled = fetch(name, data_dir or default_folder(), Wish(revision, update), watch)
    source = pulled.source
    how = f"{pulled.fetched} fetched" if pulled.fetched else "all here"
    what = f"{len(source.files)} files ({how}), {pulled.size / 1e6:.1f} MB"
    only = f" (of it {', '.join(entry.files)})" if entry.files else ""
    print(printable(f"{source.name}: {source.repo}{only} at {source.revision}: {what}, sha256 {source.sha256}"))
    print(printable(f"in {source.folder}"))
    if pulled.news:
        print(printable(f"note: {pulled.news}"), file=sys.stderr)


@_data.command()
def ls(
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON, with nothing cut short.")] = False,
) -> None:
    """List the data sets that are known by name or lie here; every file is read and held against its SHA-256.

    Ends with status 1 if one is damaged.

    Examples:
    - `ssmr data ls`
    - `ssmr data ls --data-dir /data/sets --json`
    """
    from dataclasses import asdict

    from rich.console import Console

    from ssmr_bench.evaluation.sources.inventory import holdings
    from ssmr_bench.evaluation.sources.store import default_folder
    from ssmr_bench.files import no_folder
    from ssmr_bench.reporting.inventory import data_table

    if data_dir is not None and not data_dir.is_dir():
        raise no_folder(data_dir, "name one that holds data sets")
    root = data_dir or default_folder()
    found = holdings(root)
    if as_json:
        listed = [asdict(each) | {"rows": dict(each.rows)} for each in found]
        print(json.dumps({"folder": str(root), "sets": listed}, indent=1, ensure_ascii=False))
    else:
        Console().print(data_table(found, root))
    if any(each.flaw for each in found):
        raise typer.Exit(UNSOUND)


@contextmanager
def _bytes(name: str) -> Generator[Callable[[int, int], None]]:
    """A bar on a terminal's standard error for what comes over the wire."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
