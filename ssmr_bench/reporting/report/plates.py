"""The music of a question as clean pictures, however it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, NotationError
from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.visual import Style
from ssmr_bench.synthesis.visual.prints import picture

if TYPE_CHECKING:
    from ssmr_bench.evaluation.item import Item


_MOST = 1000
"""Notes, rests and signs of others' music that is drawn: it takes two seconds at most."""


@dataclass(frozen=True, slots=True)
class Plates:
    """Pictures, as PNG or JPEG."""

    music: bytes | None = None
    options: tuple[bytes, ...] = ()
    """In the order asked; empty where the options are texts."""


def engraved(item: Item) -> ProblemItem | None:
    """The item that is drawn for a report; None where its pictures are not drawn from our own problems."""
    if not isinstance(item, ProblemItem) or item.set != "frozen":
        return None
    return replace(item, prompt="paper", shots_shown=0, open=False, style=Style())


def plates(item: Item) -> Plates:
    """The pictures of an item.

    Raises:
        DataError, FileError: if they can't be had.
    """
    if own := engraved(item):
        music = bool(own.problem.abc)
        found = own.pictures
        return Plates(found[0] if music else None, found[music:])
    if isinstance(item, CompositionItem):
        return Plates(plate_of(item.assignment.abc))
    if not isinstance(item, ProblemItem):
        return Plates()
    if item.style is not None:
        shown = replace(item, prompt="paper", shots_shown=0)
        music = 0 in shown.rendered.figures and bool(item.problem.abc)
        return Plates(shown.pictures[0] if music else None, shown.pictures[music:])
    return Plates(plate_of(item.problem.abc))


def plate_of(abc: str) -> bytes | None:
    """Music of others as we read it; None where there is none, or it can't be read or drawn: a note of 64 bars, say.

    What is too long is not drawn: where a model goes round in circles, one bar of it may take minutes.
    """
    if not abc:
        return None
    try:
        score = read(abc)
        if sum(len(bar.events) for voice in score.voices for bar in voice.bars) > _MOST:
            return None
        return picture(score, "this music")
    except (NotationError, DataError, ValueError):
        return None
