"""The parts of a leaderboard's row: the same questions as text, as pictures, in other looks, without options."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from ssmr_bench.evaluation.problems.task import ProblemTask
from ssmr_bench.evaluation.task import find


class Part(StrEnum):
    """How the questions were put. A row has at most one run for each."""

    TEXT = "text"
    """The music as ABC."""
    PICTURE = "picture"
    """The music engraved, a picture each for the music and for every musical option."""
    SHEET = "sheet"
    """The same on one picture a question."""
    SCAN = "scan"
    """Pictures that look scanned."""
    PHOTO = "photo"
    """Pictures that look photographed."""
    TEXT_OPEN = "text_open"
    """As text, without options."""
    PICTURE_OPEN = "picture_open"
    """As pictures, without options."""

    @property
    def label(self) -> str:
        """As a table's head says it."""
        return self.value.replace("_", ", ")


RANKED = (Part.TEXT, Part.PICTURE)
"""The parts that models are ranked by."""
LOOKS = (Part.SHEET, Part.SCAN, Part.PHOTO)
OPEN = (Part.TEXT_OPEN, Part.PICTURE_OPEN)


@cache
def part_of(task: str) -> Part | None:
    """The part that a task fills, by what its file says; None where none of them does.

    >>> part_of("ssmr_visual_scan"), part_of("ssmr_text_open")
    (<Part.SCAN: 'scan'>, <Part.TEXT_OPEN: 'text_open'>)

    Raises:
        UnknownNameError: if there is no such task.
    """
    found = find(task)
    if not isinstance(found, ProblemTask) or found.set != "frozen":
        return None
    if found.style is None:
        return Part.TEXT_OPEN if found.open else Part.TEXT
    traits = (found.open, found.style.form, found.style.look.kind)
    return {
        (False, "separate", "clean"): Part.PICTURE,
        (False, "sheet", "clean"): Part.SHEET,
        (False, "separate", "scan"): Part.SCAN,
        (False, "separate", "photo"): Part.PHOTO,
        (True, "separate", "clean"): Part.PICTURE_OPEN,
    }.get(traits)
