"""Notes of one moment: heads that share a stem, or stand one over the other, with all that is drawn around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.sight.signs import ACCIDENTALS, FLAGS, FULL, HEAD_WIDTHS, HEADS, SIGN_WIDTHS, SMALL

if TYPE_CHECKING:
    from ssmr_bench.notation.sight.marks import Glyph, Line, Shape
    from ssmr_bench.notation.sight.staves import Staff


@dataclass
class Group:
    """Heads of one moment."""

    heads: list[Glyph]
    stem: Line | None = None
    signs: dict[float, int] = field(default_factory=dict)
    """The accidental before the head at each height."""

    @property
    def left(self) -> float:
        """Where the leftmost head begins."""
        return min(head.x for head in self.heads)

    @property
    def right(self) -> float:
        """Where the rightmost head ends."""
        return max(_right(head) for head in self.heads)

    @property
    def center(self) -> float:
        """The middle of the heads."""
        return (self.left + self.right) / 2

    @property
    def grace(self) -> bool:
        """Whether the heads are small."""
        return self.heads[0].scale < (SMALL + FULL) / 2

    def value(self, staff: Staff) -> Fraction:
        """The written value without dots.

        Raises:
            ValueError: if heads differ, or a stem is missing or too many.
        """
        codes = {head.code for head in self.heads}
        if len(codes) != 1:
            raise ValueError("a chord has different heads")
        value = HEADS[codes.pop()]
        if (self.stem is None) != (value >= 1):
            raise ValueError("a stem is missing, or there is one too many")
        return value / Fraction(2 ** self._flags(staff))

    def _flags(self, staff: Staff) -> int:
        """The flags or beams on its stem."""
        stem = self.stem
        if stem is None:
            return 0
        near = staff.space / 6
        hung = [FLAGS[g.code] for g in staff.glyphs if g.code in FLAGS and abs(g.x - stem.x1) < near]
        if hung:
            return hung[0]
        crossed = sorted(
            height
            for beam in staff.beams
            if beam.left - near <= stem.x1 <= beam.right + near
            and stem.y1 - near <= (height := _height(beam, stem.x1)) <= stem.y2 + near
        )
        # Two beams end to end on one stem count once.
        return sum(not number or height - crossed[number - 1] > near for number, height in enumerate(crossed))


def groups(staff: Staff) -> tuple[list[Group], list[Glyph]]:
    """The groups of a staff from left to right, and the accidentals that stand before none of them."""
    heads = [glyph for glyph in staff.glyphs if glyph.code in HEADS]
    found: list[Group] = []
    for stem in stems(staff):
        mine = [head for head in heads if _touches(stem, head, staff)]
        heads = [head for head in heads if head not in mine]
        found += [Group(mine, stem)] if mine else []
    stemless: list[Group] = []
    for head in sorted(heads, key=lambda head: head.x):
        before = stemless[-1] if stemless else None
        if before and head.x < before.right + staff.space / 6:
            before.heads.append(head)
        else:
            stemless.append(Group([head]))
    found = sorted([*found, *stemless], key=lambda group: group.left)
    signs = [glyph for glyph in staff.glyphs if glyph.code in ACCIDENTALS]
    for group in found:
        _claim(group, signs, staff)
    return found, sorted(signs, key=lambda glyph: glyph.x)


def _claim(group: Group, signs: list[Glyph], staff: Staff) -> None:
    """Takes from the accidentals those before the group: each at the height of a head, with no gap up to it."""
    taken: list[Glyph] = []
    for sign in sorted((each for each in signs if each.x < group.right), key=lambda each: -each.x):
        own = [head.x for head in group.heads if head.y == sign.y and head.y not in group.signs]
        if not own:
            continue
        # It stands before its head, or before what is in its way there: other heads, and accidentals of theirs.
        edge = min(each.x for each in (*group.heads, *taken))
        gap = edge - (sign.x + SIGN_WIDTHS[sign.code] * sign.scale)
        if sign.x < own[0] and gap < 0.9 * staff.space:
            group.signs[sign.y] = ACCIDENTALS[sign.code]
            signs.remove(sign)
            taken.append(sign)


def stems(staff: Staff) -> list[Line]:
    """The upright lines that stand at the side of a head."""
    heads = [glyph for glyph in staff.glyphs if glyph.code in HEADS]
    return [line for line in staff.uprights if any(_touches(line, head, staff) for head in heads)]


def _height(beam: Shape, x: float) -> float:
    """Where the middle of a beam is at a place."""
    ends = sorted(beam.points)
    (x1, y1), (x2, y2) = ((sum(values) / 2 for values in zip(*pair, strict=True)) for pair in (ends[:2], ends[2:]))
    return float(y1 if x1 == x2 else y1 + (y2 - y1) * (x - x1) / (x2 - x1))


def _right(head: Glyph) -> float:
    return head.x + HEAD_WIDTHS[head.code] * head.scale


def _touches(stem: Line, head: Glyph, staff: Staff) -> bool:
    near = staff.space / 6
    if stem.width > staff.space / 8:
        return False  # as thick as a bar line
    beside = min(abs(stem.x1 - head.x), abs(stem.x1 - _right(head))) < near
    return beside and stem.y1 - staff.space / 3 < head.y < stem.y2 + staff.space / 3
