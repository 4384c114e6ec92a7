"""The leaderboard: results as rows with ranks, written as CSV, Markdown and a page.

`leaderboard` reads and ranks, `write` writes. A row is one model, prompt and sampling; its parts are the same questions
as text, as pictures, in other looks, without options. docs/leaderboard.md explains every figure.
"""

from ssmr_bench.reporting.leaderboard.board import Board, leaderboard
from ssmr_bench.reporting.leaderboard.writing import write

__all__ = ["Board", "leaderboard", "write"]
