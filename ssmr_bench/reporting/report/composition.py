"""What the page shows and plays of a composition: the excerpt, what a model made of it, and what rules say of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.notation.score import KeyChange, MeterChange
from ssmr_bench.synthesis.visual.prints import picture

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Event, Score
    from ssmr_bench.reporting.report.album import Album
    from ssmr_bench.reporting.report.repertoire import Repertoire


@dataclass(frozen=True, slots=True)
class Composition:
    """A tune that a model wrote, and its verdict."""

    tune: Score | None
    """None where there is none, or it can't be read."""
    abc: str
    """As it was read, or as far as there is one; from a model."""
    flaws: tuple[str, ...]
    """What is wrong with it; these may quote the model."""
    measures: tuple[tuple[str, float], ...]
    """Shares from 0 to 1 by name, in the order shown."""
    excerpt: Score | None = None
    """What it continues."""


def composition(shown: Composition, album: Album, repertoire: Repertoire) -> dict[str, Any]:
    """The composition as the page's script reads it; numbers for pictures and for pieces, None where there is none."""
    both = joined(shown.excerpt, shown.tune) if shown.excerpt and shown.tune else None
    return {
        "excerpt": _drawn(shown.excerpt, album),
        "tune": _drawn(shown.tune, album),
        "abc": shown.abc,
        "flaws": [*shown.flaws],
        "measures": [[name, value] for name, value in shown.measures],
        "plays": {
            "excerpt": repertoire.number(shown.excerpt),
            "tune": repertoire.number(shown.tune),
            "both": repertoire.number(both),
        },
    }


def joined(excerpt: Score, tune: Score) -> Score:
    """The excerpt and the tune as one piece, first voices alone; the tune keeps its key and meter."""
    changes: list[Event] = []
    if tune.signature != excerpt.signature:
        changes.append(KeyChange(tune.signature, tune.tonic))
    if tune.meter != excerpt.meter:
        changes.append(MeterChange(tune.meter))
    first, *others = tune.bars
    return replace(excerpt, bars=(*excerpt.bars, replace(first, events=(*changes, *first.events)), *others), lower=())


def _drawn(score: Score | None, album: Album) -> int | None:
    """The picture's number; None of what can't be drawn as it is: a note of 64 bars, say."""
    if score is None or not score.pitches:
        return None
    try:
        return album.number(picture(score, "this tune"))
    except (DataError, ValueError):
        return None
