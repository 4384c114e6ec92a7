"""Composes tunes: motifs that return, phrases that ask and answer, cadences, and rhythm that shows the meter."""

from __future__ import annotations

from itertools import count, repeat
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import Bar, Note, Score, Tuplet
from ssmr_bench.synthesis.motif import motif
from ssmr_bench.synthesis.singer import Phrase, Singer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from ssmr_bench.synthesis.brief import Brief
    from ssmr_bench.synthesis.corpus import Corpus
    from ssmr_bench.synthesis.drawing import Draw

_FORMS = {
    1: ("d",),
    2: ("ad",),
    3: ("abd", "aad"),
    4: ("abad", "aabd", "abbd", "abed"),
    8: ("abacabad", "abecabed", "aabcaabd", "abacabed"),
    10: ("abaeacabad", "abeeacabed", "aabeacaabd"),
    12: ("abacaeacabad", "abecabecabed", "abacedecabad"),
}
"""The bars of a tune by their motifs: `c` closes the question on the dominant, `d` the answer on the tonic."""

_HARMONIES = {
    1: ((1,),),
    2: ((1, 1), (4, 1), (5, 1)),
    3: ((1, 4, 1), (1, 2, 1), (1, 5, 1)),
    4: ((1, 4, 1, 1), (1, 5, 1, 1), (1, 2, 1, 1), (1, 6, 1, 1)),
    8: ((1, 4, 1, 5, 1, 4, 1, 1), (1, 6, 1, 5, 1, 6, 1, 1), (1, 2, 1, 5, 1, 2, 1, 1)),
    10: ((1, 4, 1, 6, 1, 5, 1, 4, 1, 1), (1, 6, 1, 4, 1, 5, 1, 2, 1, 1)),
    12: ((1, 4, 1, 5, 1, 6, 1, 5, 1, 4, 1, 1), (1, 2, 1, 5, 6, 4, 2, 5, 1, 2, 1, 1)),
}
"""The degree on which each bar's triad stands."""


_TUNED = 100
"""Attempts after which a file of tunes counts as used up."""


def tune(draw: Draw, brief: Brief, corpus: Corpus | None = None) -> Score:
    """A tune to the brief: a real one if the corpus still has one that fits, else a composed one."""
    real = corpus.excerpt(draw.below, brief) if corpus and draw.attempt < _TUNED else None
    return real or compose(draw, brief)


def compose(draw: Draw, brief: Brief) -> Score:
    """A tune to the brief: every bar full, every note of the key, the last one its tonic or the end that is given."""
    form = draw.choice(_FORMS[brief.bars])
    motifs = {name: motif(draw, brief, closing=name in "cd") for name in dict.fromkeys(form)}
    plan = list(zip(form, draw.choice(_HARMONIES[brief.bars]), strict=True))
    singer = Singer(draw, brief)
    sung: dict[tuple[str, int], list[int]] = {}
    bars = []
    for number, (name, degree) in enumerate(plan):
        after = sung.get(plan[number + 1]) if number + 1 < len(plan) else None
        phrase = Phrase(motifs[name], degree, name, _arch((number + 1) / brief.bars), after[0] if after else None)
        steps = sung.setdefault((name, degree), sung.get((name, degree)) or singer.bar(phrase))
        singer.at = steps[-1]
        pitches = singer.pitches(steps, degree)
        if brief.ends and number == 0:
            pitches[0] = brief.ends[0]
        if brief.ends and number == len(plan) - 1:
            pitches[-1] = brief.ends[1]
        bars.append(Bar(tuple(map(Note, pitches, phrase.rhythm, repeat(()), _tuplets(phrase.rhythm)))))
    tonic = None if brief.key.mode == "major" else brief.key.tonic
    return Score(tuple(bars), brief.clef, brief.key.signature, brief.meter, tonic)


def _tuplets(rhythm: Sequence[Fraction]) -> Iterator[Tuplet | None]:
    """For each note its place in a triplet: only there do lengths come in thirds."""
    place = count()
    return (Tuplet(3, 2, 3, next(place) % 3) if length.denominator % 3 == 0 else None for length in rhythm)


def _arch(progress: float) -> float:
    """The height of the line, from -1 to 1: up to the middle of the tune and down again."""
    return 1 - abs(2 * progress - 1) * 1.5
