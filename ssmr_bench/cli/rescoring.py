"""`ssmr rescore`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.cli.counting import counted
from ssmr_bench.errors import ConfigError
from ssmr_bench.files import no_folder

if TYPE_CHECKING:
    from ssmr_bench.evaluation.rescoring import Rescored
    from ssmr_bench.evaluation.stored import Stored


@ssmr.command()
def rescore(
    results: Annotated[Path, typer.Argument(help="A folder of results, or one of them.")],
    out: Annotated[Path | None, typer.Option(help="A folder to write the results to, as they are judged now.")] = None,
    items: Annotated[int, typer.Option(min=0, help="Show so many of the items that are judged otherwise.")] = 20,
) -> None:
    """Judge stored answers again with today's judge, old and new side by side. No model is asked.

    The results themselves stay as they are; `--out` writes new ones.

    Examples:
    - `ssmr rescore results/`
    - `ssmr rescore results/ssmr_text/qwen3-8b/paper --out rescored/`
    """
    from rich.console import Console

    from ssmr_bench.reporting.rescoring import changes_table, rescored_table

    if out is not None and out.resolve().is_relative_to(results.resolve()):
        raise ConfigError(f"--out {out} lies in the folder of the results themselves; name another")
    found = _rescored(sorted(path.parent for path in results.glob("**/result.json")) or [results])
    console = Console()
    console.print(rescored_table(found))
    if items and any(each.changed for each in found):
        console.print(changes_table(found, items))
    for each in found if out is not None else ():
        assert out is not None
        # Where it lay: a result that was moved aside stays aside.
        place = each.before.folder.relative_to(results)
        print(each.result.write_into(out / place) if place.parts else each.result.write(out))


def _rescored(folders: list[Path]) -> list[Rescored]:
    from ssmr_bench.evaluation.rescoring import rescored
    from ssmr_bench.evaluation.stored import stored

    if not folders[0].exists():
        raise no_folder(folders[0], "name one that ssmr-eval wrote")
    found: list[Rescored] = []
    with counted() as shown:
        for folder in folders:
            before, done = stored(folder), 0

            def judged(count: int, before: Stored = before) -> None:
                nonlocal done
                done += count
                shown(f"judging {len(found) + 1} of {len(folders)}", done, len(before.rows))

            found.append(rescored(before, judged))
    return found
