"""The textual problems of SSMR-Bench, as they were published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation import sources
from ssmr_bench.evaluation.problems.published import SOURCE, published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.splits import Split
    from ssmr_bench.synthesis.visual import Style

PROMPTS = ""
ABOUT = (
    "Each question is one of SSMR-Bench, as it was published with arXiv 2509.04059, flaws and all: those that are "
    "known are named beside the item."
)
TRAITS: frozenset[str] = frozenset()
_MUSICAL = ("bar_lines", "interval_note", "chord_completion", "scale_spelling")
"""Whose options are music."""


def check() -> None:
    """Passes where the data set is here.

    Raises:
        FileError, DataError: as `sources.located`.
    """
    sources.located(SOURCE)


def load(version: str) -> Split:  # noqa: ARG001 - every set's signature
    """The split, in the revision that lies here.

    Raises:
        FileError, DataError: as `published`.
    """
    return published("text").split


def flaws(split: Split) -> Mapping[str, str]:  # noqa: ARG001 - every set's signature
    """What the audit found."""
    return published("text").flaws


def solved(version: str, problem: Problem) -> tuple[Problem, ...]:  # noqa: ARG001 - every set's signature
    """None: there is nothing to be learned from but the test."""
    return ()


def musical(problem: Problem) -> bool:
    """By its template."""
    return problem.template.rpartition("/")[2] in _MUSICAL


def pictures(problem: Problem, style: Style) -> tuple[bytes, ...]:  # noqa: ARG001 - every set's signature
    """None."""
    return ()
