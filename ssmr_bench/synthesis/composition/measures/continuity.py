"""Whether a continuation goes on from its excerpt: in its register, from its last note, with its rhythms and motifs."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.composition.measures import Band, measure

if TYPE_CHECKING:
    from ssmr_bench.synthesis.composition.line import Line
    from ssmr_bench.synthesis.composition.measures import Subject
    from ssmr_bench.synthesis.composition.repertoire import Move

_MOTIF = 3


@measure("semitones", "0 and up", Band(-1, 0, 4, 12), needs="an excerpt")
def register_distance(subject: Subject) -> float:
    """From the mean pitch of the excerpt to that of the continuation, each note by its length."""
    assert subject.excerpt
    return abs(_mean(subject.line) - _mean(subject.excerpt))


@measure("semitones", "0 and up", Band(-1, 0, 5, 14), needs="an excerpt")
def join(subject: Subject) -> float:
    """From the last note of the excerpt to the first of the continuation."""
    assert subject.excerpt
    return abs(subject.line.tones[0].midi - subject.excerpt.tones[-1].midi)


@measure("share of notes", "0 to 1", Band(0.2, 0.7), needs="an excerpt")
def shared_lengths(subject: Subject) -> float:
    """What the shares of each length of note among the notes have in common: 1 less half their differences."""
    assert subject.excerpt
    here, there = _lengths(subject.line), _lengths(subject.excerpt)
    return sum(min(share, there.get(length, 0.0)) for length, share in here.items())


@measure("share of notes", "0 to 1", Band(0, 0.15, 0.9, 1), needs="an excerpt")
def shared_motifs(subject: Subject) -> float:
    """Notes of the continuation in motifs of the excerpt, as a share of all.

    A motif is three moves in a row, of as many steps on the staff and with the same ratios of length, wherever it
    lies; one on a single pitch is none. That the excerpt is not copied is novelty's to say.
    """
    assert subject.excerpt
    known = set(_motifs(subject.excerpt))
    inside: set[int] = set()
    for place, motif in enumerate(_motifs(subject.line)):
        if motif in known and any(move for move, _ in motif):
            inside.update(range(place, place + _MOTIF + 1))
    return len(inside) / len(subject.line.tones)


def _mean(line: Line) -> float:
    return sum(tone.midi * tone.length for tone in line.tones) / sum(tone.length for tone in line.tones)


def _lengths(line: Line) -> dict[float, float]:
    counts = Counter(tone.length / line.ticks for tone in line.tones)
    return {length: count / len(line.tones) for length, count in counts.items()}


def _motifs(line: Line) -> list[tuple[Move, ...]]:
    moves = [(then.step - tone.step, then.length / tone.length) for tone, then in pairwise(line.tones)]
    return [tuple(moves[place : place + _MOTIF]) for place in range(len(moves) - _MOTIF + 1)]
