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
    from ssmr_bench.reporting.charts.theme import Look

TEXT, PICTURE, FLOOR = "text", "picture", "no music"
_PLOT, _ROW = 400, 30
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
    """Without any music."""

    @property
    def difference(self) -> float:
        """The picture's accuracy less the text's, from -1 to 1."""
        return (self.picture.value or 0) - (self.text.value or 0)

    @property
    def points(self) -> dict[str, Accuracy]:
        """What was measured, by series."""
        named = {FLOOR: self.floor, TEXT: self.text, PICTURE: self.picture}
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
    series = [name for name in (TEXT, PICTURE, FLOOR) if any(name in each.points for each in shown)]
    looks = dict(zip(series, LOOKS, strict=False))
    column = [each.written() for each in shown]
    layers = [
        rows.lines(plane, len(shown)),
        *(rows.chance_line(plane, chance, len(shown)) if chance is not None else []),
        plane.guides([_bar(each, i) for i, each in enumerate(shown)], "bar"),
        plane.spans([span for i, each in enumerate(shown) for span in _spans(each, i, looks)], 7, 0.35),
        plane.dots([dot for i, each in enumerate(shown) for dot in _dots(each, i, looks)]),
        rows.names(plane, [each.name for each in shown]),
        *rows.figures(plane, list(enumerate(column)), _HEAD),
    ]
    frame = Frame(_PLOT, _ROW * len(shown), rows.margin([g.name for g in shown]), rows.figures_margin(column, _HEAD))
    return frame.chart(Heading(title, note, _described(shown)), layers, looks)


def _bar(each: Gap, place: int) -> Span:
    return Span(percent(each.text.value or 0), place, percent(each.picture.value or 0), place)


def _spans(each: Gap, place: int, looks: dict[str, Look]) -> list[Span]:
    found = ((bounds(accuracy), looks[name].color) for name, accuracy in each.points.items())
    return [Span(low, place, high, place, color) for (low, high), color in found]


def _dots(each: Gap, place: int, looks: dict[str, Look]) -> list[Dot]:
    return [
        Dot(percent(accuracy.value or 0), place, looks[name], f"{plain(each.name)}, {name}: {aloud(accuracy)}")
        for name, accuracy in each.points.items()
    ]


def _described(shown: Sequence[Gap]) -> str:
    first, last = shown[0], shown[-1]
    said = [f"{plain(each.name)[:60]} {' '.join(each.written())}" for each in (first, last)[: len(shown)]]
    return f"Accuracy with text and with pictures of {len(shown)} models; from {' to '.join(said)} points."
