"""All the randomness there is: every chance is a function of a name, the same on every machine and Python."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import count, product
from typing import TYPE_CHECKING, TypeVar

from ssmr_bench.synthesis.problem import LETTERS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.synthesis.corpus import Corpus

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stratum:
    """What is balanced exactly, not drawn: a problem's level, and the letter of its key."""

    level: int
    letter: str

    @classmethod
    def of(cls, series: str, index: int) -> Stratum:
        """The stratum of a series' problem of that index.

        Each run of twenty problems (0-19, 20-39, ...) holds every level with every letter once, in an order of its own.
        """
        turn, place = divmod(index, len(LEVELS) * len(LETTERS))
        return _turn(f"{series}/{turn}")[place]


@lru_cache(maxsize=64)
def _turn(name: str) -> tuple[Stratum, ...]:
    cells = [Stratum(level, letter) for level, letter in product(LEVELS, LETTERS)]
    return tuple(sorted(cells, key=lambda cell: _digest(f"{name}/{cell.level}{cell.letter}")))


class Draw:
    """The chances of one problem, in two streams: one up to the drawing of the key, another from there on.

    The options are thus drawn before the key is known, and drawing the music again (another `attempt`) leaves both as
    they were.
    """

    def __init__(self, name: str, stratum: Stratum, attempt: int = 0, corpus: Corpus | None = None) -> None:
        self.level = stratum.level
        self.attempt = attempt
        self.corpus = corpus
        """Real tunes, where they are to take the composer's place."""
        self._place = LETTERS.index(stratum.letter)
        self._words = _words(f"{name}/options")
        self._music = _words(f"{name}/music/{attempt}")

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1, each equally likely.

        Raises:
            ValueError: if there is no such number.
        """
        if bound < 1:
            raise ValueError("nothing to draw from")
        # The 64-bit words above the last full multiple of the bound would favour the small numbers.
        fair = 2**64 - 2**64 % bound
        word = next(self._words)
        while word >= fair:
            word = next(self._words)
        return word % bound

    def choice(self, pool: Sequence[T]) -> T:
        """One of the pool, each place of it equally likely."""
        return pool[self.below(len(pool))]

    def distinct(self, pool: Sequence[T], size: int) -> tuple[T, ...]:
        """So many of the pool from different places of it, each selection and order equally likely."""
        left = list(pool)
        return tuple(left.pop(self.below(len(left))) for _ in range(size))

    def shuffle(self, items: Sequence[T]) -> tuple[T, ...]:
        """All of the items, each order equally likely."""
        return self.distinct(items, len(items))

    def key(self, options: Sequence[T]) -> T:
        """The option that is to hold. What is drawn from here on is music.

        The letter is the stratum's, so the key is uniform over the options wherever their order is.
        """
        self._words = self._music
        return options[self._place]


def _words(name: str) -> Iterator[int]:
    """Whole numbers below 2**64: SHA-256 in counter mode, each digest cut into four big-endian words."""
    for block in count():
        digest = _digest(f"{name}/{block}")
        for start in range(0, 32, 8):
            yield int.from_bytes(digest[start : start + 8], "big")


def _digest(name: str) -> bytes:
    return sha256(name.encode()).digest()
