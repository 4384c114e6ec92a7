"""The leaderboard as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.reporting.grid import Grid, plain_markdown
from ssmr_bench.reporting.leaderboard import words
from ssmr_bench.reporting.leaderboard.part import LOOKS, OPEN, RANKED
from ssmr_bench.reporting.leaderboard.reported import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.reporting.leaderboard.board import Board, Ranking
    from ssmr_bench.reporting.leaderboard.entry import Entry
    from ssmr_bench.reporting.leaderboard.part import Part
    from ssmr_bench.reporting.leaderboard.reported import Published


def page(board: Board) -> str:
    """All rankings, and what others reported."""
    told = "\n\n".join((words.MEASURED, words.RANKS, words.FIGURES))
    files = (
        "`leaderboard.csv` has a line a row, `scores.csv` every category, template and level, `reported.csv` what "
        "others reported; docs/leaderboard.md explains their columns."
    )
    tables = "\n".join(_grid(ranking).markdown() for ranking in board.rankings)
    tables_of_others = "\n".join(map(_published, published()))
    others = f"## Reported by others\n\n{words.REPORTED}\n\n{tables_of_others}"
    return f"# Leaderboard\n\n{told}\n\n{files}\n\n{tables}\n{others}"


def _grid(ranking: Ranking) -> Grid:
    """A ranking, without the columns that none of its rows fills."""
    columns = [
        ("text rank", [_rank(each, RANKED[0]) for each in ranking.entries]),
        ("picture rank", [_rank(each, RANKED[1]) for each in ranking.entries]),
        ("model", [each.identity.model for each in ranking.entries]),
        ("prompt", [each.asked for each in ranking.entries]),
        *((f"{part.label} %", [_accuracy(each, part) for each in ranking.entries]) for part in RANKED),
        ("gap", [words.points(each.gap) for each in ranking.entries]),
        *((f"{part.label} %", [_accuracy(each, part) for each in ranking.entries]) for part in (*LOOKS, *OPEN)),
        ("floor %", [_each(each, _floor) for each in ranking.entries]),
        ("unanswered %", [_each(each, _unanswered) for each in ranking.entries]),
        ("tokens", [_each(each, _tokens) for each in ranking.entries]),
        ("thinking", [_each(each, _thinking) for each in ranking.entries]),
        ("cost of 1,000", [_each(each, _cost) for each in ranking.entries]),
        ("date", [each.dates[-1] for each in ranking.entries]),
    ]
    filled = [(name, cells) for name, cells in columns if set(cells) - {words.NOTHING}]
    leading = sum(name in ("text rank", "picture rank", "model", "prompt") for name, _ in filled)
    rows = tuple(zip(*(cells for _, cells in filled), strict=True))
    return Grid(f"{ranking.group.title}: {ranking.items:,} items", tuple(name for name, _ in filled), rows, leading)


def _rank(entry: Entry, part: Part) -> str:
    rank = entry.ranks.get(part)
    return words.NOTHING if rank is None or rank.alone else str(rank)


def _accuracy(entry: Entry, part: Part) -> str:
    cell = entry.cells.get(part)
    return words.share(cell.whole.accuracy if cell else None)


def _each(entry: Entry, told: Callable[[Entry, Part], str]) -> str:
    """What is said of the text, and of the pictures behind a stroke where both are there."""
    found = [told(entry, part) for part in RANKED if part in entry.cells]
    return " / ".join(found) if set(found) - {words.NOTHING, words.UNKNOWN} else words.NOTHING


def _floor(entry: Entry, part: Part) -> str:
    floor = entry.floors.get(part)
    return words.percent(floor.whole.accuracy.value) if floor else words.NOTHING


def _unanswered(entry: Entry, part: Part) -> str:
    return words.unanswered(entry.cells[part].whole)


def _tokens(entry: Entry, part: Part) -> str:
    return words.count(entry.cells[part].whole.spent.completion)


def _thinking(entry: Entry, part: Part) -> str:
    return words.thinking(entry.cells[part].whole.spent)


def _cost(entry: Entry, part: Part) -> str:
    return words.cost(entry.cells[part].whole.spent)


def _published(each: Published) -> str:
    """The figures of one source, and which it is."""
    columns = ("system", "how it was asked", *(f"{part} %, n = {n}" for part, n in each.parts))
    rows = tuple(
        (system, f"{protocol} ({remark})" if remark else protocol, *map(words.percent, shares))
        for system, protocol, shares, remark in each.lines
    )
    return f"{Grid(each.benchmark, columns, rows, 2).markdown()}\nReported by others: {plain_markdown(each.source)}\n"
