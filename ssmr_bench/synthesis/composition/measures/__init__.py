"""The measures of a composition; the file is the registry: each holds one measure or a small family.

A measure is a function, decorated with `@measure`, from a `Subject` to its raw value in the unit named there, or to
None where it does not apply, as keys without a key. It is defined for any line that has a tone, looks at nothing but
the subject, and never fails; what it needs beside the music stands in the decorator. Its docstring is its definition
in the docs: the first line says what it is in words. Its `Band` says which raw values a player would want.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from math import inf
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.synthesis.composition.line import Line
    from ssmr_bench.synthesis.composition.repertoire import Repertoire

    Rule = Callable[["Subject"], float | None]

Needs = Literal["nothing else", "an excerpt", "known tunes"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a measure looks at."""

    line: Line
    """The music; it has a tone."""
    excerpt: Line | None = None
    """What it continues; it has a tone, too, or there is none."""
    known: Repertoire | None = None
    """What it should not be copied from."""


@dataclass(frozen=True, slots=True)
class Band:
    """Which raw values are wanted: 1 from `low` to `high`, falling evenly to 0 at `least` and `most`.

    >>> [Band(2, 5, 19, 31).share(semitones) for semitones in (0, 2, 3.5, 5, 12, 25, 40)]
    [0.0, 0.0, 0.5, 1.0, 1.0, 0.5, 0.0]
    """

    least: float
    low: float
    high: float = inf
    most: float = inf

    def share(self, raw: float) -> float:
        """The raw value as a share, 1 where it is wanted."""
        if raw < self.low:
            return max(0.0, (raw - self.least) / (self.low - self.least))
        if raw > self.high:
            return max(0.0, (self.most - raw) / (self.most - self.high))
        return 1.0

    def __str__(self) -> str:
        """In words.

        >>> print(Band(0.4, 0.75), Band(-1, 0, 5, 14), Band(2, 5, 19, 31), sep="; ")
        0 up to 0.4, 1 from 0.75; 1 up to 5, 0 from 14; 0 up to 2, 1 from 5 to 19, 0 from 31
        """
        rise = f"0 up to {self.least:g}, 1 from {self.low:g}" if self.least >= 0 or self.high == inf else ""
        if self.high == inf:
            return rise
        return f"{rise or '1 up'} to {self.high:g}, 0 from {self.most:g}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be said of a composition."""

    name: str
    unit: str
    """Of the raw value."""
    extent: str
    """The raw values that there can be."""
    band: Band
    rule: Rule
    needs: Needs = "nothing else"
    """What it looks at beside the music."""
    weight: int = 1
    """How often it counts in the sum."""

    @property
    def definition(self) -> str:
        """What it is, in words."""
        return "\n".join(line.strip() for line in (self.rule.__doc__ or "").strip().splitlines())

    def applies(self, subject: Subject) -> bool:
        """Whether there is what it needs beside the music."""
        there = {"an excerpt": subject.excerpt, "known tunes": subject.known}
        return self.needs not in there or there[self.needs] is not None

    def raw(self, subject: Subject) -> float | None:
        """The raw value of a subject; None where the measure does not apply."""
        return self.rule(subject) if self.applies(subject) else None


def measure(
    unit: str, extent: str, band: Band, needs: Needs = "nothing else", weight: int = 1
) -> Callable[[Rule], Measure]:
    """Makes a measure of the function below it."""
    return lambda rule: Measure(rule.__name__, unit, extent, band, rule, needs, weight)


@cache
def measures() -> tuple[Measure, ...]:
    """All the measures there are, by file and place in the file."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Measure))
