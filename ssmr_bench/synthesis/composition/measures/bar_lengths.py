"""Whether bars are as long as the meter says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Span
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of bars", "0 to 1", Band(0, 1))
def bar_lengths(subject: Subject) -> float | None:
    """Bars with the meter's length, as a share of all bars.

    A shorter bar counts where convention has it: a pick-up that opens a section (the music, a repeat, a volta, what
    follows a double bar line) and does not close it; and a bar that closes one, where it makes a full bar with a
    pick-up. A rest of whole bars is as many as it says. Needs a meter. The paper on SSMR-Bench measures the bars of a
    continuation so, but for these allowances.
    """
    spans = subject.line.spans
    if all(span.full is None for span in spans):
        return None
    pickups = {span.length for span in spans if span.is_pickup}
    return sum(_is_right(span, pickups) for span in spans) / len(spans)


def _is_right(span: Span, pickups: set[int]) -> bool:
    if span.full is None or span.length == span.full or span.is_pickup:
        return True
    if span.rests:
        return span.length % span.full == 0
    return span.closes and span.full - span.length in pickups
