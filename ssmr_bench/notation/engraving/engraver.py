"""Engraves scores: MEI laid out by Verovio, in this process; a plate of all its marks; and their picture.

Nothing depends on the machine: the music font is Verovio's own Leipzig, the text font lies beside this file, and system
fonts are never looked at.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain, pairwise
from math import ceil, floor
from threading import Lock
from typing import TYPE_CHECKING

from ssmr_bench.notation import mei
from ssmr_bench.notation.engraving.layout import Layout
from ssmr_bench.notation.engraving.plate import UNIT, Plate
from ssmr_bench.notation.engraving.raster import png
from ssmr_bench.notation.engraving.verovio_page import parse
from ssmr_bench.notation.score import Bar, Barline

if TYPE_CHECKING:
    from collections.abc import Iterator

    import verovio

    from ssmr_bench.notation.engraving.plate import Box
    from ssmr_bench.notation.score import Event, Score

_OPTIONS = {
    "adjustPageHeight": True,
    "adjustPageWidth": True,
    "breaks": "none",
    "footer": "none",
    "header": "none",
    "lyricSize": 3.6,
    "pageWidth": 100_000,
    "pageHeight": 60_000,
    "scale": 100,
    "svgRemoveXlink": True,
    "xmlIdSeed": 1,
}
_ENGRAVING = Lock()
"""Verovio keeps its state in one place for all threads."""


def engrave(score: Score, layout: Layout | None = None) -> bytes:
    """The picture of a score, a PNG; the same bytes in every process.

    Raises:
        ValueError: on what no sign is engraved for, as `mei.write`.
    """
    layout = layout or Layout()
    return draw(plate(score, layout), layout)


def plate(score: Score, layout: Layout | None = None) -> Plate:
    """What is drawn for a score, in as many systems as the layout's width makes of it.

    Raises:
        ValueError: as `engrave`.
    """
    layout = layout or Layout()
    room = (layout.width / layout.space - 2 * layout.margin) * UNIT
    found = _laid_out(mei.write(score, beams=layout.beams))
    left, _, right, _ = found.box
    if right - left <= room:
        return found
    # Each further system bears clef and signature again.
    parts = _divided(score, ceil((right - left) / (0.85 * room)))
    return _laid_out(mei.write(parts, beams=layout.beams), room)


def _divided(score: Score, systems: int) -> Score:
    """The score with bars too long for a system in pieces: music without bar lines must go on somewhere."""
    if score.lower:
        return score  # voices could not be cut at the same moment
    most = ceil(sum(len(bar.events) for bar in score.bars) / systems)
    return replace(score, bars=tuple(chain(*(_pieces(bar, most) for bar in score.bars))))


def _pieces(bar: Bar, most: int) -> Iterator[Bar]:
    """The bar in as few pieces of nearly equal size as hold at most so many events each, without lines between."""
    count = ceil(len(bar.events) / most) or 1
    cuts = [round(number * len(bar.events) / count) for number in range(count + 1)]
    # Not within a tuplet.
    cuts = [cut for cut in cuts if cut in {0, len(bar.events)} or not _continues(bar.events[cut])]
    for first, after in pairwise(cuts):
        line = bar.line if after == len(bar.events) else Barline.NONE
        yield Bar(bar.events[first:after], line, bar.opens_repeat and not first, () if first else bar.volta)


def _continues(event: Event) -> bool:
    tuplet = getattr(event, "tuplet", None)
    return tuplet is not None and tuplet.place > 0


def draw(found: Plate, layout: Layout) -> bytes:
    """The picture of what is engraved, with an even margin around it."""
    return png(found, crop(found, layout), layout)


def crop(found: Plate, layout: Layout) -> Box:
    """The box of the picture: whole pixels, a margin on each side, and staff lines in the middle of a row of pixels."""
    pixel, margin = UNIT / layout.space, layout.margin * UNIT
    left, top, right, bottom = found.box
    left = floor((left - margin) / pixel) * pixel
    top = found.staff_line - pixel * (0.5 + ceil((found.staff_line - top + margin) / pixel))
    width, height = ceil((right + margin - left) / pixel), ceil((bottom + margin - top) / pixel)
    return left, top, left + width * pixel, top + height * pixel


def _laid_out(document: str, room: float = 0) -> Plate:
    """The page as Verovio lays it out: in one system, or in those that have room in so many units of the plate."""
    with _ENGRAVING:
        toolkit = _toolkit()
        toolkit.setOptions(_OPTIONS | ({"breaks": "auto", "pageWidth": round(room / 10)} if room else {}))
        toolkit.resetXmlIdSeed(1)
        if not toolkit.loadData(document) or toolkit.getPageCount() != 1:
            raise ValueError("Verovio has not laid the music out on one page")
        return parse(toolkit.renderToSVG(1))


@cache
def _toolkit() -> verovio.toolkit:
    import verovio

    verovio.enableLog(verovio.LOG_ERROR)
    return verovio.toolkit()
