"""The staves of a page: sets of five lines, one below the other, and the marks that belong to each."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.notation.sight.marks import Dot, Glyph, Line, Page, Shape, Words


@dataclass
class Staff:
    """Five lines with what stands on, above and below them."""

    top: float
    space: float
    left: float
    right: float
    glyphs: list[Glyph] = field(default_factory=list)
    uprights: list[Line] = field(default_factory=list)
    levels: list[Line] = field(default_factory=list)
    beams: list[Shape] = field(default_factory=list)
    curves: list[Shape] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    """Those that lengthen notes."""
    specks: list[Dot] = field(default_factory=list)
    """The smaller ones of dotted bar lines."""
    words: list[Words] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The height of the middle line."""
        return self.top + 2 * self.space

    @property
    def bottom(self) -> float:
        """The height of the lowest line."""
        return self.top + 4 * self.space

    def place(self, y: float) -> int:
        """Lines and spaces above the middle line.

        Raises:
            ValueError: if the mark sits on neither a line nor in a space.
        """
        exact = (self.middle - y) * 2 / self.space
        if abs(exact - round(exact)) > 0.2:
            raise ValueError(f"a mark stands between line and space, {exact:.2f} above the middle line")
        return round(exact)


def staves(page: Page) -> list[Staff]:
    """The staves from the top down, each with the marks that lie nearest to it.

    Raises:
        ValueError: if there is none, or long lines don't come in fives.
    """
    found = _found(page)

    def nearest(y: float) -> Staff:
        return min(found, key=lambda staff: abs(staff.middle - y))

    for glyph in page.glyphs:
        nearest(glyph.y).glyphs.append(glyph)
    for line in page.lines:
        owner = nearest((line.y1 + line.y2) / 2)
        (owner.uprights if line.upright else owner.levels).append(line)
    for shape in page.shapes:
        height = sum(y for _, y in shape.points) / len(shape.points)
        (nearest(height).curves if shape.curved else nearest(height).beams).append(shape)
    for dot in page.dots:
        owner = nearest(dot.y)
        (owner.dots if dot.radius > owner.space / 6 else owner.specks).append(dot)
    for words in page.words:
        nearest(words.y).words.append(words)
    return found


def _found(page: Page) -> list[Staff]:
    level = sorted((line for line in page.lines if line.level and line.x2 - line.x1 > 0), key=lambda line: line.y1)
    by_extent: dict[tuple[float, float], list[Line]] = {}
    for line in level:
        by_extent.setdefault((line.x1, line.x2), []).append(line)
    found = []
    for (left, right), lines in by_extent.items():
        for at in range(0, len(lines) - 4, 5) if len(lines) % 5 == 0 else ():
            five = lines[at : at + 5]
            gaps = {round(after.y1 - before.y1, 3) for before, after in pairwise(five)}
            # Ledger lines are shorter than the distance that a staff's five lines take.
            if len(gaps) == 1 and right - left > five[4].y1 - five[0].y1:
                found.append(Staff(five[0].y1, gaps.pop(), left, right))
    if not found:
        raise ValueError("there is no staff of five lines")
    return sorted(found, key=lambda staff: staff.top)
