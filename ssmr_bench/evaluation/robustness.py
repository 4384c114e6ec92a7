"""What asking an item in several orders of its options, or several times, says of a model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ssmr_bench.evaluation.row import Row

_RIGHT = object()
BIASED = 0.01
"""A model whose letters are as uneven as this by chance is named as position-biased."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Items that were asked in several orders of their options. Shares and accuracies run from 0 to 1."""

    each: dict[str, float]
    """The accuracy in each order."""
    every: float
    """The share of items that were right in every order, each time."""
    letters: dict[str, float]
    """How often each letter was chosen, of all choices."""
    p: float | None
    """How likely letters as uneven are without a bias.

    None where not every option stood at every place as often, or no letter was read.
    """

    @property
    def biased(self) -> bool:
        """Whether the model prefers some places to others, whatever stands there."""
        return self.p is not None and self.p < BIASED


@dataclass(frozen=True, slots=True)
class Repeats:
    """Items that were asked several times in the same order."""

    mean: float
    pass_at: dict[int, float]
    """The chance that one of k answers is right, unbiased (Chen et al. 2021, arXiv 2107.03374), by k."""
    majority: float
    """The accuracy of the commonest choice; equally common ones share the item."""


def orders_of(rows: Sequence[Row]) -> Orders | None:
    """What the orders say; None where there was but one, or an answer is lacking."""
    shown = sorted({row.order for row in rows})
    if len(shown) < 2 or any(row.outcome is Outcome.FAILED for row in rows):
        return None
    by_item = _grouped(rows, lambda row: row.id)
    chosen = Counter(row.letter for row in rows if row.letter in LETTERS)
    return Orders(
        each={order: _share([row for row in rows if row.order == order]) for order in shown},
        every=sum(all(_right(row) for row in asked) for asked in by_item) / len(by_item),
        letters={letter: chosen[letter] / max(1, chosen.total()) for letter in LETTERS},
        p=_unevenness(by_item) if _balanced(shown) else None,
    )


def repeats_of(rows: Sequence[Row]) -> Repeats | None:
    """What the repeats say; None where there were none, or an answer is lacking."""
    asked = _grouped(rows, lambda row: (row.id, row.order))
    count = min(map(len, asked), default=0)
    if count < 2 or any(row.outcome is Outcome.FAILED for row in rows):
        return None
    sizes = sorted({1, count, *(2**power for power in range(1, count.bit_length()) if 2**power < count)})
    return Repeats(
        mean=_share(rows),
        pass_at={k: sum(_pass_at(k, answers) for answers in asked) / len(asked) for k in sizes},
        majority=sum(map(_vote, asked)) / len(asked),
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], object]) -> list[list[Row]]:
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _right(row: Row) -> bool:
    return row.outcome is Outcome.CORRECT


def _share(rows: Sequence[Row]) -> float:
    return sum(map(_right, rows)) / len(rows)


def _pass_at(k: int, answers: Sequence[Row]) -> float:
    n, right = len(answers), sum(map(_right, answers))
    return 1 - comb(n - right, k) / comb(n, k)


def _vote(answers: Sequence[Row]) -> float:
    """Right answers are one choice, whatever their words: 6/8 and 3/4 may both be right where options were left out.

    Of a wrong answer that no letter was read from, as of music, the words are the choice; no answer is no vote.
    """
    choices = [_RIGHT if _right(row) else row.letter or _said(row) for row in answers]
    votes = Counter(choice for choice in choices if choice is not None)
    best = [choice for choice, count in votes.items() if count == max(votes.values())]
    return (_RIGHT in best) / max(1, len(best))


def _said(row: Row) -> str | None:
    return row.answer if row.outcome is Outcome.WRONG else None


def _balanced(shown: Sequence[str]) -> bool:
    """Whether every option stands at every place as often."""
    places = Counter((letter, place) for order in shown for place, letter in enumerate(order))
    return len(places) == len(LETTERS) ** 2 and len(set(places.values())) == 1


def _unevenness(by_item: Sequence[Sequence[Row]]) -> float | None:
    """The p-value of the letters' counts where each item's might as well have been turned around the four places.

    A choice by what an option says falls on every letter as often once all places were had; so under no bias an item's
    counts are exchangeable under turns. Their sum is held against its covariance under those: a score test, chi-square.
    """
    import numpy as np
    from scipy.stats import chi2

    counts = np.array([[sum(row.letter == letter for row in asked) for letter in LETTERS] for asked in by_item], float)
    away = counts - counts.mean(axis=1, keepdims=True)
    turned = np.concatenate([np.roll(away, turn, axis=1) for turn in range(len(LETTERS))])
    covariance = turned.T @ turned / len(LETTERS)
    total = away.sum(axis=0)
    rank = np.linalg.matrix_rank(covariance)
    if not rank:  # every item's letters were even; or there were none
        return 1.0 if counts.any() else None
    return float(chi2.sf(total @ np.linalg.pinv(covariance) @ total, rank))
