"""How the items of a task are asked: by which prompt, with how many shots, which items, in which orders, how often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation.prompting import OWN, check_variant
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ssmr_bench.synthesis.problem import Problem

MOST_SHOTS = 5
MOST_OWN_SHOTS = 64
"""Of a task with its own prompt."""
SUBSETS = {"smoke": 2, "regression": 8}
"""Fixed parts of a split, for cheap runs: so many problems of every template at every level."""
ORDERS = tuple(
    "".join((*cycle[turn:], *cycle[:turn]))
    for cycle in ((LETTERS[0], *rest) for rest in permutations(LETTERS[1:]))
    for turn in range(len(LETTERS))
)
"""All orders of the options, as their published letters; in each four of them every option stands at every place."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the items of a task are asked.

    Raises:
        ConfigError: if there are no so many shots or orders, or no repeats.
        UnknownNameError: if there is no such prompt or subset.
    """

    prompt: str = "paper"
    shots: int = 0
    """Solved problems of the same template that are shown first, from the training split."""
    orders: int = 1
    """In how many orders of its options each item is asked."""
    repeats: int = 1
    """How often each item is asked in each order."""
    subset: str | None = None
    limit: int | None = None
    """Only the first so many items of the task, or of the subset."""

    def __post_init__(self) -> None:
        check_variant(self.prompt)
        if self.subset is not None and self.subset not in SUBSETS:
            raise UnknownNameError("subset", self.subset, sorted(SUBSETS))
        bounds = {
            "shots": (0, MOST_OWN_SHOTS if self.prompt == OWN else MOST_SHOTS),
            "orders": (1, len(ORDERS)),
            "repeats": (1, 1000),
        }
        for name, (least, most) in bounds.items():
            if not least <= getattr(self, name) <= most:
                raise ConfigError(f"--{name} goes from {least} to {most}, not {getattr(self, name)}")

    def chosen(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems of a split that are asked, in its order."""
        found = list(problems) if self.subset is None else _first_of_each(problems, SUBSETS[self.subset])
        return found[: self.limit]

    def over(self, problems: Sequence[Problem]) -> Manner:
        """The same manner, without a limit that leaves nothing out."""
        whole = replace(self, limit=None)
        return whole if len(self.chosen(problems)) == len(whole.chosen(problems)) else self

    @property
    def asked_in(self) -> tuple[str, ...]:
        """The orders in which each item is asked."""
        return ORDERS[: self.orders]

    @property
    def said(self) -> dict[str, str | int]:
        """What sets this manner apart from the ordinary one, but for the prompt."""
        told = {"shots": self.shots, "orders": self.orders, "repeats": self.repeats}
        named: dict[str, str | int] = {name: value for name, value in told.items() if value != getattr(_USUAL, name)}
        named |= {} if self.subset is None else {"subset": self.subset}
        return named | ({} if self.limit is None else {"limit": self.limit})


_USUAL = Manner()


def _first_of_each(problems: Iterable[Problem], count: int) -> list[Problem]:
    """The first so many problems of every template at every level."""
    seen: dict[tuple[str, int], int] = {}
    found = []
    for problem in problems:
        cell = problem.template, problem.level
        seen[cell] = seen.get(cell, 0) + 1
        if seen[cell] <= count:
            found.append(problem)
    return found
