"""How a picture of a score is laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ssmr_bench.errors import ConfigError

_COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a picture of a score is laid out.

    Raises:
        ConfigError: if a size is too small to draw anything, or a color is not of the form #rrggbb.
    """

    space: int = 10
    """Pixels from one staff line to the next."""
    width: int = 1200
    """Pixels; a longer score goes on in another system."""
    margin: int = 2
    """Staff spaces of paper on each side."""
    paper: str = "#ffffff"
    ink: str = "#000000"
    beams: bool = True
    """Whether the notes of a beat stand under one beam. Without, they bear flags, which favour no meter."""

    def __post_init__(self) -> None:
        if self.space < 2 or self.margin < 0 or self.width < 40 * self.space:
            raise ConfigError(f"{self} has no room for music; take a space of 2 or more, and 40 spaces of width")
        for color in (self.paper, self.ink):
            if not _COLOR.fullmatch(color):
                raise ConfigError(f"no color {color!r}; expected one such as #fffff0")
