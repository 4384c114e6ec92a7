"""A chart read back from its SVG: what stands where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ssmr_bench.reporting.charts.lettering import width
from ssmr_bench.reporting.charts.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.reporting.charts.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "g", "path", "line", "text", "rect"}


@dataclass(frozen=True)
class Mark:
    """A point or a tile, its place in pixels from the upper left corner of the plot."""

    said: str
    x: float
    y: float
    fill: str
    outline: str


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    x2: float
    y2: float
    stroke: str
    dashed: bool


@dataclass(frozen=True)
class Text:
    text: str
    x: float
    y: float
    anchor: str
    size: float
    fill: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; about as high as its letters."""
        wide = width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": float(wide)}[self.anchor]
        return left, self.y - 0.75 * self.size, left + wide, self.y + 0.2 * self.size


@dataclass(frozen=True)
class Drawing:
    """All of it; the edges are those of the sheet, in the plot's own pixels."""

    marks: list[Mark]
    lines: list[Line]
    paths: list[ET.Element]
    texts: list[Text]
    edges: tuple[float, float, float, float]
    root: ET.Element

    @property
    def words(self) -> list[str]:
        return [each.text for each in self.texts]

    def mark(self, start: str) -> Mark:
        (found,) = (each for each in self.marks if each.said.startswith(start))
        return found


def drawing(chart: Chart, theme: Theme = Theme.PAGE) -> Drawing:
    """The chart, drawn and read back."""
    return read(chart.svg(theme))


def read(svg: str) -> Drawing:
    """What an SVG shows."""
    root = ET.fromstring(svg)
    (plot,) = root.findall(f"{SVG}g")
    left, top = _moved(plot)
    found = list(_placed(plot, -left, -top))
    marks = [
        Mark(element.get("aria-label") or "", x, y, element.get("fill") or "", element.get("d") or "")
        for element, x, y in found
        if element.tag == f"{SVG}path" and element.get("aria-label")
    ]
    lines = [
        Line(
            *(x, y, x + float(element.get("x2") or 0), y + float(element.get("y2") or 0)),
            *(element.get("stroke") or "", element.get("stroke-dasharray") is not None),
        )
        for element, x, y in found
        if element.tag == f"{SVG}line"
    ]
    texts = [
        Text(
            *(element.text or "", x, y, element.get("text-anchor") or "start"),
            *(float((element.get("font-size") or "0").removesuffix("px")), element.get("fill") or ""),
        )
        for element, x, y in found
        if element.tag == f"{SVG}text" and "rotate" not in (element.get("transform") or "")
    ]
    paths = [e for e, _, _ in found if e.tag == f"{SVG}path" and not e.get("aria-label") and e.get("stroke")]
    wide, high = float(root.get("width") or 0), float(root.get("height") or 0)
    return Drawing(marks, lines, paths, texts, (-left, -top, wide - left, high - top), root)


def _placed(element: ET.Element, x: float, y: float) -> Iterator[tuple[ET.Element, float, float]]:
    dx, dy = _moved(element)
    yield element, x + dx, y + dy
    for child in element:
        yield from _placed(child, x + dx, y + dy)


def _moved(element: ET.Element) -> tuple[float, float]:
    found = re.match(r"translate\(([^,]+),([^)]+)\)", element.get("transform") or "")
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)
