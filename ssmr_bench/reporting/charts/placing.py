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


_NEAR, _HALF, _POINT = 9, 7, 6
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1), (1, -2), (1, 2), (-1, -2), (-1, 2))
"""Where a name may stand, the best place first: which side of the point, and how many lines below it."""


def beside(
    points: Sequence[tuple[float, float]], widths: Sequence[float], sheet: Box, lines: Sequence[Box] = ()
) -> list[Box]:
    """A box for the name of each point, as wide as given, within the sheet and off the lines if possible.

    Each takes the first free place, the names with the nearest neighbours first; where none is free, the one that
    covers least.
    """
    dots = [Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT) for x, y in points]
    placed: dict[int, Box] = {}
    for i in sorted(range(len(points)), key=lambda i: (_nearest(points, i), i)):
        others = [*lines, *placed.values(), *(dot for j, dot in enumerate(dots) if j != i)]
        choices = [_box(points[i], widths[i], *side) for side in _SIDES]
        placed[i] = min(choices, key=lambda box: sum(map(box.shared, others)) + 4 * (box.area - box.shared(sheet)))
    return [placed[i] for i in range(len(points))]


def _nearest(points: Sequence[tuple[float, float]], i: int) -> float:
    (x, y), rest = points[i], (each for j, each in enumerate(points) if j != i)
    return min((abs(x - a) + 4 * abs(y - b) for a, b in rest), default=0.0)


def _box(point: tuple[float, float], width: float, side: int, lines: int) -> Box:
    x, y = point
    left = x + _NEAR if side > 0 else x - _NEAR - width if side < 0 else x - width / 2
    middle = y + lines * (2 * _HALF + (2 if side == 0 else -2))
    return Box(left, middle - _HALF, left + width, middle + _HALF)
