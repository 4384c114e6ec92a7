"""The leaderboard as CSV: a line for each row, and a line for each figure of each row's parts."""

from __future__ import annotations

import csv
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING

from ssmr_bench.reporting.leaderboard.part import RANKED, Part
from ssmr_bench.reporting.leaderboard.reported import reported
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ssmr_bench.reporting.leaderboard.board import Board
    from ssmr_bench.reporting.leaderboard.cell import Cell, Gap
    from ssmr_bench.reporting.leaderboard.entry import Entry
    from ssmr_bench.reporting.leaderboard.score import Score

    Value = str | int | float | bool | None
    Record = dict[str, Value]

_DIGITS = 6
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def rows_csv(board: Board) -> str:
    """A line for each row of the leaderboard, its parts side by side; shares run from 0 to 1."""
    return _csv([_row(entry) for entry in board.entries])


def scores_csv(board: Board) -> str:
    """A line for each part of each row, and for each category, template and level of it."""
    return _csv([record for entry in board.entries for record in _scores(entry)])


def reported_csv() -> str:
    """A line for each figure that others reported."""
    return _csv([asdict(each) for each in reported()])


def _csv(records: Sequence[Mapping[str, Value]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in record.items()} for record in records)
    return out.getvalue()


def _plain(value: Value) -> Value:
    """A value as it is written: what other people named runs nothing, not even in a spreadsheet."""
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, str):
        return f"'{printable(value)}" if value.startswith(_FORMULA) else printable(value)
    return value


def _row(entry: Entry) -> Record:
    record = _named(entry)
    for part in RANKED:
        rank = entry.ranks.get(part)
        record |= {
            f"{part}_rank_best": rank.best if rank else None,
            f"{part}_rank_worst": rank.worst if rank else None,
            f"{part}_ranked": rank.of if rank else None,
        }
    record |= _gap("gap", entry.gap)
    for part in Part:
        cell = entry.cells.get(part)
        figures = _figures(cell.whole if cell else None) | _asked(cell)
        if part in RANKED:
            figures |= _floor(entry, part)
        else:
            figures = {name: figures[name] for name in ("n", "correct", "accuracy", "low", "high")}
        record |= {f"{part}_{name}": value for name, value in figures.items()}
    return record


def _named(entry: Entry) -> Record:
    """What a row is."""
    own, group = entry.identity, entry.identity.group
    return {
        "row": own.key,
        "model": own.model,
        "model_id": own.model_id,
        "prompt": own.prompt,
        "variant": entry.variant,
        "floor": entry.is_floor,
        "date": entry.dates[-1],
        "group": group.key,
        "split": group.split,
        "split_sha256": group.sha256,
        "subset": group.subset or None,
        "limit": group.limit or None,
        "orders": group.orders,
        "repeats": group.repeats,
        "scorer": group.scorer,
        "shots": own.shots,
        "sampling": own.sampling,
        "prompt_sha256": own.prompt_sha256,
        "endpoint": " ".join(entry.endpoints),
        "ssmr_bench": " ".join(entry.versions),
    }


def _scores(entry: Entry) -> list[Record]:
    named = {name: value for name, value in _named(entry).items() if name in ("row", "model", "prompt", "variant")}
    return [
        {**named, "part": str(part), "task": cell.setting.task, "kind": kind, "name": name, **_figures(score)}
        for part, cell in entry.cells.items()
        for (kind, name), score in {("all", "all"): cell.whole, **cell.scores}.items()
    ]


def _figures(score: Score | None) -> Record:
    """The figures of some answers; None each where there are none."""
    if score is None:
        return dict.fromkeys(_FIGURES)
    spent = score.spent
    low, high = score.accuracy.interval or (None, None)
    values = (
        *(score.accuracy.n, score.accuracy.correct, score.accuracy.value, low, high),
        *(score.answered.value, score.chance_adjusted, score.unanswered, score.truncated, score.cut_rate),
        *(spent.counted, spent.prompt, spent.completion, spent.thinking.tokens, spent.thinking.measure.value),
        *(spent.cost, spent.right_per_unit, spent.currency or None),
    )
    return dict(zip(_FIGURES, values, strict=True))


_FIGURES = (
    "n", "correct", "accuracy", "low", "high", "answered_accuracy", "chance_adjusted", "unanswered", "truncated",
    "cut_rate", "tokens_counted", "prompt_tokens", "completion_tokens", "thinking_tokens", "thinking_measure",
    "cost_per_1000", "right_per_unit", "currency",
)  # fmt: skip


def _asked(cell: Cell | None) -> Record:
    """What holds for a whole run alone."""
    orders = cell.orders if cell else None
    return {
        "prices_of": (cell.price_date if cell else "") or None,
        "every_order": orders.every if orders else None,
        "position_bias_p": orders.p if orders else None,
    }


def _floor(entry: Entry, part: Part) -> Record:
    floor = entry.floors.get(part)
    low, high = (floor.whole.accuracy.interval if floor else None) or (None, None)
    figures: Record = {"floor": floor.whole.accuracy.value if floor else None, "floor_low": low, "floor_high": high}
    return figures | _gap("over_floor", entry.over_floor(part))


def _gap(name: str, found: Gap | None) -> Record:
    names = (name, f"{name}_low", f"{name}_high", f"{name}_n")
    if found is None:
        return dict.fromkeys(names)
    return dict(zip(names, (found.value, *found.interval, found.n), strict=True))
