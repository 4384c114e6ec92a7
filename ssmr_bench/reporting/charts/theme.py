"""How charts look: the colours and shapes of series, and the ink of a page or a paper."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Theme(StrEnum):
    """What a chart stands on."""

    PAGE = "page"
    """A page, light or dark: the ink is the page's own colour of text, and the background its own."""
    PAPER = "paper"
    """White."""

    @property
    def ink(self) -> str:
        """The colour of texts and axes."""
        return "currentColor" if self is Theme.PAGE else "#1f2933"

    def config(self) -> dict[str, Any]:
        """Vega-Lite's configuration."""
        ink = self.ink
        axis = {"domainColor": ink, "domainOpacity": 0.5, "tickColor": ink, "tickOpacity": 0.5, "tickSize": 4}
        words = {"labelColor": ink, "labelFontSize": 12, "titleColor": ink, "titleFontSize": 12}
        rest = {"titleFontWeight": "normal", "titlePadding": 8, "grid": False, "labelFlush": False}
        return {
            "background": None if self is Theme.PAGE else "#ffffff",
            "view": {"stroke": None},
            "axis": {**axis, **words, **rest},
            "text": {"color": ink, "baseline": "middle"},
            "style": {
                "pale": {"color": ink, "opacity": 0.14},
                "leader": {"color": ink, "opacity": 0.55},
                "bar": {"color": ink, "opacity": 0.4, "strokeWidth": 2},
                "guide": {"color": ink, "opacity": 0.55, "strokeDash": [5, 4]},
            },
        }


@dataclass(frozen=True, slots=True)
class Look:
    """The colour and the shape of a series."""

    color: str
    shape: str

    @property
    def area(self) -> float:
        """How much larger than a circle it is drawn to look as large."""
        return {"circle": 1.0, "square": 1.0, "diamond": 1.7}.get(self.shape, 1.4)


LOOKS = (
    Look("#2f7fd1", "circle"),
    Look("#c8641a", "square"),
    Look("#1a9a6c", "triangle-up"),
    Look("#9a5fc4", "diamond"),
    Look("#c74a7b", "cross"),
    Look("#8a7a12", "triangle-down"),
    Look("#0f8b8d", "triangle-right"),
    Look("#7d7d85", "triangle-left"),
)
"""Each colour has a contrast of 3 : 1 or more on white and on the dark ground of our pages; each shape differs."""


def looks(names: Iterable[str]) -> dict[str, Look]:
    """A look for each name, in their order.

    Raises:
        ConfigError: if there are more names than looks.
    """
    found = list(dict.fromkeys(names))
    if len(found) > len(LOOKS):
        raise ConfigError(f"{len(found)} series can't be told apart; name {len(LOOKS)} at most")
    return dict(zip(found, LOOKS, strict=False))
