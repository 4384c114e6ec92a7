"""`ssmr show`."""

from __future__ import annotations

from collections import deque
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


@ssmr.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A problem's id, as 1.0/test/bar_lines/0.")],
    out: Annotated[Path | None, typer.Option(help="A file to write: .png (all on one sheet), .html or .txt.")] = None,
    look: Annotated[str, typer.Option(help="How pictures look: clean, scan or photo.")] = "clean",
    strength: Annotated[int, typer.Option(min=1, max=3, help="How far the look goes.")] = 2,
) -> None:
    """Show one problem as a person would see it: on the terminal, or as a picture or a page in a file.

    The problem may be of a frozen split or of any other: its id is the name that it is made from.

    Examples:
    - `ssmr show 1.0/test/bar_lines/0`
    - `ssmr show 1.0/train/chord_root/17 --out problem.png --look photo`
    """
    from ssmr_bench.files import whole, write_whole
    from ssmr_bench.reporting.show import as_page, as_text
    from ssmr_bench.synthesis.visual import Look, Style

    dressed = Look(look, strength)  # type: ignore[arg-type]  # a name from outside; Look refuses strange ones
    if dressed.kind != "clean" and (out is None or out.suffix == ".txt"):
        raise ConfigError("--look says how a picture is made; name one with --out, as in --out problem.png")
    problem = named(name)
    if out is None:
        print(as_text(problem))
        return
    if out.suffix == ".txt":
        write_whole(out, as_text(problem) + "\n")
    elif out.suffix == ".html":
        write_whole(out, as_page(problem, Style(look=dressed)))
    elif out.suffix == ".png":
        (picture,) = Style("sheet", dressed).draw(problem)
        with whole(out) as draft:
            draft.write_bytes(picture)
    else:
        raise ConfigError(f"{out} must end in .png, .html or .txt")
    print(out)


_FARTHEST = 100_000


def named(name: str) -> Problem:
    """The problem of that id, frozen or made now.

    Raises:
        ConfigError: if it is no id.
        UnknownNameError: if there is no such template, or the frozen split holds no such problem.
    """
    from ssmr_bench.synthesis import splits
    from ssmr_bench.synthesis.generator import Series, synthesize

    version, _, rest = name.partition("/")
    split, _, rest = rest.partition("/")
    template, _, index = rest.partition("/")
    if not (version and split and template and index.isascii() and index.isdigit()):
        raise ConfigError(f"{name!r} is no id of a problem; expected one such as 1.0/test/bar_lines/0")
    if split == "test" and version in splits.versions():
        known = {problem.id: problem for problem in splits.load(version).problems}
        if name not in known:
            raise UnknownNameError("problem", name, known)
        return known[name]
    if "+" in version or int(index) > _FARTHEST:
        raise ConfigError(f"{name} can't be made again from its id alone; find it in the file that holds it")
    return deque(synthesize(Series(version, split), {template: int(index) + 1}), maxlen=1).pop()
