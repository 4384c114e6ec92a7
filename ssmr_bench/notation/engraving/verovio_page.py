"""Reads the page that Verovio has laid out, from its SVG."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ssmr_bench.notation.engraving.plate import Dot, Glyph, Line, Plate, Shape, Words, steered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ssmr_bench.notation.engraving.plate import Mark

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> Plate:
    """The plate that Verovio's SVG of one page describes.

    Raises:
        ValueError: on an element that is none of those it draws with: nothing is left out in silence.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - Verovio's own
    outlines = {
        (group.get("id") or "").partition("-")[0]: path.get("d", "")
        for group in root.iterfind(f"{_SVG}defs/{_SVG}g")
        for path in group.iterfind(f"{_SVG}path")
    }
    page = root.find(f"{_SVG}svg/{_SVG}g")
    if page is None:
        raise ValueError("there is no page")
    dx, dy, *_ = map(float, _NUMBERS.findall(page.get("transform", "0 0")))
    return Plate(tuple(_joined(_marks(page, dx, dy))), outlines)


def _marks(element: ElementTree.Element, dx: float, dy: float) -> Iterator[Mark]:
    for child in element:
        tag = child.tag.removeprefix(_SVG)
        if tag == "g":
            if "placeholder" not in (child.get("class") or ""):
                yield from _marks(child, dx, dy)
        elif tag == "use":
            x, y, scale, *_ = map(float, _NUMBERS.findall(child.get("transform", "")))
            code = (child.get("href") or "").removeprefix("#").partition("-")[0]
            yield Glyph(code, x + dx, y + dy, scale)
        elif tag == "text":
            yield from _words(child, dx, dy)
        elif tag != "desc":
            yield from _figure(tag, child, dx, dy)


def _figure(tag: str, element: ElementTree.Element, dx: float, dy: float) -> Iterator[Mark]:
    get = element.get
    if tag == "path" and "C" in get("d", ""):
        points = _points(get("d", ""), dx, dy)
        yield Shape(points, steered(get("d", ""), points))
    elif tag == "path":
        (x1, y1), (x2, y2) = _points(get("d", ""), dx, dy)
        yield Line(x1, y1, x2, y2, float(get("stroke-width", "0")), get("stroke-dasharray", ""))
    elif tag == "polygon":
        yield Shape(_points(get("points", ""), dx, dy))
    elif tag == "polyline":
        for (x1, y1), (x2, y2) in pairwise(_points(get("points", ""), dx, dy)):
            yield Line(x1, y1, x2, y2, float(get("stroke-width", "0")))
    elif tag == "ellipse":
        yield Dot(float(get("cx", "0")) + dx, float(get("cy", "0")) + dy, float(get("rx", "0")))
    elif tag == "rect":
        x, y, width, height = (float(get(name, "0")) for name in ("x", "y", "width", "height"))
        x, y = x + dx, y + dy
        yield Shape(((x, y), (x + width, y), (x + width, y + height), (x, y + height)))
    else:
        raise ValueError(f"the engraver drew with {tag!r}, which is not known here")


def _points(text: str, dx: float, dy: float) -> tuple[tuple[float, float], ...]:
    numbers = list(map(float, _NUMBERS.findall(text)))
    return tuple((x + dx, y + dy) for x, y in zip(numbers[::2], numbers[1::2], strict=True))


def _words(element: ElementTree.Element, dx: float, dy: float) -> Iterator[Mark]:
    text = "".join(element.itertext()).strip()
    sizes = [float(each.get("font-size", "0").removesuffix("px")) for each in element.iter()]
    if text:
        yield Words(float(element.get("x", "0")) + dx, float(element.get("y", "0")) + dy, max(sizes), text)


def _joined(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks, with the staff lines of one bar after the other as one line."""
    open_lines: dict[tuple[float, float], Line] = {}
    for mark in marks:
        if not isinstance(mark, Line) or mark.y1 != mark.y2 or mark.dashes:
            yield mark
            continue
        place = mark.y1, mark.width
        before = open_lines.get(place)
        if before and before.x2 == mark.x1:
            open_lines[place] = replace(before, x2=mark.x2)
        else:
            yield from [before] if before else []
            open_lines[place] = mark
    yield from open_lines.values()
