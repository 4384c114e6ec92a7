"""How a template asks without options: its question, how an answer is read, and when it is right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ssmr_bench.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from ssmr_bench.synthesis.problem import Problem

T = TypeVar("T", bound="Hashable")


@dataclass(frozen=True, slots=True)
class OpenForm(Generic[T]):
    """The open form of a template's problems; `T` is what an answer means."""

    hint: str
    """What an answer looks like, with an example that is the answer to no problem of the template."""
    read: Callable[[Problem, str], T | None]
    """What a text means as an answer, LaTeX and Markdown removed; None if it is none, whatever the text."""
    holds: Callable[[Problem, T], bool]
    """Whether that is right: exactly what a strict musician accepts who sees the question and the music alone."""
    said: Callable[[T], str] = str
    """What was read, in words."""
    rewording: tuple[tuple[str, str], ...] = ()
    """What speaks of options in the published question, and what stands there without them."""
    line: bool = False
    """Whether an answer is a line of notes, which commas and bar lines belong to."""
    asked: str = ""
    """The "root" or the "key" where that is asked for; in other questions what is said of it is no answer."""

    def question(self, published: str) -> str:
        """The question without options, with the hint.

        Raises:
            DataError: if it is not worded as this template words it.
        """
        for old, new in self.rewording:
            if published.count(old) != 1:
                raise DataError(f"the question {published!r} can't be asked without options: it lacks {old!r}")
            published = published.replace(old, new)
        return f"{published.strip()} {self.hint}"


@dataclass(frozen=True, slots=True)
class NoOpenForm:
    """Stands where a template's question makes no sense without options."""

    reason: str
    """Why, in a sentence."""


AnyForm = OpenForm[Any] | NoOpenForm


def is_key(read: Callable[[Problem, str], T | None]) -> Callable[[Problem, T], bool]:
    """Right is what means the same as the key, read as an answer is."""

    @lru_cache(maxsize=64)
    def key(problem: Problem) -> T | None:
        return read(problem, problem.key)

    return lambda problem, found: bool(found == key(problem))
