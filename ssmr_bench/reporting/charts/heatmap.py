"""Accuracies as a table whose cells have colours: a row for each model, a column for each template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.reporting.charts import rows
from ssmr_bench.reporting.charts.figures import aloud
from ssmr_bench.reporting.charts.frame import SIZE, Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain, width, wrapped
from ssmr_bench.reporting.charts.marks import Tile, Word
from ssmr_bench.reporting.charts.plane import Axis, Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.plane import Layer

ENOUGH = 20
"""Answers, from which a cell has a colour."""
_HIGH, _LINE, _NARROW, _WIDE = 30, 15, 52, 76
_VIRIDIS = ("440154", "472d7b", "3b528b", "2c728e", "21918c", "28ae80", "5ec962", "addc30", "fde725")
"""Equal steps look equal, and remain in order without colours (van der Walt and Smith 2015)."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of the table."""

    name: str
    cells: tuple[tuple[str, Accuracy], ...]
    """By the name of the column; where a row lacks one, its cell is empty."""


def heatmap(table: Sequence[Cells], title: str, note: str = "") -> Chart:
    """The table, its rows as given, its columns as they first come.

    The number in a cell is its accuracy in percent. Below `ENOUGH` answers it stands in brackets, without a colour.

    Raises:
        ConfigError: if there is no cell.
    """
    columns = list(dict.fromkeys(name for row in table for name, _ in row.cells))
    if not columns:
        raise ConfigError(f"there is no accuracy to draw in {title!r}; name runs with answers")
    heads = [wrapped(name.replace("_", " ") or "-", _WIDE - 10, SIZE, 4) for name in columns]
    wide = max(_NARROW, *(width(line, SIZE) + 10 for lines in heads for line in lines))
    plane = Plane((Axis((-0.5, len(columns) - 0.5)), rows.down(len(table))))
    found = [(columns.index(name), i, row.name, name, each) for i, row in enumerate(table) for name, each in row.cells]
    layers = [
        plane.tiles([_tile((x, y), (1 / wide, 1 / _HIGH), f"{row}, {name}", each) for x, y, row, name, each in found]),
        plane.words([_number(x, y, each) for x, y, _, _, each in found], "center"),
        rows.names(plane, [row.name for row in table]),
        _heads(plane, heads),
    ]
    above = _LINE * max(map(len, heads))
    frame = Frame(wide * len(columns), _HIGH * len(table), rows.margin([row.name for row in table]), 24, 20, above)
    said = Heading(title, _noted(note, [each for *_, each in found]), f"{len(table)} rows and {len(columns)} columns.")
    return frame.chart(said, layers)


def color(accuracy: Accuracy) -> str | None:
    """Of a cell, from dark for 0 to light for 1; None where it has too few answers.

    >>> from ssmr_bench.evaluation.accuracy import Accuracy
    >>> color(Accuracy(0, 40)), color(Accuracy(20, 40)), color(Accuracy(4, 4))
    ('#440154', '#21918c', None)
    """
    if accuracy.value is None or accuracy.n < ENOUGH:
        return None
    place = accuracy.value * (len(_VIRIDIS) - 1)
    step = min(int(place), len(_VIRIDIS) - 2)
    low, high = (bytes.fromhex(_VIRIDIS[step + i]) for i in (0, 1))
    return "#" + bytes(round(a + (b - a) * (place - step)) for a, b in zip(low, high, strict=True)).hex()


def ink(ground: str) -> str:
    """Black or white, whichever has more contrast on the ground (WCAG 2.2, relative luminance)."""
    parts = (part / 255 for part in bytes.fromhex(ground[1:]))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"


def _tile(cell: tuple[int, int], gap: tuple[float, float], name: str, accuracy: Accuracy) -> Tile:
    (x, y), (across, along) = cell, gap
    corners = (x - 0.5 + across, y - 0.5 + along, x + 0.5 - across, y + 0.5 - along)
    return Tile(*corners, color(accuracy) or "transparent", f"{plain(name)}: {aloud(accuracy)}")


def _number(x: int, y: int, accuracy: Accuracy) -> Word:
    ground = color(accuracy)
    number = "-" if accuracy.value is None else f"{100 * accuracy.value:.0f}"
    text = number if ground or accuracy.value is None else f"({number})"
    return Word(x, y, text, SIZE, ink(ground) if ground else "")


def _heads(plane: Plane, heads: Sequence[Sequence[str]]) -> Layer:
    line = _LINE / _HIGH
    words = [
        Word(x, -0.5 - line * (len(lines) - i - 0.2), text)
        for x, lines in enumerate(heads)
        for i, text in enumerate(lines)
    ]
    return plane.words(words, "center")


def _noted(note: str, found: Sequence[Accuracy]) -> str:
    few = f"in brackets: fewer than {ENOUGH} answers" if any(0 < each.n < ENOUGH for each in found) else ""
    return "; ".join(filter(None, (note, "accuracy in %", few)))
