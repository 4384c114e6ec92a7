"""Makes problems by name: the same name gives the same problem anywhere, and no two are of one canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from heapq import merge
from itertools import count
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.notation.abc import write
from ssmr_bench.synthesis.canonical import canonical, side
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.templates import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.corpus import Corpus
    from ssmr_bench.synthesis.problem import Question
    from ssmr_bench.synthesis.templates import Template

GENERATOR = 3
"""Rises whenever the same name comes to give another problem; each manifest quotes it."""

_ATTEMPTS = 1000


@dataclass(frozen=True, slots=True)
class Series:
    """What problems are drawn from, but for the template."""

    version: str
    split: str
    level: int | None = None
    """If given, only problems of that level: five times as far into the series."""
    corpus: Corpus | None = None
    """Real tunes that take the composer's place where they can."""

    def of(self, template: str) -> str:
        """The name of a template's series, `version/split/template`; its problems' ids begin with it."""
        tunes = f"+{self.corpus.digest}" if self.corpus else ""
        return f"{self.version}{tunes}/{self.split}/{template}"


def synthesize(series: Series, counts: Mapping[str, int]) -> Iterator[Problem]:
    """So many problems of each template, evenly mixed; no two of one canonical form.

    A problem's id, `version/split/template/index`, is also the name that all its chances are drawn from. The split
    named "test" holds the forms of one side, every other split those of the other: no form is ever in both.

    Raises:
        UnknownNameError: on a template that there is not.
        ConfigError: if a template can't make so many different problems.
    """
    chosen = {name: find(name) for name in counts}
    seen: set[bytes] = set()
    indices = {name: _indices(series, name) for name in counts}
    for name, _ in mixed(counts):
        yield _fresh(series, chosen[name], next(indices[name]), seen)


def mixed(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Every template's indices in order, spread so that each stretch holds its share of every template."""
    return ((name, index) for _, name, index in merge(*(_places(name, total) for name, total in counts.items())))


def _places(name: str, total: int) -> Iterator[tuple[Fraction, str, int]]:
    return ((Fraction(2 * index + 1, 2 * total), name, index) for index in range(total))


def _indices(series: Series, template: str) -> Iterator[int]:
    name, level = series.of(template), series.level
    return (index for index in count() if level is None or Stratum.of(name, index).level == level)


def _fresh(series: Series, template: Template, index: int, seen: set[bytes]) -> Problem:
    stratum = Stratum.of(series.of(template.name), index)
    name = f"{series.of(template.name)}/{index}"
    wanted = "test" if series.split == "test" else "train"
    for attempt in range(_ATTEMPTS):
        question = template.ask(Draw(name, stratum, attempt, series.corpus))
        form = canonical(template.name, question)
        mark = sha256(form.encode()).digest()[:12]
        if side(form) == wanted and mark not in seen:
            seen.add(mark)
            return _problem(template, name, stratum, question)
    raise ConfigError(f"template {template.name!r} has no new problem for {name}; ask for fewer")


def _problem(template: Template, name: str, stratum: Stratum, question: Question) -> Problem:
    assert question.options[LETTERS.index(stratum.letter)] == question.key, f"{template.name} must take draw.key"
    return Problem(
        id=name,
        template=template.name,
        category=template.category,
        level=stratum.level,
        question=question.stem,
        abc=write(question.score) if question.score else "",
        options=tuple(option if isinstance(option, str) else _line(option) for option in question.options),
        answer=stratum.letter,
    )


def _line(score: Score) -> str:
    """The music of an option, without a header; a note goes by its length too, for "A" alone might be a letter."""
    return write(score).rpartition("\n")[2]
