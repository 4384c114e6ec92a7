"""What the measures say of real tunes, of our composer's, and of music out of order; and how well they tell them apart.

The measures and their bands were chosen on one half of the tunes, and the figures are those of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality, raw
from ssmr_bench.synthesis.composition.repertoire import Repertoire
from ssmr_bench.synthesis.composition.yardsticks import (
    composed,
    draw_of,
    opening,
    parts,
    random_walk,
    shuffled_notes,
    shuffled_pitches,
)
from ssmr_bench.synthesis.corpus import texts
from ssmr_bench.untrusted import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ssmr_bench.notation.score import Score

Quartiles = tuple[float, float, float]
"""The lower quartile, the median and the upper quartile."""
REAL, COMPOSED = "real", "composer"
OTHERS = {"notes shuffled": shuffled_notes, "pitches shuffled": shuffled_pitches, "random walk": random_walk}
"""What is made of each real tune."""
COUNT = 500
"""Tunes of our composer."""
_SHORT = 8
"""Bars of the tunes that a brief asks for."""


@dataclass(frozen=True, slots=True)
class Values:
    """What was measured of one kind of music."""

    raws: tuple[dict[str, float], ...]
    """The raw values of each piece, by measure."""
    shares: tuple[dict[str, float], ...]

    @property
    def sums(self) -> list[float]:
        """The sum of each piece."""
        return [quality(shares) for shares in self.shares]

    def spread(self, name: str) -> Quartiles | None:
        """The quartiles of a measure's raw values; None where it applies to no piece."""
        values = [values[name] for values in self.raws if name in values]
        return quartiles(values) if values else None

    @property
    def summed(self) -> Quartiles:
        """The quartiles of the sum."""
        return quartiles(self.sums)


Table = dict[str, Values]
"""What was measured, by kind of music."""


def load(path: Path) -> list[Score]:
    """The tunes of a file that can be read.

    Raises:
        FileError, DataError: as for any file of tunes.
    """
    scores = []
    for text in texts(path, read_lines(path, "a file of tunes, ABC or JSON lines")):
        try:
            scores.append(read(text))
        except NotationError:
            continue
    return scores


def halves(scores: Sequence[Score]) -> tuple[list[Score], list[Score]]:
    """The tunes that the measures were designed on, and those held out, by a digest of their places."""
    odd = [sha256(str(place).encode()).digest()[0] % 2 == 1 for place in range(len(scores))]
    return [s for s, is_odd in zip(scores, odd, strict=True) if not is_odd], [
        s for s, is_odd in zip(scores, odd, strict=True) if is_odd
    ]


def whole(tunes: Sequence[Score]) -> Table:
    """Whole tunes, held against what is made of them, and our composer's of eight bars."""
    return _table([Heard(tune) for tune in tunes], [Heard(tune) for tune in composed(COUNT)])


def short(tunes: Sequence[Score]) -> Table:
    """As `whole`, of the first eight full bars of each tune."""
    cut = _openings(tunes, _SHORT)
    return _table([Heard(tune) for tune in cut], [Heard(tune) for tune in composed(COUNT)])


def continued(tunes: Sequence[Score]) -> Table:
    """The second four full bars of each tune, as they go on from the first four."""
    real, ours = (
        [Heard(onward, excerpt) for tune in kind if (pair := parts(tune)) for excerpt, onward in (pair,)]
        for kind in (tunes, composed(COUNT))
    )
    return _table(real, ours)


def auc(table: Table, other: str, name: str | None = None) -> float | None:
    """How often a real piece has more than one of another kind, ties counting half: of the sum, or of one measure.

    Pieces that the measure does not apply to are left out; None where that is all of a kind.
    """
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]  # it ships no types

    real, less = (
        values.sums if name is None else [shares[name] for shares in values.shares if name in shares]
        for values in (table[REAL], table[other])
    )
    if not real or not less:
        return None
    return float(roc_auc_score([1] * len(real) + [0] * len(less), real + less))


def _table(real: Sequence[Heard], ours: Sequence[Heard]) -> Table:
    made = {
        name: [replace(each, music=make(each.music, draw_of(f"{name}/{place}"))) for place, each in enumerate(real)]
        for name, make in OTHERS.items()
    }
    return {name: _values(heard) for name, heard in {REAL: real, COMPOSED: ours, **made}.items()}


def copied(design: Sequence[Score], tunes: Sequence[Score]) -> dict[str, Quartiles]:
    """The quartiles of the longest passage that a tune shares with those of the design half, by what is measured."""
    known = Repertoire.of(design)
    kinds = {
        "whole tunes": list(tunes),
        "their first eight bars": _openings(tunes, _SHORT),
        "their first four bars": _openings(tunes, 4),
        "our composer's eight bars": list(composed(COUNT)),
        "whole tunes of the design half": design[:COUNT],
    }
    return {
        name: quartiles([raw(Heard(tune), known)["copied_from_known"].value for tune in kind])
        for name, kind in kinds.items()
    }


def _openings(tunes: Sequence[Score], bars: int) -> list[Score]:
    return [part for tune in tunes if (part := opening(tune, bars))]


def _values(heard: Iterable[Heard]) -> Values:
    pieces = [(raw(each), measured(each)) for each in heard]
    raws = tuple({name: found.value for name, found in each.items()} for each, _ in pieces)
    return Values(raws, tuple(shares for _, shares in pieces))


def quartiles(values: Sequence[float]) -> Quartiles:
    """The lower quartile, the median and the upper quartile."""
    import numpy as np

    low, middle, high = (float(each) for each in np.quantile(values, (0.25, 0.5, 0.75)))
    return low, middle, high
