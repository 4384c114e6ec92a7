"""The leaderboard as a page: complete as it stands, sorted and filtered by its script, and in need of no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ssmr_bench.reporting.leaderboard import words
from ssmr_bench.reporting.leaderboard.columns import KINDS, Column, Shown, columns
from ssmr_bench.reporting.leaderboard.drawings import drawings
from ssmr_bench.reporting.leaderboard.reported import published
from ssmr_bench.reporting.pages import island, page

if TYPE_CHECKING:
    from ssmr_bench.reporting.leaderboard.board import Board, Ranking
    from ssmr_bench.reporting.leaderboard.entry import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    key: str
    model: str
    prompt: str
    asked: str
    """The prompt, with what sets the runs apart."""
    cells: tuple[tuple[Column, Shown], ...]
    floor: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A ranking on the page."""

    key: str
    title: str
    items: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    drawings: tuple[tuple[str, Markup, str], ...]
    """Label, SVG, and the word in its place where there is none."""


def site(board: Board) -> str:
    """The page."""
    return page(
        "leaderboard",
        title="SSMR-Bench leaderboard",
        measured=words.MEASURED,
        ranks=words.RANKS,
        figures=words.FIGURES,
        others=words.REPORTED,
        nothing=words.NOTHING,
        tables=[_table(ranking) for ranking in board.rankings],
        kinds=island("kinds", KINDS),
        published=published(),
        percent=words.percent,
        dates=sorted(words.seen(date) for entry in board.entries for date in entry.dates),
        rows=len(board.entries),
    )


def _table(ranking: Ranking) -> Table:
    shown = columns(ranking.entries)
    return Table(
        ranking.group.key,
        words.seen(ranking.group.title),
        ranking.items,
        tuple(shown),
        tuple(_line(entry, shown) for entry in ranking.entries),
        tuple(
            # Vega writes all texts of others as text; `charts` holds that under test.
            (each.label, Markup(each.chart.svg()) if each.chart else Markup(), each.remark)  # noqa: S704
            for each in drawings(ranking)
        ),
    )


def _line(entry: Entry, shown: list[Column]) -> Line:
    own = entry.identity
    cells = tuple((column, column.tell(entry)) for column in shown)
    asked = words.seen(entry.asked)
    return Line(own.key, words.seen(own.model), words.seen(own.prompt), asked, cells, entry.is_floor)
