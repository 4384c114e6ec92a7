"""Sets of problems that tasks ask. The file is the registry: `sets/x.py` is the set x in a task's metadata.

A set's file holds what `ProblemSet` names.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from ssmr_bench.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.splits import Split
    from ssmr_bench.synthesis.visual import Style


class ProblemSet(Protocol):
    """What a set's file holds."""

    PROMPTS: str
    """The folder below `prompts/` with its variants; empty for those at the top."""
    ABOUT: str
    """What its problems are, in a sentence."""
    TRAITS: frozenset[str]
    """What can be asked of it beyond its problems in their orders: "shots", "subsets"."""

    def check(self) -> None:
        """Passes where its problems are here, as far as can be known in milliseconds.

        Raises:
            FileError: if they are not; the message says how to get them.
        """

    def load(self, version: str) -> Split:
        """Its problems.

        Raises:
            UnknownNameError, DataError, FileError: if they are not here, or are not what they should be.
        """

    def solved(self, version: str, problem: Problem) -> tuple[Problem, ...]:
        """Five problems to show before that one, solved."""

    def musical(self, problem: Problem) -> bool:
        """Whether the options are music."""

    def flaws(self, split: Split) -> Mapping[str, str]:
        """What is wrong with problems of it, in a few words each, by id."""

    def pictures(self, problem: Problem, style: Style) -> tuple[bytes, ...]:
        """The pictures of its music, if there is any, and of its options where these are music, as PNG or JPEG.

        Raises:
            DataError, FileError: if they can't be drawn or read.
        """


def find(name: str) -> ProblemSet:
    """The set of that name.

    Raises:
        UnknownNameError: if there is none.
    """
    names = [module.name for module in iter_modules(__path__)]
    if name not in names:
        raise UnknownNameError("set of problems", name, names)
    return cast("ProblemSet", import_module(f"{__name__}.{name}"))
