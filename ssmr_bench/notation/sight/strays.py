"""Marks that stand where no engraver would put them: they belong to nothing, or make something else of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.notation.sight.groups import stems
from ssmr_bench.notation.sight.signs import FIGURES, FLAGS, FULL, HEAD_WIDTHS, IGNORED, RESTS, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.sight.groups import Group
    from ssmr_bench.notation.sight.marks import Glyph, Line
    from ssmr_bench.notation.sight.staves import Staff


def stray(staff: Staff, found: Sequence[Group]) -> str:
    """The first mark of a staff with one part that is out of place; empty if there is none."""
    checks = (_sizes, _ends, _ledgers, _dots, _flags, _uprights, _figures, _rests, _curves)
    return next((flaw for check in checks for flaw in check(staff, found)), "")


def _sizes(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    del found
    for glyph in staff.glyphs:
        if min(abs(glyph.scale - size) for size in (FULL, SMALL)) > 0.01:
            yield f"a glyph of size {glyph.scale:g}"


def _ends(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    del found
    own = (glyph for glyph in staff.glyphs if glyph.code not in IGNORED)
    if any(not staff.left <= glyph.x <= staff.right for glyph in own):
        yield "a glyph stands beyond the ends of its staff"


def _ledgers(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Each head off the staff has its ledger lines, and there are no others."""
    short = [line for line in staff.levels if line.level and _off(staff, line.y1)]
    thick = {n for n, line in enumerate(short) if line.width > staff.space / 9}  # not those of brackets and graces
    needed: set[int] = set()
    for group in found:
        for head in group.heads:
            place = staff.place(head.y)
            for off in range(6, abs(place) + 1, 2):
                height = staff.middle - (off if place > 0 else -off) * staff.space / 2
                under = [n for n, each in enumerate(short) if _holds(each, _middle(head), height)]
                if not under:
                    yield f"a ledger line is missing at {head.x:g}, {height:g}"
                needed.update(under)
    if thick - needed:
        yield "a ledger line stands where no note is"


def _off(staff: Staff, y: float) -> bool:
    return not staff.top - staff.space / 2 < y < staff.bottom + staff.space / 2


def _middle(head: Glyph) -> float:
    return head.x + HEAD_WIDTHS[head.code] * head.scale / 2


def _holds(line: Line, center: float, height: float) -> bool:
    return abs(line.y1 - height) < 2 and line.x1 <= center <= line.x2


def _dots(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Each dot stands in a space, close behind a head or a rest at its height, or next to one that does."""
    behind = [(group.right, head.y) for group in found for head in group.heads]
    behind += [(glyph.x + staff.space / 2, glyph.y) for glyph in staff.glyphs if glyph.code in RESTS]
    near = {dot: [y for x, y in behind if 0 < dot.x - x < 2.6 * staff.space] for dot in staff.dots}
    own = {dot for dot, heights in near.items() if any(abs(dot.y - y) < 0.6 * staff.space for y in heights)}
    for dot in staff.dots:
        # In a chord with a second a dot may have to go a space further; there are no more of them than heads.
        column = [other for other in staff.dots if other.x == dot.x]
        pushed = any(abs(abs(other.y - dot.y) - staff.space) < 2 for other in column if other in own)
        at_home = dot in own or (pushed and len(column) <= len(near[dot]))
        in_space = abs((dot.y - staff.top) / staff.space % 1 - 0.5) < 0.2
        if not at_home or not in_space or dot.radius > 0.3 * staff.space:
            yield f"a dot at {dot.x:g}, {dot.y:g} belongs to nothing"


def _flags(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Each flag hangs at the end of one stem, on the side that it is drawn for; no stem has two."""
    near = staff.space / 3
    ends = [(group.stem.x1, group.stem.y1, 0) for group in found if group.stem]
    ends += [(group.stem.x1, group.stem.y2, 1) for group in found if group.stem]
    taken = set()
    for glyph in staff.glyphs:
        if glyph.code in FLAGS:
            down = int(glyph.code, 16) % 2
            own = [
                end for end in ends if abs(end[0] - glyph.x) < near and abs(end[1] - glyph.y) < near and end[2] == down
            ]
            if len(own) != 1 or own[0] in taken:
                yield f"a flag at {glyph.x:g}, {glyph.y:g} hangs at no stem"
            taken.update(own)


def _uprights(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Stems are long enough and of one group; thicker upright lines go from the top line to the bottom line."""
    held = [group.stem for group in found]
    for line in stems(staff):
        if line not in held:
            yield f"a second stem stands at {line.x1:g}"
    for group in found:
        if group.stem and group.stem.y2 - group.stem.y1 < 1.4 * staff.space:
            yield f"the stem at {group.stem.x1:g} is too short"
    for line in staff.uprights:
        thick = line.width > staff.space / 8
        within = line.y1 >= staff.top - 2 and line.y2 <= staff.bottom + 2  # others join two staves
        if thick and within and (line.y1 > staff.top + 2 or line.y2 < staff.bottom - 2):
            yield f"the line at {line.x1:g} is no bar line"


def _figures(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """The figures of time signatures stand in the middle of the upper and of the lower half."""
    del found
    for glyph in staff.glyphs:
        halves = (staff.top + staff.space, staff.top + 3 * staff.space)
        if (
            glyph.code in FIGURES
            and glyph.y > staff.top - staff.space
            and min(abs(glyph.y - half) for half in halves) > 2
        ):
            yield f"a figure at {glyph.x:g} stands between the halves of the staff"


def _rests(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Rests stand in the middle; that of a whole note, and blocks of several bars, also on the line above."""
    del found
    for glyph in staff.glyphs:
        if glyph.code in RESTS and min(abs(glyph.y - staff.middle + up * staff.space) for up in (0, 1)) > 2:
            yield f"a rest at {glyph.x:g} stands too high or too low"


def _curves(staff: Staff, found: Sequence[Group]) -> Iterator[str]:
    """Each tie goes from a head to the next one at its height, or to or from the end of the staff."""
    near = 1.5 * staff.space
    for curve in staff.curves:
        left, right = curve.points[0], max(curve.points)
        if curve.right - curve.left < staff.space / 2 or abs(left[1] - right[1]) > 3:
            yield f"the curve at {curve.left:g} is no tie"
            continue
        notes = [group for group in found if not group.grace]
        before = [group for group in notes if group.left < curve.left][-1:]
        after = [group for group in notes if group.right > curve.right][:1]
        heights = [{head.y for head in group.heads} for group in (*before, *after)]
        # At an end of the staff there is a note on one side alone.
        shared = set.intersection(*heights) if heights else set()
        if min((abs(y - left[1]) for y in shared), default=near) >= near:
            yield f"the tie at {curve.left:g} goes to no head at its height"
        if any(curve.left <= group.left and group.right <= curve.right for group in notes):
            yield f"the tie at {curve.left:g} goes over another note"
