"""Text beside picture: what the same model makes of the same questions when the music is engraved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.reporting.charts import rows
from ssmr_bench.reporting.charts.figures import aloud, bounds, percent
from ssmr_bench.reporting.charts.frame import Frame, Heading
from ssmr_bench.reporting.charts.lettering import plain
from ssmr_bench.reporting.charts.marks import Dot, Span
from ssmr_bench.reporting.charts.plane import PERCENT, Plane
from ssmr_bench.reporting.charts.theme import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.charts.plane import Layer
    from ssmr_bench.reporting.charts.theme import Look

TEXT, PICTURE, FLOOR, PICTURE_FLOOR = SERIES = ("text", "picture", "no music, text", "no music, picture")
_PLOT, _ROW = 400, 30
_LANE, _BAND = 6.5, 5
"""Pixels from one series to the next, and how thick an interval is: on each other they would mix to grey."""
_HEAD = "difference in points"


@dataclass(frozen=True, slots=True)
class Gap:
    """A model's accuracies on the same questions."""

    name: str
    text: Accuracy
    picture: Accuracy
    interval: tuple[float, float] | None = None
    """Of the difference, the picture's less the text's, from -1 to 1."""
    floor: Accuracy | None = None
    """By text without any music."""
    picture_floor: Accuracy | None = None
    """By pictures without any music: options may be pictures, too."""

    @property
    def difference(self) -> float:
        """The picture's accuracy less the text's, from -1 to 1."""
        return (self.picture.value or 0) - (self.text.value or 0)

    @property
    def points(self) -> dict[str, Accuracy]:
        """What was measured, by series."""
        named = {FLOOR: self.floor, PICTURE_FLOOR: self.picture_floor, TEXT: self.text, PICTURE: self.picture}
        return {series: each for series, each in named.items() if each is not None and each.n}

    def written(self) -> tuple[str, str]:
        """The difference in points, and its interval."""
        low, high = (100 * bound for bound in self.interval or (0.0, 0.0))
        return f"{100 * self.difference:+.1f}", f"({low:+.1f} to {high:+.1f})" if self.interval else ""


def gap(gaps: Sequence[Gap], title: str, note: str = "", chance: float | None = CHANCE) -> Chart:
    """The chart of pairs of accuracies, those first that lose least by the picture; `chance` is as in `accuracy`.

    Raises:
        ConfigError: if no model has answers to both.
    """
    shown = sorted((each for each in gaps if each.text.n and each.picture.n), key=lambda g: (-g.difference, g.name))
    if not shown:
        raise ConfigError(f"there is no pair of text and picture to draw in {title!r}; name runs of both")
    plane = Plane((PERCENT, rows.down(len(shown))))
    series = [name for name in SERIES if any(name in each.points for each in shown)]
    looks = dict(zip(series, LOOKS, strict=False))
    lanes = {name: (i - (len(series) - 1) / 2) * _LANE / _ROW for i, name in enumerate(series)}
    column = [each.written() for each in shown]
    layers = [
        rows.lines(plane, len(shown)),
        *(rows.chance_line(plane, chance, len(shown)) if chance is not None else []),
        plane.guides([_bar(each, i, lanes) for i, each in enumerate(shown)], "bar"),
        *_points(plane, shown, lanes, looks),
        rows.names(plane, [each.name for each in shown]),
        *rows.figures(plane, list(enumerate(column)), _HEAD),
    ]
    frame = Frame(_PLOT, _ROW * len(shown), rows.margin([g.name for g in shown]), rows.figures_margin(column, _HEAD))
    return frame.chart(Heading(title, note, _described(shown)), layers, looks)


def _bar(each: Gap, place: int, lanes: dict[str, float]) -> Span:
    text, picture = percent(each.text.value or 0), percent(each.picture.value or 0)
    return Span(text, place + lanes[TEXT], picture, place + lanes[PICTURE])


def _points(plane: Plane, shown: Sequence[Gap], lanes: dict[str, float], looks: dict[str, Look]) -> list[Layer]:
    """Accuracies and their intervals, each series a little below the one before it."""
    spans, dots = [], []
    for i, each in enumerate(shown):
        for name, accuracy in each.points.items():
            (low, high), y = bounds(accuracy), i + lanes[name]
            spans.append(Span(low, y, high, y, looks[name].color))
            said = f"{plain(each.name)}, {name}: {aloud(accuracy)}"
            dots.append(Dot(percent(accuracy.value or 0), y, looks[name], said))
    return [plane.spans(spans, _BAND, 0.35), plane.dots(dots)]


def _described(shown: Sequence[Gap]) -> str:
    first, last = shown[0], shown[-1]
    said = [f"{plain(each.name)[:60]} {' '.join(each.written())}" for each in (first, last)[: len(shown)]]
    return f"Accuracy with text and with pictures of {len(shown)} models; from {' to '.join(said)} points."
