"""Tunes that are known, so that a copy is found: the longest passage that music shares with any of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.corpus import texts
from ssmr_bench.untrusted import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.composition.line import Line
    from ssmr_bench.synthesis.problem import Problem

Move = tuple[int, float]
"""From one note to the next: semitones (or steps on the staff), and the later length over the earlier."""

_WANTED = "a file or a folder of tunes, ABC or JSON lines"
_WIDTH = 3
"""Bytes to a move."""


def moves_of(line: Line) -> list[Move]:
    """The moves of a line in semitones; they are those of its transpositions, and of the line at another speed."""
    # Division rounds rightly, so that equal ratios are equal floats.
    return [(then.midi - tone.midi, then.length / tone.length) for tone, then in pairwise(line.tones)]


def longest_common(one: Sequence[Move], other: Sequence[Move]) -> int:
    """How many moves the longest passage has that both hold."""
    import numpy as np

    codes: dict[Move, int] = {}
    there = np.array([codes.setdefault(move, len(codes)) for move in other], np.int64)
    best, ending = 0, np.zeros(len(other) + 1, np.int64)
    for move in one:
        # How long a common passage is that ends here, by its end in the other.
        ending[1:] = np.where(there == codes.get(move, -1), ending[:-1] + 1, 0)
        best = max(best, int(ending.max()))
    return best


@dataclass(frozen=True, slots=True)
class Repertoire:
    """Known tunes, as a sorted list of all their endings: whether a passage occurs takes a few looks."""

    tunes: int
    codes: dict[Move, bytes]
    """Each move that occurs, in three bytes."""
    text: bytes
    """The moves of all tunes, with a code between them that no move has."""
    endings: Sequence[int]
    """Where each ending of the text begins, in moves, sorted by what stands there."""

    @classmethod
    def of(cls, scores: Iterable[Score]) -> Repertoire:
        """That of some tunes."""
        lines = [moves_of(line_of(score)) for score in scores]
        codes: dict[Move, bytes] = {}
        for move in (move for line in lines for move in line):
            codes.setdefault(move, (len(codes) + 1).to_bytes(_WIDTH, "big"))
        parts = [b"".join(codes[move] for move in line) for line in lines]
        text = bytes(_WIDTH).join(parts)
        return cls(len(lines), codes, text, _sorted_endings(text))

    @classmethod
    def of_problems(cls, problems: Iterable[Problem]) -> Repertoire:
        """That of the music of problems, as of a training set; what is no tune has no passage to speak of."""
        return cls.of(score for problem in problems if problem.abc and (score := _score(problem.abc)))

    @classmethod
    def load(cls, path: Path) -> Repertoire:
        """That of the tunes in a file, or in all the `.abc` files and `.jsonl` files of a folder and those within.

        What can't be read as ABC is left out.

        Raises:
            FileError: if a file can't be read.
            DataError: if a line of JSON is no object with `abc_music`, or there is no tune.
        """
        files = sorted(path.rglob("*.abc")) + sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        known = cls.of(
            score for file in files for text in texts(file, read_lines(file, _WANTED)) if (score := _score(text))
        )
        if not known.tunes:
            raise DataError(f"{path} holds no tune; name {_WANTED}")
        return known

    def longest(self, moves: Sequence[Move]) -> int:
        """How many moves the longest passage has that these share with a known tune."""
        # Of a move that no tune has the code is above all that are given.
        other = b"\xff" * _WIDTH
        wanted = b"".join(self.codes.get(move, other) for move in moves)
        best = 0
        for start in range(len(moves)):
            while (end := start + best + 1) <= len(moves) and self._holds(wanted[start * _WIDTH : end * _WIDTH]):
                best += 1
        return best

    def _holds(self, passage: bytes) -> bool:
        def head(ending: int) -> bytes:
            return self.text[ending * _WIDTH : ending * _WIDTH + len(passage)]

        place = bisect_left(self.endings, passage, key=head)
        return place < len(self.endings) and head(self.endings[place]) == passage


def _score(text: str) -> Score | None:
    try:
        return read(text)
    except NotationError:
        return None


def _sorted_endings(text: bytes) -> Sequence[int]:
    """Where the endings of the text begin, in order: a suffix array, by doubling (Manber and Myers 1993)."""
    import numpy as np

    if not text:
        return ()
    digits = np.frombuffer(text, np.uint8).reshape(-1, _WIDTH).astype(np.int64)
    ranks = digits @ (256 ** np.arange(_WIDTH - 1, -1, -1))
    reach = 1
    while True:
        onward = np.concatenate([ranks[reach:] + 1, np.zeros(min(reach, len(ranks)), np.int64)])
        keys = ranks * (int(onward.max()) + 1) + onward
        _, ranks = np.unique(keys, return_inverse=True)
        if ranks.max() == len(ranks) - 1:
            found: list[int] = np.argsort(ranks).tolist()
            return found
        reach *= 2
