"""Two objects of JSON held against each other, field by field."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.verification.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEAR = 1e-9
"""Relative; SciPy's last digits differ from one machine to another."""


def differences(said: object, found: object, file: str, source: str) -> Iterator[Finding]:
    """Where what a file says is not what was worked out; `source` says whence that comes, as in "the rows give".

    >>> print(*differences({"n": 4, "outcomes": {"wrong": 1}}, {"n": 4, "outcomes": {"wrong": 2}}, "x", "it has"))
    x, outcomes.wrong: is 1; it has 2
    """
    for path, flaw in _unequal(said, found, source):
        yield Finding(f"{file}, {path}" if path else file, flaw)


def _unequal(said: object, found: object, source: str, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(said, dict) and isinstance(found, dict):
        for name in (*found, *(name for name in said if name not in found)):
            below = f"{path}.{name}".lstrip(".")
            if name not in said:
                yield below, f"is missing; {source} {found[name]!r:.60}"
            elif name not in found:
                yield below, f"is {said[name]!r:.60}, and such a file holds no such thing"
            else:
                yield from _unequal(said[name], found[name], source, below)
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for place, pair in enumerate(zip(said, found, strict=True)):
            yield from _unequal(*pair, source, f"{path}[{place}]")
    elif not _same(said, found):
        yield path, f"is {said!r:.60}; {source} {found!r:.60}"


def _same(said: object, found: object) -> bool:
    if isinstance(said, float) and isinstance(found, float):
        return isclose(said, found, rel_tol=_NEAR, abs_tol=_NEAR**2)
    return type(said) is type(found) and said == found
