"""Prints tables so that none of their figures is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def show(table: Table) -> None:
    """On a terminal as wide as that is; into a file or a pipe as wide as the table needs to be."""
    from rich.console import Console
    from rich.measure import Measurement

    console = Console()
    if not console.is_terminal:
        wanted = Measurement.get(console, console.options.update(max_width=1000), table).maximum
        console = Console(width=max(console.width, wanted))
    console.print(table)
