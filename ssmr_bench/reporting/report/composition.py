"""What the page shows and plays of a composition: what a model wrote, and what rules say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.score import KeyChange, MeterChange
from ssmr_bench.reporting.report.plates import plate_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.compositions.item import CompositionItem
    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.notation.score import Event, Score
    from ssmr_bench.reporting.report.album import Album
    from ssmr_bench.reporting.report.repertoire import Repertoire


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer that is music, and its verdict."""

    abc: str
    """The new music as it was read; empty where none was."""
    flaws: tuple[str, ...]
    """What is wrong with it, or why there is none; these may quote the model."""
    measures: Mapping[str, float]
    """Shares from 0 to 1 by name, in the order shown."""
    excerpt: Score | None = None
    """What it continues."""

    @classmethod
    def of(cls, item: CompositionItem, row: Row) -> Composition:
        """What came of an assignment; the judge of this installation reads the tune again."""
        found = item.composed(row.reply)
        return cls(found.tune, found.flaws, found.measures, item.assignment.excerpt)


def composition(shown: Composition, album: Album, repertoire: Repertoire) -> dict[str, Any]:
    """The composition as the page's script reads it; numbers for a picture and for pieces, None where there is none."""
    tune = read(shown.abc) if shown.abc else None
    plate = plate_of(shown.abc)
    both = joined(shown.excerpt, tune) if shown.excerpt and tune else None
    return {
        "tune": None if plate is None else album.number(plate),
        "abc": shown.abc,
        "flaws": [*shown.flaws],
        "measures": [[name, value] for name, value in shown.measures.items()],
        "plays": {"tune": repertoire.number(tune), "both": repertoire.number(both)},
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
