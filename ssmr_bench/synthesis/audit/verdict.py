"""Answers problems again from their published text alone, and says whether exactly the answer holds.

Nothing here knows how problems are made: it reads ABC, goes by theory, and shares no code with the templates.
"""

from __future__ import annotations

from collections import Counter
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
    SHORT_BAR = "short bar"
    """None holds; the answer alone would, if the bars with which a section begins or ends might be short."""
    TWO_READINGS = "two readings"
    """What holds depends on how far an accidental holds: in its own octave, or in every octave."""
    REPEATED = "repeated"
    """The question, the music and the options came before, in whatever order of the options."""
    PICTURED = "pictured"
    """The music or the options are pictures, of which nothing is proved."""
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
    alike: tuple[str, ...] = ()
    """The letters that say the same as another."""
    nearly: tuple[str, ...] = ()
    """The letters that would hold if the bars with which a section begins or ends might be short."""

    @property
    def held(self) -> Finding:
        """The finding, but for options that say the same."""
        if self.finding is not Finding.DUPLICATES:
            return self.finding
        return _held(self.answer, self.holding, self.nearly)

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
    meanings = Counter(ruling.meaning for ruling in rulings)
    alike = tuple(letter for letter, ruling in zip(LETTERS, rulings, strict=True) if meanings[ruling.meaning] > 1)
    nearly = tuple(letter for letter, ruling in zip(LETTERS, rulings, strict=True) if ruling.but_for_ends)
    finding = Finding.DUPLICATES if alike else _held(item.answer, letters, nearly)
    return Verdict(item.id, item.template, finding, item.answer, letters, reasons, alike, nearly)


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


def _held(answer: str, letters: tuple[str, ...], nearly: tuple[str, ...]) -> Finding:
    if len(letters) == 1:
        return Finding.PROVED if letters == (answer,) else Finding.WRONG_KEY
    if letters:
        return Finding.TWO_RIGHT
    return Finding.SHORT_BAR if nearly == (answer,) else Finding.NONE_RIGHT
