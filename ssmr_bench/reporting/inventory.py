"""Tables of what there is: the models, and the runs of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ssmr_bench.evaluation.backends import lacks
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ssmr_bench.evaluation.journal import RunRecord
    from ssmr_bench.evaluation.models import ModelEntry


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
