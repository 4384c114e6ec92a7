"""Work on many things, on all cores where there are enough of them to be worth the processes."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")
R = TypeVar("R")
_SHARE = 1000
"""Things that are worked on at once."""
_WORTH = 10


def in_shares(work: Callable[[T], R], things: Sequence[T], watch: Callable[[int], None] = lambda _: None) -> list[R]:
    """What the work makes of each thing, in order; `watch` is told how many each share held.

    The work is a function of a module, for it may be sent to other processes.
    """
    shares = [things[at : at + _SHARE] for at in range(0, len(things), _SHARE)]
    one = partial(_share, work)
    if len(shares) < _WORTH:
        return _gathered(map(one, shares), watch)
    # Not forked: a fork of a process with threads (a progress bar has one) may hang.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        return _gathered(pool.map(one, shares), watch)


def _share(work: Callable[[T], R], share: Sequence[T]) -> list[R]:
    return [work(thing) for thing in share]


def _gathered(done: Iterable[list[R]], watch: Callable[[int], None]) -> list[R]:
    found: list[R] = []
    for share in done:
        found += share
        watch(len(share))
    return found
