"""The leaderboard's files."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.files import whole
from ssmr_bench.reporting.leaderboard import markdown, records, site

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.reporting.leaderboard.board import Board


def write(board: Board, out: Path) -> tuple[Path, ...]:
    """Writes the leaderboard's files into a folder and returns their paths; the same results give the same bytes.

    Raises:
        DataError: if there is nothing on it; nothing is written then.
        FileError: if the folder can't be written.
    """
    if not board.entries:
        raise DataError("nothing is left for a leaderboard; complete a run, or name a folder that holds a valid one")
    files = {
        "index.html": site.site(board),
        "leaderboard.csv": records.rows_csv(board),
        "scores.csv": records.scores_csv(board),
        "reported.csv": records.reported_csv(),
        "leaderboard.md": markdown.page(board),
    }
    with ExitStack() as drafts:
        # None takes its place before all are written: a full disk leaves the leaderboard that was there.
        for name, text in files.items():
            draft = drafts.enter_context(whole(out / name))
            draft.write_text(text, encoding="utf-8", newline="\n")
    return tuple(out / name for name in files)
