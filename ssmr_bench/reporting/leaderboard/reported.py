"""Figures that others published: shown for orientation, with their source, and never ranked with ours."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure that others reported."""

    benchmark: str
    part: str
    """Which of its questions."""
    system: str
    protocol: str
    """How they asked."""
    n: int
    """Questions."""
    accuracy: float
    """From 0 to 1."""
    remark: str
    source: str


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of one source on one benchmark: a line a system, a column a part of the questions."""

    benchmark: str
    source: str
    parts: tuple[tuple[str, int], ...]
    """Each with its number of questions."""
    lines: tuple[tuple[str, str, tuple[float | None, ...], str], ...]
    """System, protocol, the accuracy on each part (from 0 to 1), and a remark."""


@cache
def published() -> tuple[Published, ...]:
    """The same figures by source."""
    found = []
    for benchmark, source in dict.fromkeys((each.benchmark, each.source) for each in reported()):
        ours = [each for each in reported() if (each.benchmark, each.source) == (benchmark, source)]
        parts = tuple(dict.fromkeys((each.part, each.n) for each in ours))
        figures = {(each.system, each.protocol, each.part): each.accuracy for each in ours}
        lines = tuple(
            (system, protocol, tuple(figures.get((system, protocol, part)) for part, _ in parts), remark)
            for system, protocol, remark in dict.fromkeys((each.system, each.protocol, each.remark) for each in ours)
        )
        found.append(Published(benchmark, source, parts, lines))
    return tuple(found)


@cache
def reported() -> tuple[Reported, ...]:
    """All of them, as `reported.toml` has them."""
    tables = tomllib.loads(Path(__file__).with_name("reported.toml").read_text(encoding="utf-8"))["table"]
    return tuple(
        Reported(
            benchmark=table["benchmark"],
            part=part,
            system=row["system"],
            protocol=row.get("protocol", table["protocol"]),
            n=n,
            accuracy=round(row[part] / 100, 4),
            remark=row.get("remark", ""),
            source=table["source"],
        )
        for table in tables
        for row in table["rows"]
        for part, n in table["questions"].items()
        if part in row
    )
