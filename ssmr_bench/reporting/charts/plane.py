"""Marks as layers of Vega-Lite, over two axes or in pixels.

Other people's texts stand in the data alone, and data are never evaluated. Nothing is placed by the width of a text, so
the fonts of a machine change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ssmr_bench.reporting.charts.marks import Span, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.charts.marks import Dot, Tile

    Layer = dict[str, Any]
    """A part of a Vega-Lite specification."""
    Align = Literal["left", "center", "right"]
    Guide = Literal["guide", "pale", "bar", "leader"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of a chart; without a title nothing is drawn of it."""

    domain: tuple[float, float]
    title: str = ""
    ticks: tuple[float, ...] = ()
    numbers: bool = True
    """Whether the ticks bear their numbers."""
    log: bool = False

    def channel(self, field: str) -> Layer:
        """The encoding of a field by it."""
        scale = {"type": "log" if self.log else "linear", "domain": list(self.domain), "nice": False, "zero": False}
        # The room for numbers is fixed: measured, it would be that of a machine's fonts.
        extent = _ROOM[field] if self.numbers else _WORDS
        room = {"minExtent": extent, "maxExtent": extent, "labels": self.numbers}
        axis = {"title": self.title, "values": list(self.ticks), "labelOverlap": False, "format": "~f", **room}
        shown = axis if self.title else None
        return {"field": field, "type": "quantitative", "scale": scale, "axis": shown}


PERCENT = Axis((0, 100), "accuracy in %, with 95 % interval", (0, 20, 40, 60, 80, 100))
_ROOM, _WORDS = {"x": 14, "y": 32}, 22
_PIXELS = {"type": "quantitative", "scale": None, "axis": None}
_AS_GIVEN = {"type": "nominal", "scale": None}
_TEXT: Layer = {"text": {"field": "text", "type": "nominal"}}


@dataclass(frozen=True, slots=True)
class Plane:
    """Where marks stand: on two axes, or in pixels from the upper left corner of the plot where there are none."""

    axes: tuple[Axis, Axis] | None = None

    @property
    def right(self) -> float:
        """Where the first axis ends."""
        return self.axes[0].domain[1] if self.axes else 0.0

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.axes[0].domain[0] if self.axes else 0.0

    def dots(self, dots: Sequence[Dot], size: int = 64) -> Layer:
        """Points; those of which nothing is said are for the eye alone."""
        values = [
            {
                "x": d.x,
                "y": d.y,
                "color": d.look.color,
                "shape": d.look.shape,
                "size": size * d.look.area,
                "said": d.said,
            }
            for d in dots
        ]
        mark = {"type": "point", "filled": True, "opacity": 1, "aria": any(d.said for d in dots)}
        own = {name: {"field": name, **_AS_GIVEN} for name in ("color", "shape")} | _SIZE
        return self._layer(values, mark, own | {"description": {"field": "said", "type": "nominal"}})

    def spans(self, spans: Sequence[Span], thick: float = 2, opacity: float = 1) -> Layer:
        """Lines in colours."""
        values = [{"x": s.x, "y": s.y, "x2": s.x2, "y2": s.y2, "color": s.color} for s in spans]
        mark = {"type": "rule", "strokeWidth": thick, "opacity": opacity, "aria": False}
        return self._layer(values, mark, _ENDS | {"color": {"field": "color", **_AS_GIVEN}})

    def guides(self, spans: Sequence[Span], style: Guide = "guide") -> Layer:
        """Lines in ink: dashed ones to measure by, pale ones to lead the eye, bars between points, leaders to names."""
        values = [{"x": s.x, "y": s.y, "x2": s.x2, "y2": s.y2} for s in spans]
        return self._layer(values, {"type": "rule", "style": style, "aria": False}, _ENDS)

    def path(self, places: Sequence[tuple[float, float]], color: str) -> Layer:
        """One line through all places, in their order."""
        values = [{"x": x, "y": y} for x, y in places]
        mark = {"type": "line", "color": color, "strokeWidth": 2, "aria": False}
        return self._layer(values, mark, {"order": None})

    def tiles(self, tiles: Sequence[Tile]) -> Layer:
        """Filled rectangles."""
        values = [{"x": t.x, "y": t.y, "x2": t.x2, "y2": t.y2, "color": t.color, "said": t.said} for t in tiles]
        own = {"color": {"field": "color", **_AS_GIVEN}, "description": {"field": "said", "type": "nominal"}}
        return self._layer(values, {"type": "rect"}, _ENDS | own)

    def words(self, words: Sequence[Word], align: Align = "left", dx: float = 0, dy: float = 0) -> Layer:
        """Texts, moved by so many pixels; a screen reader passes over them."""
        values = [{"x": w.x, "y": w.y, "text": w.text, "size": w.size, "color": w.color} for w in words]
        mark = {"type": "text", "align": align, "dx": dx, "dy": dy, "aria": False}
        own = _TEXT | _SIZE
        if any(w.color for w in words):
            own = own | {"color": {"condition": {"test": "datum.color != ''", "field": "color", **_AS_GIVEN}}}
        return self._layer(values, mark, own)

    def level(self, y: float, name: str, dy: float = 0) -> list[Layer]:
        """A dashed line from side to side, with its name in the right margin, moved by so many pixels."""
        return [self.guides([Span(self.left, y, self.right, y)]), self.words([Word(self.right, y, name)], dx=6, dy=dy)]

    def _layer(self, values: list[dict[str, Any]], mark: Layer, own: Layer) -> Layer:
        names = ("x", "y")
        if self.axes is None:
            places = {name: {"field": name, **_PIXELS} for name in names}
        else:
            places = {name: axis.channel(name) for name, axis in zip(names, self.axes, strict=True)}
        return {"data": {"values": values}, "mark": mark, "encoding": places | own}


_SIZE: Layer = {"size": {"field": "size", "type": "quantitative", "scale": None}}
_ENDS: Layer = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
SHEET = Plane()
"""In pixels."""
