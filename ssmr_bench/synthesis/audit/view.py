"""What is left of problems when a part is hidden, and what there is to learn from that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.synthesis.audit.item import Item

_METER = re.compile(r"^M:.*\n", re.MULTILINE)
_BAR_LINE = re.compile(r"\|.*[A-Ga-g]")


class View(Enum):
    """What an attacker sees, beside the options."""

    OPTIONS = "options"
    QUESTION = "question + options"
    MUSIC = "music + options"
    UNMETERED = "music without its meter + options"
    PICTURES = "pictures of options, unread"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One problem, with what is hidden left empty."""

    options: tuple[str, ...]
    question: str = ""
    abc: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A glimpse, and the place of the option that holds."""

    glimpse: Glimpse
    place: int


def views(items: Sequence[Item]) -> tuple[View, ...]:
    """The views in which something is hidden that may decide, for problems of one template.

    Seen from the problems themselves: a question that is always the same tells nothing, so with it hidden the music
    leaves the whole problem, which is no view; and with the music hidden it leaves no more than the options. Where
    there is no music the question and the options are the whole problem. Options with bar lines are also seen beside
    the music without its time signature.
    """
    asks = len({item.question for item in items}) > 1
    plays = any(item.abc for item in items)
    barred = all(any(_BAR_LINE.search(option) for option in item.options) for item in items)
    found = [View.OPTIONS]
    if asks and plays:
        found += [View.QUESTION, View.MUSIC]
    if barred and any(_METER.search(item.abc) for item in items):
        found.append(View.UNMETERED)
    return tuple(found)


def glimpse(item: Item, view: View) -> Glimpse:
    r"""What the view shows of a problem.

    >>> from ssmr_bench.synthesis.audit.item import Item
    >>> glimpse(Item("x", "y", "Which?", "X:1\nM:3/4\nK:C\nC", ("a", "b"), "A"), View.UNMETERED).abc
    'X:1\nK:C\nC'
    """
    question = item.question if view is View.QUESTION else ""
    if view is View.UNMETERED:
        return Glimpse(item.options, question, _METER.sub("", item.abc))
    return Glimpse(item.options, question, item.abc if view is View.MUSIC else "")


def lessons(items: Sequence[Item], view: View) -> list[Lesson]:
    """What the view teaches of these problems."""
    return [Lesson(glimpse(item, view), item.place) for item in items]
