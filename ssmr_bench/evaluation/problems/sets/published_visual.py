"""The visual problems of SSMR-Bench, as they were published: each with the pictures that came with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation import sources
from ssmr_bench.evaluation.problems.published import SOURCE, published
from ssmr_bench.synthesis.audit.row import PICTURE

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
    return published("visual").split


def flaws(split: Split) -> Mapping[str, str]:  # noqa: ARG001 - every set's signature
    """What can be known of rows whose music is a picture."""
    return published("visual").flaws


def solved(version: str, problem: Problem) -> tuple[Problem, ...]:  # noqa: ARG001 - every set's signature
    """None: there is nothing to be learned from but the test."""
    return ()


def musical(problem: Problem) -> bool:
    """Where options are pictures; `pictures` refuses those of which only some are."""
    return any(option.startswith(PICTURE) for option in problem.options)


def pictures(problem: Problem, style: Style) -> tuple[bytes, ...]:  # noqa: ARG001 - every set's signature
    """That of its music, and those of its options where they are pictures.

    Raises:
        DataError: if the music is no picture.
    """
    known = published("visual").pictures
    marks = [*([problem.abc] if problem.abc else ()), *(problem.options if musical(problem) else ())]
    if missing := [mark for mark in marks if mark not in known]:
        raise DataError(f"{problem.id} is a visual problem, and shows {missing[0][:60]!r} as text")
    return tuple(known[mark] for mark in marks)
