"""Whether bars are as long as the meter says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Span
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of bars", "0 to 1", Band(0, 1))
def bar_lengths(subject: Subject) -> float | None:
    """Bars with the meter's length, as a share of all bars.

    A shorter bar counts where convention has it: a pick-up that opens a section (the music, a repeat, a volta, what
    follows a double bar line), where it is not the only bar; and a bar that closes one, where it makes a full bar with
    a pick-up. Needs a meter. This is the paper's measure (SSMR-Bench, section on composition), with these two
    allowances.
    """
    spans = subject.line.spans
    if all(span.full is None for span in spans):
        return None
    pickups = {span.length for span, later in pairwise(spans) if _is_pickup(span) and not _is_pickup(later)}
    return sum(_is_right(span, pickups) for span in spans) / len(spans)


def _is_pickup(span: Span) -> bool:
    return span.opens and not span.closes and span.full is not None and span.length < span.full


def _is_right(span: Span, pickups: set[int]) -> bool:
    if span.full is None or span.length == span.full:
        return True
    if span.rests:
        return span.length % span.full == 0
    if span.opens:
        return span.length in pickups
    return span.closes and span.full - span.length in pickups
