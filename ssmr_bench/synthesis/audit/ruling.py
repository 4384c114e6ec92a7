"""What a check says of an option, and the small words that the checks share with the stems."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.item import Item

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an option means, and why it does not hold."""

    meaning: Hashable
    """Equal for two options that say the same in other signs."""
    flaw: str = ""
    """Empty if the option holds."""
    but_for_ends: bool = False
    """Whether it would hold if the bars with which a section begins or ends might be short."""


Check = Callable[["Item"], tuple[Ruling, ...]]
"""Rules on each option in turn. Raises a ValueError if the item doesn't ask, show or offer what its template should."""


def asked(item: Item, stem: str) -> re.Match[str]:
    """What the stem's groups stand for in the question.

    Raises:
        ValueError: if the question is another one, or sets "a" before a vowel or "an" before a consonant.
    """
    match = re.fullmatch(stem, item.question)
    if match is None:
        raise ValueError(f"the question is not understood: {item.question!r}")
    wrong = re.search(r"\b(?:a [aeiou]|an [b-df-hj-np-tv-z])", item.question)
    if wrong:
        raise ValueError(f"the question has {wrong[0]!r}…")
    return match


def rule(item: Item, ruling: Callable[[str], Ruling]) -> tuple[Ruling, ...]:
    """Rules on the options one by one.

    Raises:
        ValueError: if an option can't be read; the message names it.
    """
    rulings = []
    for option in item.options:
        try:
            rulings.append(ruling(option))
        except ValueError as error:
            raise ValueError(f"option {option!r}: {error}") from error
    return tuple(rulings)
