"""What stands on one staff from left to right, before it is known which pitches the notes are."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from ssmr_bench.notation.sight.groups import groups, stems
from ssmr_bench.notation.sight.signs import ACCIDENTALS, CLEFS, FIGURES, HEADS, REPEAT_DOT, RESTS, SIGN_WIDTHS, TUPLETS
from ssmr_bench.notation.sight.strays import stray
from ssmr_bench.notation.sight.tokens import BarsRest, ClefSign, LineSign, MeterSign, Struck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.notation.sight.marks import Glyph
    from ssmr_bench.notation.sight.staves import Staff

_HEAVY = 60
"""From this width on a bar line is a thick one; a thin one has less than half of it."""
_LINES = {
    ("thin",): "|",
    ("thin", "thin"): "||",
    ("thin", "heavy"): "|]",
    ("heavy",): "[|",
    ("heavy", "thin"): "[|",
    ("dashed",): ".|",
    ("dots", "thin", "heavy"): ":|",
    ("heavy", "thin", "dots"): "|:",
    ("dots", "thin", "heavy", "thin", "dots"): "::",
    ("dots", "heavy", "dots"): "::",
    ("dots", "thin", "heavy", "heavy", "thin", "dots"): "::",
}


def row(staff: Staff) -> list[tuple[float, object]]:
    """Each thing with its place: signs, rests and lines as tokens, notes as groups, key signatures as their glyphs.

    Raises:
        ValueError: if marks make no sense together.
    """
    found, loose = groups(staff)
    if flaw := stray(staff, found):
        raise ValueError(flaw)
    things: list[tuple[float, object]] = [(group.center, group) for group in found]
    things += _clefs(staff)
    things += _keys(staff, loose)
    things += _figures(staff)
    things += _rests(staff)
    things += _lines(staff)
    return sorted(things, key=lambda each: each[0])


def tuplet(staff: Staff, x: float) -> int:
    """The figure of the tuplet over or under a place; 0 if there is none."""
    found = [(min(x - left, right - x), figure) for left, right, figure in _tuplets(staff)]
    depth, figure = max(found, default=(-1.0, 0))
    return figure if depth >= 0 else 0


def dots(staff: Staff, right: float, heights: Sequence[float]) -> int:
    """The dots behind heads or a rest that end there."""
    after = min((glyph.x for glyph in staff.glyphs if glyph.code in HEADS and glyph.x > right), default=float("inf"))
    end = min(right + 2.5 * staff.space, after)
    near = 0.6 * staff.space
    behind = (dot for dot in staff.dots if right < dot.x < end)
    return len({dot.x for dot in behind if min(abs(dot.y - height) for height in heights) < near})


def _clefs(staff: Staff) -> Iterator[tuple[float, ClefSign]]:
    for glyph in staff.glyphs:
        if glyph.code in CLEFS:
            letter, octaves = CLEFS[glyph.code]
            yield glyph.x, ClefSign(letter, (staff.place(glyph.y) + 4) // 2 + 1, octaves)


def _keys(staff: Staff, loose: Sequence[Glyph]) -> Iterator[tuple[float, tuple[tuple[int, int], ...]]]:
    """Accidentals side by side, as places and alterations."""
    for run in _runs(loose, lambda glyph: SIGN_WIDTHS[glyph.code] * glyph.scale + staff.space / 2):
        yield run[0].x, tuple((staff.place(each.y), ACCIDENTALS[each.code]) for each in run)


def _figures(staff: Staff) -> Iterator[tuple[float, MeterSign | BarsRest]]:
    """Time signatures, and the numbers over rests of several bars."""
    for run in _runs((glyph for glyph in staff.glyphs if glyph.code in FIGURES), lambda _: 1.6 * staff.space):
        above = "".join(FIGURES[each.code] for each in run if each.y < staff.top)
        count, unit = (
            "".join(FIGURES[each.code] for each in run if (each.y < staff.middle) == upper) for upper in (True, False)
        )
        yield run[0].x, BarsRest(int(above)) if above else MeterSign(count, unit)


def _runs(glyphs: Iterable[Glyph], reach: Callable[[Glyph], float]) -> Iterator[list[Glyph]]:
    """Glyphs from left to right, those together of which each begins within the reach of the one before."""
    run: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.x):
        if run and glyph.x - run[-1].x > reach(run[-1]):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _rests(staff: Staff) -> Iterator[tuple[float, Struck]]:
    numbers = [glyph.x for glyph in staff.glyphs if glyph.code in FIGURES and glyph.y < staff.top]
    for glyph in staff.glyphs:
        # The blocks under the number of a rest of several bars are part of it.
        if glyph.code in RESTS and all(abs(glyph.x - x) > 4 * staff.space for x in numbers):
            right = glyph.x + staff.space / 2
            heights = (glyph.y - staff.space / 2, glyph.y + staff.space / 2)
            yield glyph.x, Struck((), RESTS[glyph.code], dots(staff, right, heights), tuplet(staff, right))


def _lines(staff: Staff) -> Iterator[tuple[float, LineSign]]:
    """Bar lines: upright lines from the top of the staff to its bottom, side by side with dots."""
    held = stems(staff)
    parts = [
        (line.x1, "dashed" if line.dashed else "heavy" if line.width > _HEAVY else "thin")
        for line in staff.uprights
        if line not in held and abs(line.y1 - staff.top) < 5 and abs(line.y2 - staff.bottom) < 5
    ]
    dotted = Counter(dot.x for dot in staff.specks)
    parts += [(x, "dashed") for x, count in dotted.items() if count > 2]
    for x, both in groupby(sorted(g.x for g in staff.glyphs if g.code == REPEAT_DOT)):
        if len(list(both)) != 2:
            raise ValueError("a repeat has other than two dots")
        parts.append((x, "dots"))
    run: list[tuple[float, str]] = []
    for place, kind in [*sorted(parts), (float("inf"), "")]:
        if run and place - run[-1][0] > 1.2 * staff.space:
            kinds = tuple(each for _, each in run)
            if kinds not in _LINES:
                raise ValueError(f"no bar line is {' + '.join(kinds)}")
            yield run[0][0], LineSign(_LINES[kinds])
            run = []
        run.append((place, kind))


def _tuplets(staff: Staff) -> Iterator[tuple[float, float, int]]:
    """The stretch of each tuplet: its bracket's, or that of the beam that its figure stands at."""
    for run in _runs((glyph for glyph in staff.glyphs if glyph.code in TUPLETS), lambda _: 1.2 * staff.space):
        figure = int("".join(TUPLETS[each.code] for each in run))
        yield (*_stretch(staff, run[0].x + staff.space / 2, run[0].y), figure)


def _stretch(staff: Staff, x: float, y: float) -> tuple[float, float]:
    near = staff.space / 2
    arms = [line for line in staff.levels if abs((line.y1 + line.y2) / 2 - y) < 2 * staff.space]
    left = [line.x1 for line in arms if 0 < x - line.x2 < 1.5 * staff.space]
    right = [line.x2 for line in arms if 0 < line.x1 - x < 1.5 * staff.space]
    if left and right:
        return min(left) - near, max(right) + near
    beams = [beam for beam in staff.beams if abs((beam.left + beam.right) / 2 - x) < staff.space]
    if not beams:
        raise ValueError("the figure of a tuplet stands at no bracket and no beam")
    beam = max(beams, key=lambda each: each.right - each.left)
    return beam.left - staff.space, beam.right + staff.space
