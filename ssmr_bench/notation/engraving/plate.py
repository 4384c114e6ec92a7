"""What an engraver has put on the page: glyphs, lines and shapes at their places, without a word on what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNIT = 180
"""From one staff line to the next, in the units of the plate."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of the music font (SMuFL) at a place."""

    code: str
    """Its code point in hexadecimal, E0A4 for a black notehead."""
    x: float
    y: float
    scale: float
    """0.72 for music of full size."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashes: str = ""
    """Lengths drawn and not drawn, in turn; empty for a whole line."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled area: a polygon, or a path of curves."""

    points: tuple[tuple[float, float], ...]
    """Its corners, or the points that steer its curves."""
    path: str = ""
    """The path of curves; empty for a polygon."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, from its left end on the baseline."""

    x: float
    y: float
    size: float
    text: str


Mark = Glyph | Line | Shape | Dot | Words


@dataclass(frozen=True, slots=True)
class Plate:
    """All that is to be drawn."""

    marks: tuple[Mark, ...]
    outlines: dict[str, str] = field(repr=False)
    """The path of each glyph by its code."""

    @property
    def box(self) -> Box:
        """The smallest box that holds every mark.

        Raises:
            ValueError: if there is none.
        """
        boxes = glyph_boxes()
        found = [_box(mark, boxes) for mark in self.marks]
        if not found:
            raise ValueError("nothing is engraved")
        lefts, tops, rights, bottoms = zip(*found, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def staff_line(self) -> float:
        """The height of the top line of the first staff: the first of five of one length, a staff space apart.

        Raises:
            ValueError: if there is none.
        """
        level = [mark for mark in self.marks if isinstance(mark, Line) and mark.y1 == mark.y2]
        # Ledger lines are shorter than the height of a staff.
        extents = {(mark.x1, mark.x2, mark.y1) for mark in level if mark.x2 - mark.x1 > 4 * UNIT}
        tops = [y for x1, x2, y in extents if all((x1, x2, y + gap * UNIT) in extents for gap in range(1, 5))]
        return min(tops)

    def moved(self, dx: float, dy: float) -> Plate:
        """The same marks elsewhere."""
        return Plate(tuple(_moved(mark, dx, dy) for mark in self.marks), self.outlines)

    def svg(self, box: Box, ink: str, thinnest: float = 0) -> str:
        """The marks in the box as an SVG of that size, with no line thinner than that."""
        left, top, right, bottom = box
        view = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
        used = sorted({mark.code for mark in self.marks if isinstance(mark, Glyph)})
        glyphs = "".join(f'<path id="{code}" transform="scale(1,-1)" d="{self.outlines[code]}"/>' for code in used)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{right - left:g}" '
            f'height="{bottom - top:g}" fill="{ink}" font-family="Tinos"><defs>{glyphs}</defs>'
            f"{''.join(_strokes(self.marks, ink, thinnest))}{''.join(map(_drawn, self.marks))}</svg>"
        )


def _strokes(marks: Iterable[Mark], ink: str, thinnest: float) -> Iterator[str]:
    """The straight lines, those of one width together."""
    kinds: dict[tuple[float, str], list[str]] = {}
    for mark in marks:
        if isinstance(mark, Line):
            line = f"M{mark.x1:g} {mark.y1:g}L{mark.x2:g} {mark.y2:g}"
            kinds.setdefault((mark.width, mark.dashes), []).append(line)
    for (width, dashes), lines in kinds.items():
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        yield f'<path d="{"".join(lines)}" stroke="{ink}" stroke-width="{max(width, thinnest):g}"{dashed}/>'


def _drawn(mark: Mark) -> str:
    if isinstance(mark, Glyph):
        return f'<use href="#{mark.code}" transform="translate({mark.x:g} {mark.y:g}) scale({mark.scale:g})"/>'
    if isinstance(mark, Shape):
        if mark.path:
            return f'<path d="{mark.path}"/>'
        return f'<polygon points="{" ".join(f"{x:g},{y:g}" for x, y in mark.points)}"/>'
    if isinstance(mark, Dot):
        return f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.radius:g}"/>'
    if isinstance(mark, Words):
        return f'<text x="{mark.x:g}" y="{mark.y:g}" font-size="{mark.size:g}">{escape(mark.text)}</text>'
    return ""


def _box(mark: Mark, boxes: dict[str, Box]) -> Box:
    if isinstance(mark, Glyph):
        left, top, right, bottom = boxes[mark.code]
        return (
            mark.x + left * mark.scale,
            mark.y + top * mark.scale,
            mark.x + right * mark.scale,
            mark.y + bottom * mark.scale,
        )
    if isinstance(mark, Line):
        half = mark.width / 2
        xs, ys = sorted((mark.x1, mark.x2)), sorted((mark.y1, mark.y2))
        return xs[0] - half, ys[0] - half, xs[1] + half, ys[1] + half
    if isinstance(mark, Shape):
        across, down = zip(*mark.points, strict=True)
        return min(across), min(down), max(across), max(down)
    if isinstance(mark, Dot):
        return mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius
    # No letter of a text font is wider than it is high.
    return mark.x, mark.y - 0.8 * mark.size, mark.x + 0.6 * mark.size * len(mark.text), mark.y + 0.3 * mark.size


def _moved(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + dx, y1=mark.y1 + dy, x2=mark.x2 + dx, y2=mark.y2 + dy)
    if isinstance(mark, Shape):
        points = tuple((x + dx, y + dy) for x, y in mark.points)
        return Shape(points, steered(mark.path, points) if mark.path else "")
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def steered(path: str, points: tuple[tuple[float, float], ...]) -> str:
    """A path of curves through other points."""
    drawn = iter(points)
    return re.sub(r"-?[\d.]+[ ,]-?[\d.]+", lambda _: "{:g} {:g}".format(*next(drawn)), path)


@cache
def glyph_boxes() -> dict[str, Box]:
    """The box of each glyph at scale 1, from the metrics that Verovio ships with its music font."""
    import verovio

    file = Path(verovio.__file__).parent / "data" / "Leipzig.xml"
    glyphs = ElementTree.parse(file).getroot().iter("g")  # noqa: S314 - Verovio's own
    found = {}
    for glyph in glyphs:
        x, y, width, height = (float(glyph.get(name, "0")) for name in "xywh")
        found[glyph.get("c", "")] = (x, -y - height, x + width, -y)
    return found
