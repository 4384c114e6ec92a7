"""`ssmr synthesize` and `ssmr audit`."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import INTERRUPTED, UNSOUND, ssmr
from ssmr_bench.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console

    from ssmr_bench.synthesis.audit import Attack, Material
    from ssmr_bench.synthesis.visual import Style

_LEARNED = 20_000


@ssmr.command()
def synthesize(
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="How many problems, over all templates.")],
    out: Annotated[Path, typer.Option(help="The file to write: .jsonl or .parquet.")],
    templates: Annotated[str, typer.Option(help="Templates, with commas between; all of them if not given.")] = "",
    level: Annotated[int | None, typer.Option(min=1, max=5, help="Only problems of this difficulty.")] = None,
    split: Annotated[str, typer.Option(help="train, or a name of your own: another name, other problems.")] = "train",
    version: Annotated[str, typer.Option(help="The first part of every problem's name.")] = "1.0",
    tunes: Annotated[
        Path | None, typer.Option(help="Real tunes in place of composed ones: ABC, or JSON lines with `abc_music`.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes. The bytes are the same for any number.")] = 1,
    pictures: Annotated[bool, typer.Option("--pictures", help="The music as pictures too; needs .parquet.")] = False,
    form: Annotated[str, typer.Option(help="With --pictures: separate, or one sheet a problem.")] = "separate",
    look: Annotated[str, typer.Option(help="With --pictures: clean, scan or photo.")] = "clean",
    strength: Annotated[int, typer.Option(min=1, max=3, help="How far the look goes.")] = 2,
) -> None:
    """Make any number of problems, each with a key that is right and options that give nothing away.

    The same options give the same bytes on any machine. No problem is one of the test split's, transposed or respelled.
    With --tunes, melodies for time_signature and interval_name (levels 1 to 3) are taken from the file, moved to the
    key and clef of the level; the other templates need no tune. Where none fits, one is composed.

    Examples:
    - `ssmr synthesize -n 8000 --out train.jsonl`
    - `ssmr synthesize -n 1000 --templates chord_root,scale_key --level 3 --out hard.parquet --jobs 4`
    - `ssmr synthesize -n 8000 --pictures --out visual.parquet --jobs 4`
    """
    from ssmr_bench.synthesis.production import Order, produce
    from ssmr_bench.synthesis.splits import even_counts

    chosen = tuple(dict.fromkeys(name.strip() for name in templates.split(",") if name.strip()))
    if templates and not chosen:
        raise ConfigError("--templates names no template")
    for name, text in (("--split", split), ("--version", version)):
        if not text or not set(text) <= _PLAIN:
            raise ConfigError(f"{name} {text!r} is no name; use letters, digits and . _ - only")
    if split == "test":
        raise ConfigError("--split test is frozen and not for training; its problems lie in data/1.0/problems.jsonl")
    style = _style(form, look, strength)
    if not pictures and (form, look) != ("separate", "clean"):
        raise ConfigError("--form and --look say how pictures are made; add --pictures")
    order = Order(version, split, even_counts(count, chosen or None), level, tunes, jobs, style if pictures else None)
    with _progress(out.name, count * (2 if pictures else 1)) as watch:
        made = produce(order, out, watch)
    print(f"{made} problems in {out}")


def _style(form: str, look: str, strength: int) -> Style:
    from ssmr_bench.synthesis.visual import FORMS, Look, Style

    if form not in FORMS:
        raise UnknownNameError("form", form, FORMS)
    return Style(form, Look(look, strength))  # type: ignore[arg-type]  # names from outside, checked


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
"""What the names of splits and versions are made of: a slash would let two names run into one."""


@ssmr.command()
def audit(
    path: Annotated[
        Path,
        typer.Argument(help="A file of problems (.jsonl, .parquet), ours or as SSMR-Bench was published; or a folder."),
    ],
    attack: Annotated[int, typer.Option(min=0, help="Problems to attack, drawn afresh for each template.")] = 1_600,
    learn: Annotated[int, typer.Option(min=0, help="Other problems for the attackers to learn from.")] = _LEARNED,
    keys: Annotated[bool, typer.Option("--keys", help="Prove the keys only: no attacks.")] = False,
    pictured: Annotated[
        bool,
        typer.Option("--pictures", help="Draw and prove the pictures too, and attack those of options from outside."),
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="A file for all findings.")] = None,
) -> None:
    """Answer every problem again from its text alone, and attack what is left when a part of it is hidden.

    Attackers see the options alone, the question with the options, or the music with the options. They attack the
    problems of the file, and others of the same templates that are drawn for the purpose: there are enough of these to
    see the least leak, and an attacker must not pass chance by more than three standard errors. With `--attack 0`, and
    in the published data set, it is the file alone. All ten templates take some five minutes.
    Of the published data set each flawed row is named by its number and its id, under each kind of flaw.
    Exit status: 0 sound, 1 a key is not proved or an attacker got through, 2 bad input.

    Examples:
    - `ssmr audit data/1.0`
    - `ssmr audit my-problems.jsonl --keys` proves the keys alone, in seconds
    - `ssmr audit Test_textual.parquet --keys --json flawed.json`
    """
    from rich.console import Console
    from rich.markup import escape

    from ssmr_bench.files import write_whole
    from ssmr_bench.reporting.audit import attack_table, defect_lines, findings, key_table
    from ssmr_bench.reporting.plain import printable
    from ssmr_bench.synthesis.audit import ATTACKERS
    from ssmr_bench.synthesis.audit import audit as examine

    console, said = Console(), Console(stderr=True)
    with said.status("reading") as status:
        chosen = () if keys else ATTACKERS
        report = examine(path, _afresh(attack, learn), chosen, lambda text: status.update(escape(printable(text))))
    console.print(key_table(report))
    for line in defect_lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for of, found in (("the problems of this file", report.attacks), ("problems drawn afresh", report.drawn)):
        if found:
            console.print(attack_table(f"Shortcuts: what attackers hit with a part hidden, of {of}", found))
    seen = _seen(attack, said) if pictured else []
    if seen:
        console.print(attack_table("Shortcuts: what attackers hit by the looks of the options' pictures", seen))
    if json_file:
        write_whole(json_file, json.dumps(findings(report), indent=1, ensure_ascii=False) + "\n")
    proved = report.count - len(report.defects)
    print(f"{proved} of {report.count} keys proved unique")
    if not keys:
        print(f"{len(report.leaks)} of {len(report.attacks) + len(report.drawn)} attacks got through")
    leaks = [each for each in seen if not each.sound]
    if seen:
        print(f"{len(leaks)} of {len(seen)} attacks on pictures got through")
    if leaks or not report.sound:
        raise typer.Exit(UNSOUND)


def _seen(attack: int, said: Console) -> list[Attack]:
    """The attacks on pictures of so many problems, drawn for the purpose, of each template whose options are music."""
    from rich.progress import track

    from ssmr_bench.synthesis.generator import Series
    from ssmr_bench.synthesis.generator import synthesize as draw
    from ssmr_bench.synthesis.visual.leaks import PICTURED, attacks_on_pictures

    problems = draw(Series("audit", "pictures"), dict.fromkeys(PICTURED, attack))
    watched = track(problems, "drawing options", attack * len(PICTURED), console=said, transient=True)
    return list(attacks_on_pictures(watched))


def _afresh(attack: int, learn: int) -> Callable[[str], Material | None]:
    """Problems of a template to attack and to learn from; none where the template is not ours."""
    from ssmr_bench.synthesis.audit import Item, Material
    from ssmr_bench.synthesis.generator import Series
    from ssmr_bench.synthesis.generator import synthesize as draw
    from ssmr_bench.synthesis.templates import names

    def material(template: str) -> Material | None:
        if not attack or template not in names():
            return None
        items = tuple(map(Item.of, draw(Series("audit", "shortcuts"), {template: attack + learn})))
        return Material(items[:attack], items[attack:])

    return material


@contextmanager
def _progress(name: str, total: int) -> Generator[Callable[[int], None]]:
    """A bar on standard error, from the first problem on."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from ssmr_bench.reporting.plain import printable

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True))
    line = bar.add_task(escape(printable(name)), total=total)

    def watch(done: int) -> None:
        bar.start()
        bar.update(line, completed=done)

    try:
        yield watch
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if bar.live.is_started:
            bar.stop()
