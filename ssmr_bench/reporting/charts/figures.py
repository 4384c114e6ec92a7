"""Figures as charts say them: in percent, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.evaluation.accuracy import Accuracy


def percent(share: float) -> float:
    """A share of 1 as a number of percent, to a hundredth: no chart shows more."""
    return round(100 * share, 2)


def bounds(accuracy: Accuracy) -> tuple[float, float]:
    """The interval in percent; all there is where nothing was counted."""
    low, high = accuracy.interval or (0.0, 1.0)
    return percent(low), percent(high)


def written(accuracy: Accuracy) -> tuple[str, str]:
    """An accuracy and its interval in percent, the unit left to the column's head.

    >>> from ssmr_bench.evaluation.accuracy import Accuracy
    >>> written(Accuracy(50, 200)), written(Accuracy(0, 0))
    (('25.0', '(19.5 to 31.4)'), ('-', ''))
    """
    if accuracy.value is None:
        return "-", ""
    return f"{100 * accuracy.value:.1f}", f"({_range(accuracy)})"


def aloud(accuracy: Accuracy) -> str:
    """The same in words, for a screen reader.

    >>> from ssmr_bench.evaluation.accuracy import Accuracy
    >>> aloud(Accuracy(50, 200))
    '25.0 %, 95 % interval 19.5 to 31.4 %, 200 answers'
    """
    if accuracy.value is None:
        return "no answers"
    return f"{100 * accuracy.value:.1f} %, 95 % interval {_range(accuracy)} %, {accuracy.n} answers"


def _range(accuracy: Accuracy) -> str:
    """The interval in words; from the bounds as they are, for a rounded figure must not be rounded again."""
    low, high = accuracy.interval or (0.0, 1.0)
    return f"{100 * low:.1f} to {100 * high:.1f}"
