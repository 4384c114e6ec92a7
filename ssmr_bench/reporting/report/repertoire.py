"""What a report can play: the music of its questions, each piece once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.errors import NotationError
from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.abc.fragment import fragment
from ssmr_bench.reporting.playing import numbers
from ssmr_bench.synthesis.visual.figures import figures

if TYPE_CHECKING:
    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.problem import Problem


class Repertoire:
    """Numbered pieces."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}

    def number(self, score: Score | None) -> int | None:
        """The number of a score's sound; the same sound has the same one. None where there is nothing to hear."""
        said = tuple(numbers(score)) if score else ()
        return self._numbers.setdefault(said, len(self._numbers)) if said else None

    @property
    def pieces(self) -> list[tuple[int, ...]]:
        """All pieces, as `numbers` gives them, in the order of their numbers."""
        return [*self._numbers]


def music(item: Item) -> tuple[Score | None, ...]:
    """The score of an item and, where they are music, its options in the order asked; None for what can't be read."""
    if isinstance(item, CompositionItem):
        return (item.assignment.excerpt,)
    if not isinstance(item, ProblemItem):
        return (None,)
    problem = item.shown
    if item.set == "frozen":
        found = figures(problem)
        return (found.music, *found.options)
    options = map(fragment, problem.options) if item.source.musical(problem) else ()
    return (_score(problem), *options)


def _score(problem: Problem) -> Score | None:
    try:
        return read(problem.abc) if problem.abc else None
    except NotationError:
        return None
