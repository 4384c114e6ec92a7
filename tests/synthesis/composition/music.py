"""Short pieces in ABC, for tests of what is measured."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.composition.figures import load
from tests.notation.tunes import FILE

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score


def music(body: str, key: str = "C", meter: str = "4/4") -> Score:
    """What the ABC says, in quarter notes."""
    return read(f"X:1\nM:{meter}\nL:1/4\nK:{key}\n{body}\n")


@cache
def real() -> tuple[Score, ...]:
    """The real tunes beside the checkout, those that can be read."""
    return tuple(load(FILE))
