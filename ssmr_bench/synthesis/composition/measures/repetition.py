"""How much returns, exactly, transposed or in its rhythm; and that not everything does."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from ssmr_bench.synthesis.composition.line import Line, Tone
    from ssmr_bench.synthesis.composition.measures import Subject

_MOTIF = 4
_PAIRED = 6
"""Bars in fewer than which pairs of bars say nothing."""


@measure("share of bars", "0 to 1", Band(0, 0.3, 0.8, 0.95))
def returning_bars(subject: Subject) -> float:
    """Bars whose melody comes in another bar too, exactly or on another degree, as a share of all bars with notes.

    The rhythm and the moves on the staff are the same; the other bar may be one of the excerpt, if there is one. A bar
    that stays on one pitch does not count as coming again.
    """
    return _returning(subject, _figures)


@measure("share of pairs", "0 to 1", Band(0, 0.2, 0.65, 0.9))
def returning_pairs(subject: Subject) -> float | None:
    """Pairs of bars in a row that come elsewhere too, as a share of all such pairs; as for single bars.

    Does not apply to fewer than six bars with notes, those of an excerpt included.
    """
    lines = [line for line in (subject.line, subject.excerpt) if line]
    if sum(bool(bar) for line in lines for bar in line.bars) < _PAIRED:
        return None
    return _returning(subject, _pairs)


@measure("share of bars", "0 to 1", Band(0, 0.6))
def returning_rhythms(subject: Subject) -> float:
    """Bars whose rhythm comes in another bar too, or in one of the excerpt, as a share of all bars with notes."""
    return _returning(subject, _rhythms)


@measure("share of bars", "0 to 1", Band(0.2, 0.5), weight=2)
def different_bars(subject: Subject) -> float:
    """Different bars, by rhythm and pitch, as a share of all bars with notes; 0 of one bar."""
    bars = [bar for bar in subject.line.bars if bar]
    different = {tuple((tone.place, tone.length, tone.midi) for tone in bar) for bar in bars}
    return len(different) / len(bars) if len(bars) > 1 else 0.0


@measure("share of motifs", "0 to 1", Band(0.25, 0.5), weight=2)
def different_motifs(subject: Subject) -> float:
    """Different motifs, as a share of all: four moves in a row, by their steps on the staff and ratios of length.

    0 of five notes or fewer.
    """
    moves = [(then.step - tone.step, then.length / tone.length) for tone, then in pairwise(subject.line.tones)]
    motifs = [tuple(moves[place : place + _MOTIF]) for place in range(len(moves) - _MOTIF + 1)]
    return len(set(motifs)) / len(motifs) if len(motifs) > 1 else 0.0


def _figures(line: Line) -> list[Hashable]:
    return [_figure(line, bar) for bar in line.bars if bar]


def _pairs(line: Line) -> list[Hashable]:
    return [_figure(line, [*bar, *then]) for bar, then in pairwise(line.bars) if bar and then]


def _rhythms(line: Line) -> list[Hashable]:
    return [_rhythm(line, bar) for bar in line.bars if bar]


def _figure(line: Line, tones: Sequence[Tone]) -> Hashable:
    """What a melody is, wherever it lies; None where it does not move."""
    moves = tuple(then.step - tone.step for tone, then in pairwise(tones))
    return (_rhythm(line, tones), moves) if any(moves) else None


def _rhythm(line: Line, tones: Sequence[Tone]) -> Hashable:
    return tuple((tone.place / line.ticks, tone.length / line.ticks) for tone in tones)


def _returning(subject: Subject, patterns: Callable[[Line], list[Hashable]]) -> float:
    """The share of the patterns of the music that there are twice, in it or in the excerpt; None counts as once."""
    found = patterns(subject.line)
    counts = Counter(found)
    counts.update(patterns(subject.excerpt) if subject.excerpt else ())
    return sum(counts[each] > 1 for each in found if each is not None) / len(found) if found else 0.0
