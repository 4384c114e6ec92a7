"""The marks on an engraved page, read from its SVG: where each glyph, line and shape is, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of the music font at a place."""

    code: str
    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, from left to right or, upright, from top to bottom."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dashed: bool

    @property
    def upright(self) -> bool:
        """Whether it is vertical."""
        return self.x1 == self.x2

    @property
    def level(self) -> bool:
        """Whether it is horizontal."""
        return self.y1 == self.y2


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon, or a curve by the points that steer it."""

    points: tuple[tuple[float, float], ...]
    curved: bool

    @property
    def left(self) -> float:
        """Its leftmost x."""
        return min(x for x, _ in self.points)

    @property
    def right(self) -> float:
        """Its rightmost x."""
        return max(x for x, _ in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Words:
    """A text at a place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """All the marks, and the box that is shown of the page."""

    box: tuple[float, float, float, float]
    glyphs: tuple[Glyph, ...]
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]
    words: tuple[Words, ...]

    @property
    def cut(self) -> bool:
        """Whether a mark reaches beyond the box."""
        left, top, right, bottom = self.box
        points = [(glyph.x, glyph.y) for glyph in self.glyphs] + [(dot.x, dot.y) for dot in self.dots]
        points += [(glyph.x, glyph.y + up) for glyph in self.glyphs if glyph.code in _TALL for up in _TALL[glyph.code]]
        points += [
            (line.x1 + side, line.y1) for line in self.lines if line.upright for side in (-line.width, line.width)
        ]
        points += [point for line in self.lines for point in ((line.x1, line.y1), (line.x2, line.y2))]
        points += [point for shape in self.shapes if not shape.curved for point in shape.points]
        return any(not (left < x < right and top < y < bottom) for x, y in points)


_TALL = {"E050": (-790, 490), "E052": (-790, 700), "E053": (-1000, 490), "E05C": (-380, 380), "E062": (-200, 460)}
"""How far the clefs reach above and below their line."""


def page(svg: str) -> Page:
    """The marks of a page that `engraving` drew.

    Raises:
        ValueError: on a mark of a kind that it does not draw.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own engraver's
    left, top, width, height = _numbers(root.get("viewBox", ""))
    ink = root.get("fill")
    if any(element.get("fill") or element.get("stroke", ink) != ink for element in root):
        raise ValueError("a mark is not of the color of the ink")
    glyphs, lines, shapes, dots, words = [], [], [], [], []
    for element in root:
        tag, get = element.tag.removeprefix(_SVG), element.get
        if tag == "use":
            x, y, scale = _numbers(get("transform", ""))
            glyphs.append(Glyph(get("href", "").removeprefix("#"), x, y, scale))
        elif tag == "path" and get("stroke"):
            ends = _numbers(get("d", ""))
            stroke, dashed = float(get("stroke-width", "0")), bool(get("stroke-dasharray"))
            lines += [_line(ends[at : at + 4], stroke, dashed) for at in range(0, len(ends), 4)]
        elif tag in {"path", "polygon"}:
            numbers = _numbers(get("d", get("points", "")))
            shapes.append(Shape(tuple(zip(numbers[::2], numbers[1::2], strict=True)), tag == "path"))
        elif tag == "circle":
            dots.append(Dot(*(float(get(name, "0")) for name in ("cx", "cy", "r"))))
        elif tag == "text":
            words.append(Words(float(get("x", "0")), float(get("y", "0")), element.text or ""))
        elif tag != "defs":
            raise ValueError(f"a mark of an unknown kind: {tag}")
    box = (left, top, left + width, top + height)
    return Page(box, tuple(glyphs), tuple(lines), tuple(shapes), tuple(dots), tuple(words))


def _line(ends: list[float], width: float, dashed: bool) -> Line:
    x1, y1, x2, y2 = ends
    if (x2, y2) < (x1, y1):
        x1, y1, x2, y2 = x2, y2, x1, y1
    return Line(x1, y1, x2, y2, width, dashed)


def _numbers(text: str) -> list[float]:
    return list(map(float, _NUMBER.findall(text)))
