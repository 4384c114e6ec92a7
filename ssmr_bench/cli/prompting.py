"""`ssmr prompts`: the variants there are, and what a model gets by one."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.item import Item

_prompts = typer.Typer(no_args_is_help=False, rich_markup_mode="markdown")
ssmr.add_typer(_prompts, name="prompts")


@_prompts.callback(invoke_without_command=True)
def prompts(context: typer.Context) -> None:
    """List the prompt variants; `ssmr prompts show` shows what a model gets by one.

    Examples:
    - `ssmr prompts`
    - `ssmr prompts show role_play --task ssmr_text`
    """
    if context.invoked_subcommand:
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from ssmr_bench.evaluation.prompting import digest, folders, summary, variants

    for folder in folders():
        table = Table("prompt", "what it asks for", "sha256", box=box.SIMPLE_HEAD, title=folder or None)
        for name in variants(folder):
            table.add_row(name, summary(name, folder), digest(name, folder)[:12])
        Console().print(table)


@_prompts.command()
def show(
    variant: Annotated[
        str | None, typer.Argument(help="A name from `ssmr prompts`; without it the task's own.")
    ] = None,
    task: Annotated[str, typer.Option(help="The task that asks.")] = "ssmr_text",
    item: Annotated[str | None, typer.Option(help="The id of an item; without it the task's first.")] = None,
    shots: Annotated[int | None, typer.Option(help="Solved problems that are shown first, 0 to 5.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The messages as JSON, with their sha256.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="The one text that a model without a chat template gets.")
    ] = False,
) -> None:
    """Print what a model gets, to the byte.

    Where there are several messages, a line on stderr names the role before each; stdout holds their text alone, with
    `<image>` in the place of each picture.

    Examples:
    - `ssmr prompts show paper --task ssmr_text`
    - `ssmr prompts show cot --task ssmr_visual --item 1.0/test/bar_lines/0 --shots 2 --json`
    """
    from ssmr_bench.evaluation.prompt import plain_text
    from ssmr_bench.evaluation.prompting import IMAGE_MARK

    prompt = _item(variant, task, item, shots).messages
    if as_json:
        print(json.dumps({"sha256": prompt.sha256, "messages": prompt.turns}, indent=2, ensure_ascii=False))
        return
    if plain:
        sys.stdout.write(plain_text(prompt, IMAGE_MARK))
        return
    for message in prompt.messages:
        if len(prompt.messages) > 1:
            print(f"--- {message.role}", file=sys.stderr, flush=True)
        sys.stdout.write("".join(part if isinstance(part, str) else IMAGE_MARK for part in message.parts))
        if len(prompt.messages) > 1 or sys.stdout.isatty():
            sys.stdout.write("\n")
        sys.stdout.flush()


def _item(variant: str | None, name: str, wanted: str | None, shots: int | None) -> Item:
    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.evaluation.problems.task import Problems
    from ssmr_bench.evaluation.task import find

    task = find(name)
    unsaid = frozenset(each for each, said in (("prompt", variant), ("shots", shots)) if said is None)
    manner = task.manner(Manner(variant or "paper", shots or 0), unsaid)
    task.check(manner)
    material = task.material()
    asked = {item.id: item for item in material.items(manner)}
    if wanted is None:
        return next(iter(asked.values()))
    if wanted not in asked:
        if isinstance(material, Problems) and material.leaves_out(wanted):
            raise ConfigError(f"{name} leaves out {wanted}: without its options it has nothing to show")
        raise UnknownNameError("item", wanted, asked)
    return asked[wanted]
