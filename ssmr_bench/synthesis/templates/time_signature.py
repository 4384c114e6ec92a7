"""Tell the time signature of a tune whose bars are all full.

| level | time signatures                            | tune of four or eight bars                               |
|-------|--------------------------------------------|----------------------------------------------------------|
| 1     | 2/4, 3/4, 4/4, 3/8, 6/8                    | major, treble, no signature                              |
| 2     | also 5/4, 2/2, 9/8                         | major or minor, treble or bass, signature up to 2        |
| 3     | also 12/8, 3/2, 5/8                        | the same, a ledger line more, signature up to 4          |
| 4     | also 7/8, 6/4, 7/4                         | with sixteenths and triplets, signature up to 5          |
| 5     | bars from 4 to 10 eighths, near each other | the same, any clef, signature up to 7                    |

No two options have bars of the same length, so the length of the bars settles it: 3/4 never meets 6/8.
What decides: the music. With it hidden an answer is a guess.

Open: a time signature in figures or words; any whose bars are as long as the music's is right, so 6/8 as well as 3/4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import ALTO, BASS, TREBLE, Clef
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import tune
from ssmr_bench.synthesis.open_form import OpenForm
from ssmr_bench.synthesis.problem import Question
from ssmr_bench.synthesis.templates import template
from ssmr_bench.theory import wording
from ssmr_bench.theory.key import Key, KeySignature, Mode
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from fractions import Fraction

    from ssmr_bench.synthesis.drawing import Draw

STEM = "The time signature of this music is missing. All its bars are full. Which time signature does it have?"


@dataclass(frozen=True, slots=True)
class Level:
    """What is asked, and in what music."""

    meters: tuple[Meter, ...]
    signs: int
    """The most sharps or flats in the signature."""
    clefs: tuple[Clef, ...]
    modes: tuple[Mode, ...] = ("major", "minor")
    lively: bool = False

    def brief(self, draw: Draw, meter: Meter, reach: int) -> Brief:
        """A tune of this level in a meter."""
        signature = KeySignature(draw.below(2 * self.signs + 1) - self.signs)
        key = Key.of(signature, draw.choice(self.modes))
        return Brief(key, meter, draw.choice((4, 8)), draw.choice(self.clefs), reach, lively=self.lively, leading=True)


def meters(names: str) -> tuple[Meter, ...]:
    """The meters of that list.

    >>> [str(meter) for meter in meters("2/4 6/8")]
    ['2/4', '6/8']
    """
    return tuple(map(Meter.parse, names.split()))


_FEW = meters("2/4 3/4 4/4 3/8 6/8")
_MORE = (*_FEW, *meters("5/4 2/2 9/8"))
_MANY = (*_MORE, *meters("12/8 3/2 5/8"))
_ALL = (*_MANY, *meters("7/8 6/4 7/4"))
_CLOSE = meters("2/4 5/8 3/4 6/8 7/8 4/4 9/8 5/4")

LEVELS = {
    1: Level(_FEW, 0, (TREBLE,), ("major",)),
    2: Level(_MORE, 2, (TREBLE, BASS)),
    3: Level(_MANY, 4, (TREBLE, BASS)),
    4: Level(_ALL, 5, (TREBLE, BASS), lively=True),
    5: Level(_CLOSE, 7, (TREBLE, BASS, ALTO), lively=True),
}


OPEN = OpenForm(
    hint="Answer with a time signature, as in '11/16'; any whose bars have this length is right.",
    read=lambda _, text: wording.meter(text),
    holds=lambda problem, meter: meter.bar == Meter.parse(problem.key).bar,
)


@template(category="rhythm", open_form=OPEN)
def time_signature(draw: Draw) -> Question:
    """A question at the level of the draw."""
    level = LEVELS[draw.level]
    corpus, offered = draw.corpus, level.meters
    if corpus:
        known = tuple(filter(corpus.offers, level.meters))
        # All the tunes of a level are real or none: else their looks would tell the common time signatures.
        corpus, offered = (corpus, known) if len({meter.bar for meter in known}) >= 4 else (None, offered)
    lengths = draw.distinct(_near(draw, sorted({meter.bar for meter in offered})), 4)
    options = tuple(draw.choice([meter for meter in offered if meter.bar == length]) for length in lengths)
    key = draw.key(options)
    brief = level.brief(draw, key, 6 if draw.level <= 2 else 8)
    score = tune(draw, brief, corpus)
    return Question(STEM, replace(score, meter=None), tuple(map(str, options)), str(key))


def _near(draw: Draw, lengths: list[Fraction]) -> list[Fraction]:
    """On level 5 five bars next to each other in length, else all."""
    if draw.level < 5 or len(lengths) <= 5:
        return lengths
    lowest = draw.below(len(lengths) - 4)
    return lengths[lowest : lowest + 5]
