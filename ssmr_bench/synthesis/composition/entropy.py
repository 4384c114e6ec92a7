"""Shannon's entropy of what there is how often."""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


def entropy(things: Iterable[Hashable]) -> float:
    """Bits that it takes to say which thing comes, by how often each does; 0 for nothing.

    >>> entropy("aabb"), entropy("aaaa"), entropy("abcd")
    (1.0, 0.0, 2.0)
    """
    counts = Counter(things)
    total = sum(counts.values())
    return sum(count / total * log2(total / count) for count in counts.values()) + 0.0
