"""Lets every attacker loose on every view of a template's problems, and says which do better than by chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.attackers import RULED, Attacker
from ssmr_bench.synthesis.audit.popularity import COUNTING
from ssmr_bench.synthesis.audit.ranking import RANKING
from ssmr_bench.synthesis.audit.view import View, lessons, views

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.synthesis.audit.attackers import Rates
    from ssmr_bench.synthesis.audit.item import Item
    from ssmr_bench.synthesis.audit.view import Lesson

CHANCE = 0.25
ERRORS = 3
"""An attack may pass chance by so many standard errors."""
ATTACKERS = (*RULED, *COUNTING, RANKING)

_FEW = 30
"""With fewer decided problems than this the standard error is that of so many: rare luck is no leak."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attacker got in one view."""

    template: str
    view: View
    attacker: str
    count: int
    """Problems attacked."""
    hits: float
    """Expected number of hits: where the best rated are several, one of them is taken by lot."""
    error: float
    """Standard error of the rate of one who guesses with the same ties: a lot among all four adds nothing to it."""
    allowed: float = ERRORS
    """So many standard errors above chance are no leak."""

    @property
    def rate(self) -> float:
        """The part of the problems that it hits."""
        return self.hits / self.count

    @property
    def bound(self) -> float:
        """The rate that it must not pass."""
        return CHANCE + self.allowed * self.error

    @property
    def errors(self) -> float:
        """Standard errors above chance."""
        return (self.rate - CHANCE) / self.error

    @property
    def sound(self) -> bool:
        """Whether it stays within the bound."""
        return self.rate <= self.bound


@dataclass(frozen=True, slots=True)
class Material:
    """Problems of one template to attack, and others to learn from."""

    attacked: tuple[Item, ...]
    known: tuple[Item, ...] = ()
    """If there are none, those who learn do so from the first half of the others, and attack the second."""


def attacks(material: Material, chosen: Sequence[Attacker] = ATTACKERS, allowed: float = ERRORS) -> Iterator[Attack]:
    """Every attack that has something to go by; those that never prefer an option are left out."""
    for view in views(material.attacked):
        attacked, known = lessons(material.attacked, view), lessons(material.known, view)
        for attacker in chosen:
            if view not in attacker.views:
                continue
            ties = list(_ties(attacker, attacked, known))
            if any(size < 4 for size, _ in ties):
                yield replace(weighed(material.attacked[0].template, view, attacker.name, ties), allowed=allowed)


def weighed(template: str, view: View, attacker: str, ties: Sequence[tuple[int, bool]]) -> Attack:
    """The attack that rated so many options best for each problem, and whether the key was among them."""
    count = len(ties)
    hits = sum(held / size for size, held in ties)
    # The key is in a tie of k with chance k/4, and is then hit with chance 1/k.
    variance = max(sum(1 / (4 * size) - 1 / 16 for size, _ in ties), min(_FEW, count) * 3 / 16)
    return Attack(template, view, attacker, count, hits, sqrt(variance) / count)


def _ties(attacker: Attacker, attacked: Sequence[Lesson], known: Sequence[Lesson]) -> Iterator[tuple[int, bool]]:
    """For each problem how many options are rated best, and whether the key is among them."""
    if attacker.learns and not known:
        # Not by turns: what all turns learn alike from one chance lean would make their hits depend on each other.
        known, attacked = attacked[: len(attacked) // 2], attacked[len(attacked) // 2 :]
    if attacker.learns and not known:
        return
    rater = attacker.train(known)
    yield from (tied(rater(lesson.glimpse), lesson.place) for lesson in attacked)


def tied(rates: Rates, place: int) -> tuple[int, bool]:
    """How many options are rated best, and whether the one at that place is among them."""
    best = max(rates)
    return sum(rate == best for rate in rates), rates[place] == best
