"""Verdicts as they were and as they are now, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.reporting.plain import printable
from ssmr_bench.reporting.table import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.rescoring import Rescored
    from ssmr_bench.evaluation.row import Row


def rescored_table(found: Sequence[Rescored]) -> Table:
    """A line for each run: its accuracy then and now, and how many rows are judged otherwise."""
    title = f"judged again by scorer {SCORER}"
    table = Table(
        "run", "scorer", "n", "then", "now", "changed", "how", title=title, title_justify="left", box=box.SIMPLE_HEAD
    )
    for each in found:
        before, now = (percent(accuracy)[0] for accuracy in each.accuracies)
        moves = [f"{count} {old} to {new}" for (old, new), count in each.moves.most_common(3)]
        table.add_row(
            printable("/".join(each.before.folder.parts[-3:])),
            *(
                str(each.before.setting.scorer),
                str(len(each.rows)),
                before,
                now,
                str(len(each.changed)),
                "; ".join(moves),
            ),
        )
    return table


def changes_table(found: Sequence[Rescored], most: int) -> Table:
    """The first rows that are judged otherwise."""
    changed = [pair for each in found for pair in each.changed]
    table = Table("item", "key", "then", "now", "the end of the answer", title_justify="left", box=box.SIMPLE_HEAD)
    table.title = f"{min(most, len(changed))} of {len(changed)} items that are judged otherwise"
    for old, new in changed[:most]:
        said = printable((new.answer or "")[-60:].replace("\n", " "))
        table.add_row(printable(new.id), printable(new.key), _verdict(old), _verdict(new), said)
    return table


def _verdict(row: Row) -> str:
    return printable(f"{row.outcome}, {row.letter} by {row.rule}" if row.letter else str(row.outcome))
