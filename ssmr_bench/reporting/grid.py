"""A table of texts, shown on a terminal or written as Markdown; what stands in it is never obeyed by either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from rich.table import Table

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*[]|~"} | {"<": "&lt;", "&": "&amp;"})


@dataclass(frozen=True, slots=True)
class Grid:
    """A title, the names of columns, and rows of as many cells; figures stand on the right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    """How many of the first columns are words, and the last one if `remark`."""
    remark: bool = False
    """Whether the last column is words, too."""

    def wordy(self, column: int) -> bool:
        """Whether a column holds words; the others hold figures."""
        return column < self.words or (self.remark and column == len(self.columns) - 1)

    def terminal(self) -> Table:
        """As Rich shows it."""
        from rich import box
        from rich.markup import escape
        from rich.table import Table

        title = escape(printable(self.title))
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, collapse_padding=True)
        for i, name in enumerate(self.columns):
            remark = self.remark and i == len(self.columns) - 1
            side: Literal["left", "right"] = "left" if self.wordy(i) else "right"
            table.add_column(escape(printable(name)), justify=side, overflow="fold", no_wrap=not remark)
        for row in self.rows:
            table.add_row(*(escape(printable(cell)) for cell in row))
        return table

    def markdown(self) -> str:
        """As a section of a page."""
        rules = ("---" if self.wordy(i) else "--:" for i in range(len(self.columns)))
        lines = [self.columns, *self.rows]
        head, *rest = (f"| {' | '.join(map(plain_markdown, line))} |" for line in lines)
        return "\n".join([f"### {plain_markdown(self.title)}", "", head, f"| {' | '.join(rules)} |", *rest]) + "\n"


def plain_markdown(text: str) -> str:
    r"""The text as Markdown shows it, whatever it holds.

    >>> print(plain_markdown("a|b <b>*x*"))
    a\|b &lt;b>\*x\*
    """
    return printable(text).translate(_SPECIAL)
