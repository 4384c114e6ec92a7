"""Attackers that look at the pictures of options from outside: their size, their ink, their bytes.

Where options are pictures, none of that may tell which one holds. No attacker reads a note.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.attack import Attack, tied, weighed
from ssmr_bench.synthesis.audit.view import View
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import musical
from ssmr_bench.synthesis.visual.prints import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.synthesis.problem import Problem

Measures = tuple[float, ...]
PICTURED = ("bar_lines", "chord_completion", "interval_note", "scale_spelling")
"""The templates whose options are music."""
NAMES = ("width", "height", "ink", "share of ink", "bytes")


def measured(picture: bytes) -> Measures:
    """What is seen of a picture from outside, by `NAMES`."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as opened:
        grey = opened.convert("L")
    ink = sum(count * (255 - shade) for shade, count in enumerate(grey.histogram())) / 255
    return grey.width, grey.height, ink, ink / (grey.width * grey.height), len(picture)


def attacks_on_pictures(problems: Iterable[Problem]) -> Iterator[Attack]:
    """Every rule on every template whose options are pictures; the problems are those to attack."""
    by_template: dict[str, list[tuple[tuple[Measures, ...], int]]] = {}
    for problem in problems:
        if musical(problem):
            seen = tuple(map(measured, pictures(problem)[-len(problem.options) :]))
            by_template.setdefault(problem.template, []).append((seen, LETTERS.index(problem.answer)))
    for template, cases in by_template.items():
        for name, rate in RULES.items():
            ties = [tied(rate(seen), place) for seen, place in cases]
            if any(size < len(LETTERS) for size, _ in ties):
                yield weighed(template, View.PICTURES, name, ties)


def _value(number: int, sign: int, seen: Sequence[Measures]) -> list[float]:
    return [sign * each[number] for each in seen]


def _middle(number: int, sign: int, seen: Sequence[Measures]) -> list[float]:
    mean = sum(each[number] for each in seen) / len(seen)
    return [-sign * abs(each[number] - mean) for each in seen]


def _near(sign: int, seen: Sequence[Measures]) -> list[float]:
    """How near each picture is to the others in all that is measured."""
    spans = [max(values) - min(values) or 1 for values in zip(*seen, strict=True)]

    def distance(one: Measures, other: Measures) -> float:
        return sqrt(sum(((a - b) / span) ** 2 for a, b, span in zip(one, other, spans, strict=True)))

    return [-sign * round(sum(distance(one, other) for other in seen), 9) for one in seen]


RULES: dict[str, Callable[[Sequence[Measures]], list[float]]] = {
    **{f"most {name}": partial(_value, number, 1) for number, name in enumerate(NAMES)},
    **{f"least {name}": partial(_value, number, -1) for number, name in enumerate(NAMES)},
    **{f"middle {name}": partial(_middle, number, 1) for number, name in enumerate(NAMES)},
    **{f"uncommon {name}": partial(_middle, number, -1) for number, name in enumerate(NAMES)},
    "picture like the others": partial(_near, 1),
    "picture unlike the others": partial(_near, -1),
}
