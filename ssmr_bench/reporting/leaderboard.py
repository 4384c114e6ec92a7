"""A folder of results as one table: CSV to compute with, Markdown to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.result import read_summary
from ssmr_bench.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = (
    "task", "model", "prompt", "variant", "n", "accuracy", "low", "high", "unanswered", "split", "split_sha256", "date",
)  # fmt: skip


def leaderboard(results: Path) -> tuple[pd.DataFrame, list[str]]:
    """A row for each run below the folder, and what was left out, and why.

    Within each task and split the best comes first, and runs over a part of the items come after the whole ones.

    Accuracies and their bounds run from 0 to 1. A run with failed items is no score of a model and stays out.

    Raises:
        FileError: if there is no such folder, or no result in it.
        DataError: if a `result.json` is damaged.
    """
    if not results.is_dir():
        raise FileError(f"there is no folder {results}")
    rows, left_out = [], []
    for path in sorted(results.glob("**/result.json")):
        summary = read_summary(path)
        if summary["failed"] or summary["accuracy"] is None:
            left_out.append(
                f"{path.parent}: {summary['failed']} of {summary['n']} items failed; run it again to complete it"
            )
            continue
        low, high = summary["interval"]
        split = f"{summary['split']['name']} {summary['split']['version']}"
        rows.append(summary | {"low": low, "high": high, "split": split, "split_sha256": summary["split"]["sha256"]})
    if not rows and not left_out:
        raise FileError(f"there is no result.json below {results}")
    rows.sort(
        key=lambda row: (
            row["task"],
            row["split_sha256"],
            any(row.get(part) is not None for part in ("limit", "subset")),
            -row["accuracy"],
            row["model"],
        )
    )
    return pd.DataFrame(rows, columns=list(_COLUMNS)), left_out


def write(frame: pd.DataFrame, out: Path) -> tuple[Path, Path]:
    """Writes `leaderboard.csv` and `leaderboard.md` into the folder and returns their paths.

    Raises:
        FileError: if the folder can't be written.
    """
    csv, markdown = out / "leaderboard.csv", out / "leaderboard.md"
    write_whole(csv, frame.to_csv(index=False, lineterminator="\n"))
    write_whole(markdown, _markdown(frame))
    return csv, markdown


def _markdown(frame: pd.DataFrame) -> str:
    shown = pd.DataFrame(
        {
            "task": frame["task"],
            "model": frame["model"],
            "prompt": [", ".join(filter(None, pair)) for pair in zip(frame["prompt"], frame["variant"], strict=True)],
            "n": frame["n"],
            "accuracy": [f"{value:.1%}" for value in frame["accuracy"]],
            "95 % interval": [f"{low:.1%} - {high:.1%}" for low, high in zip(frame["low"], frame["high"], strict=True)],
            "unanswered": frame["unanswered"],
            "split": frame["split"],
        }
    )
    return f"# Leaderboard\n\n{shown.to_markdown(index=False, disable_numparse=True)}\n"
