"""Holds requests back while the server is busy or away, and lets them through again when it is well."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.evaluation.backends import TransientError

_STRIKES = 5
"""Questions that fail one after the other, with no answer between, until the server counts as away."""
_ABSENCES = 3
"""Attempts, with pauses between, to reach a server that nobody has reached yet."""
_LONGEST_PAUSE = 30.0
_PATIENCE_AT_START = 120.0
"""Seconds to wait for the first answer of all."""


class StoppedError(Exception):
    """No more requests are to be sent; the message says why."""


class Gate:
    """Lets as many requests out at once as the server bears.

    A busy server (429) gets half as many after the pause that it asked for, then slowly more. One that is away gets a
    single request from time to time, and all of them again when that one is answered. Neither is a question's fault.
    """

    def __init__(self, width: int, patience: float, pause: float) -> None:
        self._width = width
        self._room = float(width)
        self._growth_from_busy = False
        self._out = 0
        self._rest_until = 0.0
        self._asked_until = 0.0
        """Until when the server asked to be left alone."""
        self._patience = patience
        self._first_pause = self._pause = pause
        self._troubled_since: float | None = None
        self._answered = False
        self._absences = 0
        self._struck: set[str] = set()
        self._bell = asyncio.Event()
        self._waiting = 0
        self._line: deque[object] = deque()
        self._stopped = ""
        self.trouble = ""
        """Why requests are held back just now, if they are."""

    @property
    def out(self) -> int:
        """Requests that are on their way."""
        return self._out

    @property
    def never_there(self) -> bool:
        """Whether nobody could be reached from the start, several times over."""
        return not self._answered and self._absences >= _ABSENCES

    @property
    def waits(self) -> str:
        """Since when and for what the run waits, if it does."""
        if not self.trouble or self._troubled_since is None:
            return ""
        now = _now()
        left = max(0.0, self._rest_until - now)
        return f"{now - self._troubled_since:.0f} s without an answer, next try in {left:.0f} s: {self.trouble}"

    async def enter(self) -> None:
        """Returns when a request may be sent.

        Raises:
            StoppedError: if the server has answered nothing for too long, or the gate was closed.
        """
        if not self._line and self._may_go():
            self._out += 1
            return
        mine = object()
        self._line.append(mine)  # first come, first served: nobody is overtaken for ever
        try:
            while not (self._line[0] is mine and self._may_go()):
                rest = self._rest_until - _now()
                await self._ring_or(rest if rest > 0 and self._line[0] is mine else 1.0)
            self._out += 1
        finally:
            self._line.remove(mine)
            self.ring()

    def _may_go(self) -> bool:
        now = _now()
        self._check(now)
        return now >= self._rest_until and self._out < max(1, int(self._room))

    def step_back(self) -> None:
        """Gives up an entry without a request."""
        self._out -= 1
        self.ring()

    def forget(self, key: str) -> None:
        """A question was given up: what it met says nothing of the server any more."""
        self._struck.discard(key)

    def leave(self, key: str, error: TransientError | None = None) -> bool:
        """Notes how a request went; returns whether a failure is the question's own, as far as one can tell."""
        self._out -= 1
        counts = error is not None and self._failed(key, error)
        if error is None:
            self._succeeded()
        self.ring()
        return counts

    def close(self, reason: str) -> None:
        """Lets nothing through any more."""
        self._stopped = reason
        self.ring()

    def ring(self) -> None:
        """Wakes whoever waits."""
        if self._waiting:
            self._bell.set()
            self._bell = asyncio.Event()

    def _succeeded(self) -> None:
        self._answered = True
        resting = _now() < self._rest_until  # it answered what had been on its way
        self._troubled_since = _now() if resting else None
        self._struck.clear()
        self._pause = self._first_pause
        self.trouble = self.trouble if resting else ""
        self._room = min(self._width, self._room + (1 / self._room if self._growth_from_busy else 1))
        self._growth_from_busy = self._growth_from_busy and self._room < self._width

    def _failed(self, key: str, error: TransientError) -> bool:
        now = _now()
        self._troubled_since = self._troubled_since or now
        self._struck.add(key)
        away = error.trouble in ("away", "down") or len(self._struck) >= _STRIKES
        if error.trouble != "busy" and not away:
            return True
        if now >= self._rest_until:  # what was on its way at the same time says nothing new
            self._growth_from_busy = error.trouble == "busy"
            self._absences += error.trouble == "away"
            self._room = max(1.0, self._room / 2) if self._growth_from_busy else 1.0
            self._rest_until = now + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        if error.retry_after is not None:
            self._asked_until = max(self._asked_until, now + error.retry_after)
            self._rest_until = max(self._rest_until, self._asked_until)
        self.trouble = str(error)
        return False

    def _check(self, now: float) -> None:
        if self._stopped:
            raise StoppedError(self._stopped)
        since = self._troubled_since
        patience = self._patience if self._answered else min(self._patience, _PATIENCE_AT_START)
        if since is None or not self.trouble or self._out:  # what is on its way may yet bring an answer
            return
        if now - since > patience:
            raise StoppedError(f"no answer for {now - since:.0f} s, and the last word was: {self.trouble}")
        if self._asked_until - since > self._patience:
            raise StoppedError(
                f"the server asks to be left alone for {self._asked_until - now:.0f} s, longer than --patience "
                f"({self._patience:g} s); it said: {self.trouble}"
            )

    async def change(self) -> None:
        """Waits until a request has come back."""
        await self._ring_or(_LONGEST_PAUSE)

    async def nap(self, seconds: float) -> None:
        """Waits so long, or until the gate is closed."""
        until = _now() + seconds
        while not self._stopped and (left := until - _now()) > 0:
            await self._ring_or(left)

    async def _ring_or(self, seconds: float) -> None:
        """Waits for the bell, or so long."""
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return
        finally:
            self._waiting -= 1


def _now() -> float:
    return asyncio.get_running_loop().time()
