"""Tables of what there is: the models, the tasks, the runs of a folder, and the data sets that others publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ssmr_bench.errors import SSMRError
from ssmr_bench.evaluation.backends import lacks
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.evaluation.journal import RunRecord
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.sources.inventory import Holding
    from ssmr_bench.evaluation.task import Task


def models_table(entries: Iterable[ModelEntry]) -> Table:
    """A line for each model: how it is reached, what it reads, and what this machine lacks for it, noted below."""
    notes: list[str] = []
    table = Table("name", "backend", "model", "reads", "usable here", caption_justify="left")
    table.columns[0].no_wrap = True
    for entry in entries:
        missing = lacks(entry)
        if missing and missing not in notes:
            notes.append(missing)
        usable = Text(f"no ({notes.index(missing) + 1})") if missing else Text("yes", style="green")
        model = Path(entry.weights or entry.model).name if entry.backend in ("local", "hf") else entry.model
        reads = "both" if entry.vision else "text"
        table.add_row(*map(Text, (entry.name, entry.backend, model, reads)), usable)
    table.caption = Text("\n".join(f"({number}) {printable(note)}" for number, note in enumerate(notes, 1)))
    return table


def tasks_table(tasks: Iterable[Task]) -> Table:
    """A line for each task: what it asks, what it shows, and what this machine lacks for it, noted below."""
    notes: list[str] = []
    table = Table("task", "asks", "shows", "usable here", caption_justify="left", show_lines=True)
    table.columns[0].overflow = "fold"
    for task in tasks:
        missing = _missing(task)
        if missing and missing not in notes:
            notes.append(missing)
        usable = Text(f"no ({notes.index(missing) + 1})") if missing else Text("yes", style="green")
        shows = "pictures" if task.pictured else "text"
        asked = f"{task.about} The likeliest letter is the answer." if task.likelihood else task.about
        table.add_row(*map(Text, (task.name, asked, shows)), usable)
    table.caption = Text("\n".join(f"({number}) {printable(note)}" for number, note in enumerate(notes, 1)))
    return table


def _missing(task: Task) -> str:
    try:
        task.check(task.manner(Manner(), frozenset({"prompt", "shots", "orders"})))
    except SSMRError as error:
        return str(error)
    return ""


def runs_table(records: Iterable[RunRecord]) -> Table:
    """A line for each run: how far it came, and what it took."""
    table = Table("run", "began", "model", "tasks", "state", caption="times are UTC", caption_justify="left")
    for name in ("answers", "tokens", "cost"):
        table.add_column(name, justify="right")
    for record in records:
        cost = "-" if record.cost is None else f"{record.cost:.4f}"
        table.add_row(
            *(str(record.number), record.started[5:16].replace("T", " "), Text(record.model)),
            *(Text(record.tasks.replace(",", ", ")), record.state),
            *(f"{record.done}/{record.total}", f"{record.tokens:.0f}", cost),
        )
    return table


def data_table(holdings: Iterable[Holding], root: Path) -> Table:
    """A line for each data set: whether it is here and sound, at what commit, and how many rows its splits have."""
    table = Table("name", "repository", "here", "revision", caption_justify="left")
    table.columns[0].no_wrap = True
    table.columns[1].overflow = "fold"  # it says where the data come from, and is never cut
    table.add_column("MB", justify="right")
    table.add_column("rows")
    notes = [f"in {root}; licences are those of the owners, see each data set's page"]
    for held in holdings:
        size = f"{held.size / 1e6:.1f}" if held.size else ""
        rows = ", ".join(f"{split} {count}" for split, count in held.rows)
        state = Text(held.state, style={"verified": "green", "damaged": "red"}.get(held.state, ""))
        table.add_row(
            *map(Text, map(printable, (held.name, held.repo))),
            state,
            *map(Text, map(printable, (held.revision[:12], size, rows))),
        )
        notes += [f"{held.name}: {printable(held.flaw)}"] if held.flaw else []
    table.caption = Text("\n".join(notes))
    return table
