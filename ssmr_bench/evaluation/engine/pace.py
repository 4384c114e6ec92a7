"""Keeps a rate: so many requests, or tokens, a minute, evenly spread."""

from __future__ import annotations

import asyncio

_LONGEST = 600.0
"""Seconds that one answer, however long it says it is, can hold the others back."""


class Pace:
    """A clock whose hand moves on with all that is taken, as in the generic cell rate algorithm."""

    def __init__(self, per_minute: float | None) -> None:
        self._seconds = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0

    @property
    def limited(self) -> bool:
        """Whether there is a rate to keep."""
        return self._seconds > 0

    def turn(self, amount: float = 1.0) -> float:
        """Takes that much; the seconds to wait before it may be sent."""
        if not self.limited:
            return 0.0
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        self._next = mine + amount * self._seconds
        return mine - now

    def correct(self, amount: float) -> None:
        """Takes more, or gives back, when a guess turns out to have been wrong."""
        self._next += min(amount * self._seconds, _LONGEST)


class Mean:
    """The mean of what was seen, and a guess until then."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._count = 0

    def add(self, value: float) -> None:
        """Counts one more."""
        self._sum += value
        self._count += 1

    def guess(self, otherwise: float, least: int = 1) -> float:
        """The mean, once at least so many were seen."""
        return self._sum / self._count if self._count >= least else otherwise
