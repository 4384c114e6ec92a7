"""Whether music is new: the longest passage that it shares with its excerpt, or with any tune that is known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure
from ssmr_bench.synthesis.composition.repertoire import longest_common, moves_of

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Line
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of moves", "0 to 1", Band(-1, 0, 0.6, 1), needs="an excerpt", weight=2)
def copied_from_excerpt(subject: Subject) -> float:
    """The longest passage in common with the excerpt, as a share of the music.

    Passages are the same where every move has as many semitones and the same ratio of lengths: transposed, or at
    another speed, they still are. Counted in moves from note to note.
    """
    assert subject.excerpt
    here, there = moves_of(subject.line), moves_of(subject.excerpt)
    return longest_common(there, here) / len(here) if here else 1.0


@measure("share of notes", "0 to 1", Band(-1, 0, 0.7, 0.95), needs="an excerpt", weight=2)
def traced_from_excerpt(subject: Subject) -> float:
    """Notes that stand where the excerpt has such a note, as a share of all.

    Such a note is as long, at the same place of the bar of the same number, and so many steps higher or lower on the
    staff as most of those are. Pick-ups are not numbered. A copy with a few notes changed is still a tracing.
    """
    assert subject.excerpt
    there = _places(subject.excerpt)
    here = _places(subject.line)
    shifts = Counter(step - there[place] for place, step in here.items() if place in there)
    return max(shifts.values(), default=0) / len(here)


@measure("share of moves", "0 to 1", Band(-1, 0, 0.5, 1), needs="known tunes", weight=6)
def copied_from_known(subject: Subject) -> float:
    """The longest passage in common with a tune that is known, of the training set say, as a share of the music.

    Passages as before.
    """
    assert subject.known
    here = moves_of(subject.line)
    return subject.known.longest(here) / len(here) if here else 1.0


def _places(line: Line) -> dict[tuple[int, float, float], int]:
    """The place on the staff of each tone, by its bar, its place there, and its length."""
    first = next((number for number, span in enumerate(line.spans) if not span.is_pickup), 0)
    return {(tone.bar - first, tone.place / line.ticks, tone.length / line.ticks): tone.step for tone in line.tones}
