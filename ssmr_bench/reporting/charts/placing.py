"""Names beside points, so that they cover neither each other nor a point, as far as there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: Box) -> float:
        """The area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)

    @property
    def area(self) -> float:
        """In square pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The place in it that is nearest to another."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)

    def far(self, x: float, y: float) -> bool:
        """Whether it lies so far from a place that a reader may take it for another's."""
        a, b = self.nearest(x, y)
        return abs(a - x) + abs(b - y) > _FAR


_NEAR, _HALF, _POINT, _FARTHER, _FAR = 9, 7, 6, 6, 18
_SIDES = (
    *((1, 0), (-1, 0), (0, -1), (0, 1)),
    *((side, up * lines) for lines in (1, 2, 3, 4) for side in (1, -1) for up in (-1, 1)),
)
"""Where a name may stand, the best place first: which side of the point, and how many lines below it."""


def beside(
    points: Sequence[tuple[float, float]], widths: Sequence[float], sheet: Box, lines: Sequence[Box] = ()
) -> list[Box]:
    """A box for the name of each point, as wide as given, within the sheet and off the lines if possible.

    Each takes the place that covers least, an earlier one of `_SIDES` where two differ little; names with the nearest
    neighbours choose first.
    """
    dots = [Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT) for x, y in points]
    placed: dict[int, Box] = {}
    for i in sorted(range(len(points)), key=lambda i: (_nearest(points, i), i)):
        others = [*lines, *placed.values(), *(dot for j, dot in enumerate(dots) if j != i)]
        choices = [_box(points[i], widths[i], *side) for side in _SIDES]
        costs = [sum(map(box.shared, others)) + 4 * (box.area - box.shared(sheet)) for box in choices]
        placed[i] = choices[min(range(len(choices)), key=lambda n: costs[n] + _FARTHER * n)]
    return [placed[i] for i in range(len(points))]


def _nearest(points: Sequence[tuple[float, float]], i: int) -> float:
    (x, y), rest = points[i], (each for j, each in enumerate(points) if j != i)
    return min((abs(x - a) + 4 * abs(y - b) for a, b in rest), default=0.0)


def _box(point: tuple[float, float], width: float, side: int, lines: int) -> Box:
    x, y = point
    left = x + _NEAR if side > 0 else x - _NEAR - width if side < 0 else x - width / 2
    middle = y + lines * (2 * _HALF + (2 if side == 0 else -2))
    return Box(left, middle - _HALF, left + width, middle + _HALF)
