"""Turns a plate into pixels.

The same glyphs come again and again, so resvg draws each of them once, at each quarter of a pixel that it may stand on,
and is copied from then on. Straight lines and beams are filled by the part of each pixel that they cover. What is left
(ties, texts, dashes) resvg draws as one layer on top.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ssmr_bench.notation.engraving.plate import UNIT, Dot, Glyph, Line, Plate, Shape, glyph_boxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.notation.engraving.layout import Layout
    from ssmr_bench.notation.engraving.plate import Box, Mark

    Ink = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
    """How much ink each pixel has, from 0 to 255."""

FONT = Path(__file__).parent / "fonts" / "Tinos-Regular.ttf"
_PHASES = 4


def png(plate: Plate, box: Box, layout: Layout) -> bytes:
    """The picture of a plate's box, whose sides are whole pixels: grey, or in shades from the paper to the ink."""
    from PIL import Image

    picture = Image.fromarray(255 - ink(plate, box, layout.space / UNIT))
    if (layout.paper, layout.ink) != ("#ffffff", "#000000"):
        picture = picture.convert("P")
        picture.putpalette(_shades(layout))
    out = BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()


def ink(plate: Plate, box: Box, scale: float) -> Ink:
    """The ink on every pixel of the box, at so many pixels a unit."""
    left, top, right, bottom = box
    page: Ink = np.zeros((round((bottom - top) * scale), round((right - left) * scale)), np.uint8)
    others: list[Mark] = []
    for mark in plate.marks:
        if isinstance(mark, Glyph):
            _glyph(page, mark, plate.outlines[mark.code], box, scale)
        elif isinstance(mark, Dot):
            _dot(page, mark, box, scale)
        elif isinstance(mark, Line) and not mark.dashes:
            _line(page, mark, box, scale)
        elif isinstance(mark, Shape) and _is_band(mark):
            _band(page, sorted(mark.points), box, scale)
        else:
            others.append(mark)
    if others:
        layer = Plate(tuple(others), plate.outlines).svg(box, "#000000", thinnest=1 / scale)
        np.maximum(page, _drawn(layer, scale), out=page)
    return page


def _glyph(page: Ink, glyph: Glyph, outline: str, box: Box, scale: float) -> None:
    x, y = (glyph.x - box[0]) * scale, (glyph.y - box[1]) * scale
    column, row = floor(x * _PHASES) / _PHASES, floor(y * _PHASES + 0.5) / _PHASES
    mask, dx, dy = _mask(glyph.code, outline, glyph.scale * scale, column % 1, row % 1)
    _stamp(page, mask, floor(column) + dx, floor(row) + dy)


def _dot(page: Ink, dot: Dot, box: Box, scale: float) -> None:
    x, y = (dot.x - box[0]) * scale, (dot.y - box[1]) * scale
    column, row = floor(x * _PHASES + 0.5) / _PHASES, floor(y * _PHASES + 0.5) / _PHASES
    mask = _circle(dot.radius * scale, column % 1, row % 1)
    reach = mask.shape[0] // 2
    _stamp(page, mask, floor(column) - reach, floor(row) - reach)


@lru_cache(4096)
def _mask(code: str, outline: str, scale: float, dx: float, dy: float) -> tuple[Ink, int, int]:
    """A glyph that stands so far right of and below a pixel's corner; where its upper left corner is from there."""
    left, top, right, bottom = (side * scale for side in glyph_boxes()[code])
    column, row = floor(left) - 1, floor(top) - 1
    width, height = ceil(right) + 2 - column, ceil(bottom) + 2 - row
    placed = f"translate({dx - column:g} {dy - row:g}) scale({scale:.6f} {-scale:.6f})"
    return _drawn(_svg(width, height, f'<path transform="{placed}" d="{outline}"/>'), 1), column, row


@lru_cache(256)
def _circle(radius: float, dx: float, dy: float) -> Ink:
    reach = ceil(radius) + 1
    circle = f'<circle cx="{reach + dx:g}" cy="{reach + dy:g}" r="{radius:g}"/>'
    return _drawn(_svg(2 * reach + 1, 2 * reach + 1, circle), 1)


def _svg(width: int, height: int, content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{content}</svg>'


def _drawn(svg: str, scale: float) -> Ink:
    import resvg_py
    from PIL import Image

    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, background="#ffffff", zoom=scale, skip_system_fonts=True, font_files=[str(FONT)]
    )
    return 255 - np.asarray(Image.open(BytesIO(drawn)).convert("L"))


def _stamp(page: Ink, mask: Ink, left: int, top: int) -> None:
    """Puts a mask on the page; it must lie within."""
    height, width = mask.shape
    part = page[top : top + height, left : left + width]
    np.maximum(part, mask, out=part)


def _line(page: Ink, line: Line, box: Box, scale: float) -> None:
    half = max(line.width, 1 / scale) / 2
    if line.x1 == line.x2:
        y1, y2 = sorted((line.y1, line.y2))
        corners = [(line.x1 - half, y1), (line.x1 - half, y2), (line.x1 + half, y1), (line.x1 + half, y2)]
    else:
        ends = sorted([(line.x1, line.y1), (line.x2, line.y2)])
        corners = [(x, y + side) for x, y in ends for side in (-half, half)]
    _band(page, corners, box, scale)


def _is_band(shape: Shape) -> bool:
    """Whether it is a beam or a rectangle: four corners, with upright sides."""
    corners = sorted(shape.points)
    return not shape.path and len(corners) == 4 and corners[0][0] == corners[1][0] and corners[2][0] == corners[3][0]


def _band(page: Ink, corners: Sequence[tuple[float, float]], box: Box, scale: float) -> None:
    """Fills what lies between two upright sides, given by their ends from left to right and from top to bottom."""
    (x1, top1), (_, low1), (x2, top2), (_, low2) = (((x - box[0]) * scale, (y - box[1]) * scale) for x, y in corners)
    first, last = floor(x1), ceil(x2)
    above, below = floor(min(top1, top2)), ceil(max(low1, low2))
    columns = np.arange(first, last, dtype=np.float32)
    across = np.minimum(columns + 1, x2) - np.maximum(columns, x1)
    way = (columns + 0.5 - x1) / (x2 - x1) if top1 != top2 else np.zeros(1, np.float32)
    rows = np.arange(above, below, dtype=np.float32)[:, None]
    down = np.minimum(rows + 1, low1 + (low2 - low1) * way) - np.maximum(rows, top1 + (top2 - top1) * way)
    covered = (np.clip(down, 0, 1) * across * 255 + 0.5).astype(np.uint8)
    part = page[above:below, first:last]
    np.maximum(part, covered, out=part)


def _shades(layout: Layout) -> list[int]:
    """A palette of 256 colors from the ink to the paper."""
    dark, light = (tuple(bytes.fromhex(color[1:])) for color in (layout.ink, layout.paper))
    return [round(a + (b - a) * step / 255) for step in range(256) for a, b in zip(dark, light, strict=True)]
