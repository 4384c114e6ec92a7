"""The pictures that items show, drawn before they are asked for one by one."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.synthesis.visual import PictureCache, default_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style


DRAWN = "frozen"
"""The set whose pictures are drawn here; others bring theirs."""


def engrave(items: Sequence[Item], watch: Callable[[int, int], None] = lambda *_: None) -> None:
    """Draws, on all cores, what the items of a task show and the cache does not hold.

    `watch` is told how many of how many problems are drawn.

    Raises:
        SSMRError: as `PictureCache.fill`.
    """
    wanted: dict[Style, dict[Problem, None]] = {}
    for item in items:
        if isinstance(item, ProblemItem) and item.style is not None and item.set == DRAWN:
            wanted.setdefault(item.style, {}).update(dict.fromkeys(each.drawn for each in (*item.shots, item)))
    for style, drawn in wanted.items():
        cache = PictureCache(default_folder(), style)
        cache.fill(drawn, os.cpu_count() or 1, partial(_told, watch, len(drawn)))


def _told(watch: Callable[[int, int], None], total: int, done: int) -> None:
    watch(done, total)
