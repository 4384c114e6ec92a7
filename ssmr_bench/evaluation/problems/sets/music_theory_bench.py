"""MusicTheoryBench (arXiv 2402.16153): 269 questions of knowledge, 98 of reasoning, and five to show before them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation import sources
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.splits import Split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ssmr_bench.evaluation.sources import Source
    from ssmr_bench.synthesis.visual import Style

PROMPTS = "theory"
ABOUT = "Each question is one of MusicTheoryBench (arXiv 2402.16153): knowledge of music, or reasoning about it."
TRAITS = frozenset({"shots"})
_SOURCE = "music_theory_bench"
_WRITTEN = (
    r"(?:examples?|excerpts?|scores?|sta(?:ff|ves?)|melod(?:y|ies)|passages?|measures?|bars?|notation|phrases?|tunes?)"
)
_HEARD = r"(?:notes?|chords?|triads?|intervals?|scales?|rhythms?|progressions?|music|pieces?)"
_POINTS = re.compile(
    rf"\b{_WRITTEN}\b[^.?!]{{0,40}}\b(?:below|above|shown|given|notated|following)\b"
    rf"|\b(?:below|above|following|given|shown|notated)\b[^.?!]{{0,20}}\b{_WRITTEN}\b"
    # A third may lie above C: what is only heard is pointed at by other words, or where the sentence ends.
    rf"|\b{_HEARD}\b[^.?!]{{0,40}}\b(?:(?:shown|notated)\b|(?:below|above)\s*(?:[.:?!]|$))",
    re.IGNORECASE,
)
"""A stem that points at a score."""
LOST = "points at a score that is not there"
TWICE = "another option is the same as the right one"


def check() -> None:
    """Passes where the data set is here.

    Raises:
        FileError, DataError: as `sources.located`.
    """
    sources.located(_SOURCE)


def load(version: str) -> Split:  # noqa: ARG001 - every set's signature
    """The test split, in the revision that lies here.

    Raises:
        FileError, DataError: as `sources.located`; the latter too if a row is not of its schema.
    """
    source = sources.located(_SOURCE)
    return Split(f"{source.repo} test", source.revision, _problems(source, "test"), source.sha256)


def flaws(split: Split) -> Mapping[str, str]:
    """Questions whose stem points at a score, and that have none; and those where two options are right."""
    found = {each.id: ", ".join(_flaws(each)) for each in split.problems}
    return {name: flaw for name, flaw in found.items() if flaw}


def _flaws(problem: Problem) -> Iterator[str]:
    if not problem.abc and _POINTS.search(problem.question):
        yield LOST
    if problem.options.count(problem.key) > 1:
        yield TWICE


def solved(version: str, problem: Problem) -> tuple[Problem, ...]:  # noqa: ARG001 - every set's signature
    """The five of the split `dev`."""
    return _problems(sources.located(_SOURCE), "dev")


def musical(problem: Problem) -> bool:  # noqa: ARG001 - every set's signature
    """Never: options are words, or ABC within words."""
    return False


def pictures(problem: Problem, style: Style) -> tuple[bytes, ...]:  # noqa: ARG001 - every set's signature
    """None."""
    return ()


@cache
def _problems(source: Source, split: str) -> tuple[Problem, ...]:
    problems: dict[str, Problem] = {}
    for number, row in enumerate(sources.rows(source, split), 1):
        found = _problem(number, row, f"{source.name}, split {split}, row {number}")
        if found.id in problems:
            found = replace(found, id=f"{found.id}/{number}")
        problems[found.id] = found
    return tuple(problems.values())


def _text(option: object) -> str:
    return "" if option is None else str(option)


def _problem(number: int, row: Mapping[str, Any], place: str) -> Problem:
    options, stem = row.get("options"), row.get("stem")
    found = [_text(options[each]) for each in LETTERS if each in options] if isinstance(options, dict) else []
    answer = str(row.get("answer", "")).strip().upper()
    if len(found) != len(LETTERS):
        raise DataError(f"{place} has no options {', '.join(LETTERS)}; its columns are {', '.join(row)}")
    if not isinstance(stem, str) or answer not in LETTERS:
        raise DataError(f"{place} has no stem, or no answer that is a letter; its columns are {', '.join(row)}")
    subject = str(row.get("subject") or "unknown").lower()
    return Problem(
        id=f"music_theory_bench/{number if row.get('id') is None else row['id']}",
        template=f"music_theory_bench/{subject}",
        category=subject,
        level=0,
        question=stem.strip(),
        abc=str(row.get("abc_score") or "").replace("\\n", "\n").strip(),
        options=tuple(each.strip() or "(nothing)" for each in found),
        answer=answer,
    )
