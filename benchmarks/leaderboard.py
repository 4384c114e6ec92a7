"""What a leaderboard of many models takes: `python benchmarks/leaderboard.py [MODELS]`, 1,600 texts and pictures each.

The answers are made up, so they are not verified here; verification takes about a second for each 1,600 rows of text.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from ssmr_bench.reporting.leaderboard import leaderboard, write
from ssmr_bench.reporting.leaderboard.gathering import gather
from ssmr_bench.reporting.leaderboard.ranks import ranks
from tests.reporting.boards import answers, put


def main(models: int) -> None:
    """Prints seconds and sizes."""
    random = Random(0)
    with TemporaryDirectory() as place:
        results, out = Path(place) / "results", Path(place) / "board"
        for i in range(models):
            skill = 0.25 + 0.7 * random.random()
            for task, share in (("ssmr_text", skill), ("ssmr_visual", max(0.25, skill - 0.2))):
                put(results, answers(f"{task} {i}", share, 1600), f"model-{i}", task=task)
        began = time.perf_counter()
        cells = gather([results], lambda _: ()).cells
        read = time.perf_counter()
        ranks([cell for cell in cells if cell.setting.task == "ssmr_text"])
        ranked = time.perf_counter()
        board = leaderboard([results], lambda _: ())
        written = time.perf_counter()
        paths = write(board, out)
        ended = time.perf_counter()
        print(f"{models} models, {len(cells)} runs of 1,600 answers")
        print(f"read and counted      {read - began:6.1f} s")
        print(f"ranked, one part      {ranked - read:6.1f} s, {models * (models - 1) // 2:,} pairs")
        print(f"written               {ended - written:6.1f} s")
        for path in paths:
            print(f"{path.name:20s} {path.stat().st_size / 1e3:8,.0f} kB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
