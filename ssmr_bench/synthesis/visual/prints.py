"""Draws a problem's figures, each proved by reading it back: one picture each, or all on one sheet."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.errors import DataError
from ssmr_bench.notation.engraving import Layout, crop, draw, plate
from ssmr_bench.notation.engraving.plate import UNIT, Plate, Words
from ssmr_bench.notation.sight import faded, misreading
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import figures

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.problem import Problem

Form = Literal["separate", "sheet"]
FORMS: tuple[Form, ...] = get_args(Form)
_LETTER = 2.5 * UNIT
_INDENT = 3.5 * UNIT
_GAP = 9 * UNIT
"""More than between two systems of one option: what belongs together stands together."""


def pictures(problem: Problem, form: Form = "separate", layout: Layout | None = None) -> tuple[bytes, ...]:
    """The pictures of a problem as PNG: music before options, from A to D; or the one sheet that holds them all.

    Every score's page is read back and compared with it before pages are composed to a sheet.

    Raises:
        DataError: if a picture does not show its score; the message says what is wrong.
    """
    shown = figures(problem, layout)
    if form == "sheet" and shown.options:
        narrower = shown.layout.width - round(_INDENT / UNIT * shown.layout.space)
        shown = replace(shown, layout=replace(shown.layout, width=narrower))
    whose = f"problem {problem.id!r}"
    plates = [_proved(whose, score, shown.layout) for score in shown.all]
    if form == "sheet" and shown.options:
        plates = [_sheet(plates, len(plates) - len(shown.options))]
    return tuple(_drawn(whose, each, shown.layout) for each in plates)


def picture(score: Score, whose: str, layout: Layout | None = None) -> bytes:
    """One score as PNG, proved likewise; an error says whose it is.

    Raises:
        DataError: as `pictures`.
    """
    layout = layout or Layout()
    return _drawn(whose, _proved(whose, score, layout), layout)


def _proved(whose: str, score: Score, layout: Layout) -> Plate:
    found = plate(score, layout)
    if flaw := misreading(score, _svg(found, layout)):
        raise DataError(f"the picture of {whose} is wrong: {flaw}")
    return found


def _drawn(whose: str, found: Plate, layout: Layout) -> bytes:
    png = draw(found, layout)
    if flaw := faded(png, _svg(found, layout)):
        raise DataError(f"the picture of {whose} is wrong: {flaw}")
    return png


def _svg(found: Plate, layout: Layout) -> str:
    return found.svg(crop(found, layout), layout.ink)


def _sheet(plates: list[Plate], before: int) -> Plate:
    """All on one page, one under the other, the options with their letters before them."""
    letters = [""] * before + list(LETTERS)
    placed: list[Plate] = []
    bottom = 0.0
    for letter, each in zip(letters, plates, strict=True):
        left, top, _, low = each.box
        # By whole staff spaces, so that all staff lines fall on the grid of pixels.
        line = ceil((bottom + each.staff_line - top) / UNIT) * UNIT
        moved = each.moved((_INDENT if letter else 0) - left, line - each.staff_line)
        words = (Words(0, line + 2 * UNIT + 0.35 * _LETTER, _LETTER, f"{letter}."),) if letter else ()
        placed.append(Plate((*moved.marks, *words), moved.outlines))
        bottom = line + low - each.staff_line + _GAP
    return Plate(
        tuple(mark for each in placed for mark in each.marks),
        {code: path for each in placed for code, path in each.outlines.items()},
    )
