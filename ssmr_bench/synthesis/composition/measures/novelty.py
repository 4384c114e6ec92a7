"""Whether music is new: the longest passage that it shares with its excerpt, or with any tune that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure
from ssmr_bench.synthesis.composition.repertoire import longest_common, moves_of

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.measures import Subject


@measure("share of moves", "0 to 1", Band(-1, 0, 0.6, 1), needs="an excerpt", weight=3)
def copied_from_excerpt(subject: Subject) -> float:
    """The longest passage in common with the excerpt, as a share of the music.

    Passages are the same where every move has as many semitones and the same ratio of lengths: transposed, or at
    another speed, they still are. Counted in moves from note to note.
    """
    assert subject.excerpt
    here, there = moves_of(subject.line), moves_of(subject.excerpt)
    return longest_common(there, here) / len(here) if here else 1.0


@measure("share of moves", "0 to 1", Band(-1, 0, 0.5, 1), needs="known tunes", weight=3)
def copied_from_known(subject: Subject) -> float:
    """The longest passage in common with a tune that is known, of the training set say, as a share of the music.

    Passages as before.
    """
    assert subject.known
    here = moves_of(subject.line)
    return subject.known.longest(here) / len(here) if here else 1.0
