"""A chart's rows: their names on the left, figures on the right, and lines across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.reporting.charts.figures import percent
from ssmr_bench.reporting.charts.frame import SIZE
from ssmr_bench.reporting.charts.lettering import shortened, width
from ssmr_bench.reporting.charts.marks import Span, Word
from ssmr_bench.reporting.charts.plane import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.charts.plane import Layer, Plane

_GAP, _ROOM, _SPACE = 12, 280, 5


def down(count: int) -> Axis:
    """The direction of so many rows, the first on top, each as high as 1."""
    return Axis((count - 0.5, -0.5))


def margin(texts: Sequence[str]) -> int:
    """The pixels that texts take beside a plot, with what parts them from it and from the edge."""
    return min(_ROOM, max((width(text, SIZE) for text in texts), default=0)) + 2 * _GAP


def names(plane: Plane, said: Sequence[str]) -> Layer:
    """The rows' names, on the left; long ones are shortened."""
    words = [Word(plane.left, i, shortened(name, _ROOM, SIZE)) for i, name in enumerate(said)]
    return plane.words(words, "right", dx=-_GAP)


def figures(plane: Plane, said: Sequence[tuple[float, tuple[str, str]]], head: str = "") -> list[Layer]:
    """A number and its interval on the right of each place, the numbers below each other by their points."""
    numbers = max((width(number, SIZE) for _, (number, _) in said), default=0)
    first, second = ([Word(plane.right, place, pair[i]) for place, pair in said] for i in (0, 1))
    return [
        plane.words(first, "right", dx=_GAP + _SPACE + numbers),
        plane.words(second, dx=_GAP + numbers + 2 * _SPACE),
        *([plane.words([Word(plane.right, -0.5, head)], dx=_GAP + _SPACE, dy=-8)] if head else []),
    ]


def figures_margin(said: Sequence[tuple[str, str]], head: str = "") -> int:
    """The pixels that these take beside a plot."""
    columns = sum(max((width(pair[i], SIZE) for pair in said), default=0) for i in (0, 1)) + 2 * _SPACE
    return max(columns, width(head, SIZE) + _SPACE) + 2 * _GAP


def lines(plane: Plane, count: int) -> Layer:
    """A faint line along each row, which leads the eye from a name to its figures."""
    return plane.guides([Span(plane.left, i, plane.right, i) for i in range(count)], "pale")


def chance_line(plane: Plane, chance: float, count: int) -> list[Layer]:
    """A line upright through so many rows at what a guess is worth, with its name on top."""
    x = percent(chance)
    return [
        plane.guides([Span(x, -0.5, x, count - 0.5)]),
        plane.words([Word(x, -0.5, "chance")], "center", dy=-8),
    ]
