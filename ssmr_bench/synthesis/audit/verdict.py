"""Answers problems again from their published text alone, and says whether exactly the answer holds.

Nothing here knows how problems are made: it reads ABC, goes by theory, and shares no code with the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit.chords import chord_completion, chord_key_root, chord_name, chord_root
from ssmr_bench.synthesis.audit.intervals import interval_name, interval_note
from ssmr_bench.synthesis.audit.item import LETTERS, Item
from ssmr_bench.synthesis.audit.rhythm import bar_lines, time_signature
from ssmr_bench.synthesis.audit.scales import scale_key, scale_spelling

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.ruling import Check, Ruling
    from ssmr_bench.synthesis.problem import Problem

_BY_CATEGORY: dict[str, tuple[Check, ...]] = {
    "rhythm": (time_signature, bar_lines),
    "interval": (interval_name, interval_note),
    "chord": (chord_name, chord_completion, chord_root, chord_key_root),
    "scale": (scale_key, scale_spelling),
}
CHECKS = {check.__name__: check for checks in _BY_CATEGORY.values() for check in checks}
"""One for each template, by its name."""
CATEGORIES = {check.__name__: category for category, checks in _BY_CATEGORY.items() for check in checks}
"""Each template's category."""


class Finding(Enum):
    """What was found of a problem."""

    PROVED = "proved"
    """Exactly one option holds, and it is the answer."""
    WRONG_KEY = "wrong key"
    """Exactly one holds, and it is another."""
    TWO_RIGHT = "two right"
    NONE_RIGHT = "none right"
    DUPLICATES = "duplicates"
    """Two options say the same."""
    UNREADABLE = "unreadable"
    """The question, the music or an option is not what the template says, or can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one problem, and why."""

    id: str
    template: str
    finding: Finding
    answer: str
    """The letter that is said to hold."""
    holding: tuple[str, ...]
    """The letters that hold; empty where the problem is unreadable."""
    reasons: tuple[str, ...]
    """For each letter in turn why it does not hold, empty if it does; or the one reason why nothing can be said."""

    @property
    def summary(self) -> str:
        """The finding in a line.

        >>> Verdict("x/7", "chord_root", Finding.TWO_RIGHT, "A", ("A", "C"), ("", "no", "", "no")).summary
        'two right: A and C hold, the answer is A'
        """
        if self.finding is Finding.UNREADABLE:
            return f"unreadable: {self.reasons[0]}"
        found = " and ".join(self.holding) or "none"
        return f"{self.finding.value}: {found} hold{'s' * (len(self.holding) < 2)}, the answer is {self.answer}"


def judge(problem: Problem | Item) -> Verdict:
    """The verdict on a problem. Nothing in its text makes this raise."""
    item = problem if isinstance(problem, Item) else Item.of(problem)
    try:
        rulings = _rulings(item)
    except ValueError as error:
        return Verdict(item.id, item.template, Finding.UNREADABLE, item.answer, (), (str(error),))
    letters = tuple(letter for letter, ruling in zip(LETTERS, rulings, strict=True) if not ruling.flaw)
    reasons = tuple(ruling.flaw for ruling in rulings)
    return Verdict(item.id, item.template, _finding(item, rulings, letters), item.answer, letters, reasons)


def holding(problem: Problem | Item) -> tuple[str, ...]:
    """The letters of the options that hold.

    Raises:
        ValueError: if the problem's text is not understood.
    """
    verdict = judge(problem)
    if verdict.finding is Finding.UNREADABLE:
        raise ValueError(f"problem {verdict.id!r}: {verdict.reasons[0]}")
    return verdict.holding


def _rulings(item: Item) -> tuple[Ruling, ...]:
    if item.template not in CHECKS:
        raise ValueError(f"no template {item.template!r} is known")
    if not item.whole:
        raise ValueError("there are not four options and an answer from A to D")
    return CHECKS[item.template](item)


def _finding(item: Item, rulings: tuple[Ruling, ...], letters: tuple[str, ...]) -> Finding:
    if len({ruling.meaning for ruling in rulings}) < len(rulings):
        return Finding.DUPLICATES
    if len(letters) == 1:
        return Finding.PROVED if letters == (item.answer,) else Finding.WRONG_KEY
    return Finding.TWO_RIGHT if letters else Finding.NONE_RIGHT
