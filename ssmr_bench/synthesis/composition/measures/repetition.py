"""How much returns: bars and pairs of bars that come again, exactly, transposed, or in their rhythm."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from ssmr_bench.synthesis.composition.line import Tone
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of bars", "0 to 1", Band(0, 0.3))
def returning_bars(subject: Subject) -> float:
    """Bars whose melody comes again in another bar, exactly or on another degree, as a share of all bars with notes.

    The rhythm and the moves on the staff are the same. A bar of one pitch alone does not count as coming again.
    """
    bars = [bar for bar in subject.line.bars if bar]
    return _returning([_figure(bar) for bar in bars])


@measure("share of pairs of bars", "0 to 1", Band(0, 0.2))
def returning_pairs(subject: Subject) -> float:
    """Two bars in a row that come again elsewhere, as a share of all such pairs; as for single bars."""
    bars = subject.line.bars
    return _returning([_figure([*bar, *then]) for bar, then in pairwise(bars) if bar and then])


@measure("share of bars", "0 to 1", Band(0, 0.6))
def returning_rhythms(subject: Subject) -> float:
    """Bars whose rhythm comes again in another bar, as a share of all bars with notes."""
    return _returning([_rhythm(bar) for bar in subject.line.bars if bar])


@measure("share of bars", "0 to 1", Band(0.1, 0.3))
def different_bars(subject: Subject) -> float:
    """Different bars, by rhythm and pitch, as a share of all bars with notes; 0 where there is one bar alone."""
    bars = [bar for bar in subject.line.bars if bar]
    different = {(_rhythm(bar), *(tone.midi for tone in bar)) for bar in bars}
    return len(different) / len(bars) if len(bars) > 1 else 0.0


def _figure(tones: Sequence[Tone]) -> Hashable:
    """What a bar's melody is, wherever it lies; None where it does not move."""
    moves = tuple(later.step - tone.step for tone, later in pairwise(tones))
    return (_rhythm(tones), moves) if any(moves) else None


def _rhythm(tones: Sequence[Tone]) -> Hashable:
    return tuple((tone.place, tone.length) for tone in tones)


def _returning(figures: Sequence[Hashable]) -> float:
    counts = Counter(figures)
    return sum(counts[each] > 1 for each in figures if each is not None) / len(figures) if figures else 0.0
