from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.rhythm import DOTTED, EIGHTH, HALF, QUARTER, SIXTEENTH, exactly, fill, filled

VALUES = (HALF, DOTTED, QUARTER, EIGHTH)


def draw(name: object) -> Draw:
    return Draw(str(name), Stratum(1, "A"))


@pytest.mark.parametrize("span", [Fraction(1, 8), Fraction(3, 8), Fraction(5, 8), Fraction(1), Fraction(7, 4)])
def test_a_span_is_filled_by_notes_that_start_on_multiples_of_themselves(span: Fraction) -> None:
    for name in range(50):
        at = Fraction(0)
        for duration in fill(draw(name), span, (*VALUES, SIXTEENTH)):
            assert at % duration == 0
            at += duration
        assert at == span


def test_every_bar_of_a_rhythm_is_full() -> None:
    for name in range(50):
        rhythm = filled(draw(name), 3, VALUES)
        assert [sum(bar) for bar in rhythm.bars] == [rhythm.meter.bar] * 3


@pytest.mark.parametrize("bars", [1, 2])
def test_a_rhythm_of_just_so_many_notes_is_any_that_there_is(bars: int) -> None:
    found = Counter(exactly(draw(name), 4, bars, VALUES) for name in range(2_000))
    assert {rhythm.notes for rhythm in found} == {4}
    assert {len(rhythm.bars) for rhythm in found} == {bars}
    assert min(found.values()) > 2_000 / len(found) / 3


def test_a_rhythm_that_there_is_not_is_no_endless_search() -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        exactly(draw("none"), 4, 3, (QUARTER,))
