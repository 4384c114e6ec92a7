"""The pictures that items show, drawn before they are asked for one by one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.visual import PictureCache, default_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.evaluation.item import Item


def engrave(items: Sequence[Item], watch: Callable[[int, int], None] = lambda *_: None) -> None:
    """Draws, on all cores, what the items of a task show and the cache does not hold.

    `watch` is told how many of how many problems are drawn.

    Raises:
        SSMRError: as `PictureCache.fill`.
    """
    style = items[0].style if items else None
    if style is None:
        return
    drawn = list(dict.fromkeys(each.drawn for item in items for each in (*item.shots, item)))
    cache = PictureCache(default_folder(), style)
    cache.fill(drawn, os.cpu_count() or 1, lambda done: watch(done, len(drawn)))
