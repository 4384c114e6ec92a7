"""Our own problems, as they were frozen in `data/`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.manner import MOST_SHOTS
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import LETTERS, LEVELS, Problem
from ssmr_bench.synthesis.visual import PictureCache, Style, default_folder
from ssmr_bench.synthesis.visual.figures import musical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.synthesis.splits import Split

__all__ = ["ABOUT", "PROMPTS", "TRAITS", "check", "flaws", "load", "musical", "pictures", "solved"]

PROMPTS = ""
ABOUT = "Each question shows a short piece and asks for a meter, bar lines, an interval, a chord or a scale."
TRAITS = frozenset({"shots", "subsets"})


def check() -> None:
    """They are part of every installation."""


def load(version: str) -> Split:
    """The frozen split of a version.

    Raises:
        UnknownNameError, DataError: as `splits.load`.
    """
    return splits.load(version)


@cache
def _solved(version: str, template: str) -> tuple[Problem, ...]:
    turn = list(synthesize(Series(version, "train"), {template: len(LEVELS) * len(LETTERS)}))
    found: list[Problem] = []
    while len(found) < MOST_SHOTS:
        letters = [problem.answer for problem in found]
        levels = [problem.level for problem in found]
        left = [problem for problem in turn if problem.level not in levels]
        found.append(min(left, key=lambda problem: letters.count(problem.answer)))
    return tuple(found)


def solved(version: str, problem: Problem) -> tuple[Problem, ...]:
    """Training problems of its template, one of each level, with letters as different as they can be."""
    return _solved(version, problem.template)


def flaws(split: Split) -> Mapping[str, str]:  # noqa: ARG001 - every set's signature
    """None: each key was proved."""
    return {}


def pictures(problem: Problem, style: Style) -> tuple[bytes, ...]:
    """As they lie in the cache, or drawn now.

    Raises:
        DataError, FileError: as `PictureCache.get`.
    """
    return PictureCache(default_folder(), style).get(problem)
