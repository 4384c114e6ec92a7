"""Splits: problems in a fixed order, synthesized by name, frozen into a folder, and loaded if nothing changed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, DataError, FileError, UnknownNameError
from ssmr_bench.files import write_whole
from ssmr_bench.notation.abc import write
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.templates import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ssmr_bench.notation.score import Score
    from ssmr_bench.synthesis.templates import Template

GENERATOR = 1
"""Rises whenever the same name comes to give another problem; each manifest quotes it."""

_ATTEMPTS = 1000


@dataclass(frozen=True, slots=True)
class Split:
    """Frozen problems."""

    name: str
    version: str
    problems: tuple[Problem, ...]
    sha256: str
    """Of the bytes of problems.jsonl; results quote it."""


def synthesize(version: str, split: str, templates: Sequence[str], count_each: int) -> Iterator[Problem]:
    """So many problems of each template, the templates by turns; no two alike in stem, music and options.

    A problem's id, `version/split/template/index`, is also the name that all its chances are drawn from.

    Raises:
        UnknownNameError: on a template that there is not.
        ConfigError: if a template can't make so many different problems.
    """
    chosen = [find(name) for name in templates]
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for index in range(count_each):
        for template in chosen:
            problem = _fresh(template, f"{version}/{split}/{template.name}", index, seen)
            seen.add(_content(problem))
            yield problem


def _fresh(template: Template, series: str, index: int, seen: set[tuple[str, str, frozenset[str]]]) -> Problem:
    stratum = Stratum.of(series, index)
    for attempt in range(_ATTEMPTS):
        problem = _problem(template, f"{series}/{index}", stratum, attempt)
        if _content(problem) not in seen:
            return problem
    raise ConfigError(f"template {template.name!r} has no new problem for {series}/{index}; ask for fewer")


def _problem(template: Template, name: str, stratum: Stratum, attempt: int) -> Problem:
    question = template.ask(Draw(name, stratum, attempt))
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
    """The music of an option, without a header; of a single note just its sign, letter and octave."""
    if len(score.pitches) == 1:
        (note,) = score.bars[0].events
        return write(score, note.duration).rpartition("\n")[2].removesuffix(" |]")
    return write(score).rpartition("\n")[2]


def _content(problem: Problem) -> tuple[str, str, frozenset[str]]:
    return problem.question, problem.abc, frozenset(problem.options)


def freeze(version: str, folder: Path, templates: Sequence[str], count_each: int) -> Split:
    """Makes the test split of a version, as `folder/version/problems.jsonl` and `manifest.json`.

    The same arguments give the same bytes. The manifest is written last: a folder without one is no version.

    Raises:
        FileError: if that version is frozen already, or the folder can't be written.
        UnknownNameError, ConfigError: as `synthesize`.
    """
    place = folder / version
    if (place / "manifest.json").exists():
        raise FileError(f"{place} is frozen already; new problems need a new version")
    problems = tuple(synthesize(version, "test", templates, count_each))
    lines = "".join(problem.to_json() + "\n" for problem in problems)
    split = Split("test", version, problems, sha256(lines.encode()).hexdigest())
    write_whole(place / "problems.jsonl", lines)
    write_whole(place / "manifest.json", json.dumps(_manifest(split), indent=2) + "\n")
    return split


def _manifest(split: Split) -> dict[str, object]:
    return {
        "name": split.name,
        "version": split.version,
        "generator": GENERATOR,
        "count": len(split.problems),
        "sha256": split.sha256,
        "templates": {
            name: {
                "count": len(problems),
                "levels": _tally(problem.level for problem in problems),
                "letters": _tally(problem.answer for problem in problems),
            }
            for name in sorted({problem.template for problem in split.problems})
            if (problems := [problem for problem in split.problems if problem.template == name])
        },
    }


def _tally(values: Iterator[int] | Iterator[str]) -> dict[str, int]:
    return {str(value): count for value, count in sorted(Counter(values).items())}


def versions() -> tuple[str, ...]:
    """The frozen versions of this installation, sorted."""
    return tuple(sorted(manifest.parent.name for manifest in shipped("data").glob("*/manifest.json")))


def load(version: str) -> Split:
    """The frozen split of a version, checked against its manifest.

    Raises:
        UnknownNameError: if there is no such version.
        DataError: if a file can't be read, the bytes are not those that were frozen, or a line is no problem.
    """
    if version not in versions():
        raise UnknownNameError("split version", version, versions())
    place = shipped("data") / version
    try:
        manifest = json.loads((place / "manifest.json").read_bytes())
        name, wanted = str(manifest["name"]), str(manifest["sha256"])
        content = (place / "problems.jsonl").read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"split {version} in {place} can't be read ({error!r}); install it again") from error
    found = sha256(content).hexdigest()
    if found != wanted:
        raise DataError(f"{place / 'problems.jsonl'} has sha256 {found}, not {wanted} as frozen; install it again")
    # Not splitlines: JSON allows other line separators inside its strings.
    lines = content.decode().removesuffix("\n").split("\n")
    return Split(name, version, tuple(map(Problem.from_json, lines)), found)
