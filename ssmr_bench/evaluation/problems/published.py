"""The published problems (arXiv 2509.04059) as ours are held: each with an id, and its options in an order.

A row's options come in no order. Theirs is drawn by the row's id: the same in every run, and for every model.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation import sources
from ssmr_bench.synthesis.audit.row import standing_for
from ssmr_bench.synthesis.audit.soundness import soundness
from ssmr_bench.synthesis.audit.verdict import Finding
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.splits import Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ssmr_bench.evaluation.sources import Source
    from ssmr_bench.synthesis.audit.soundness import Soundness

Modality = Literal["text", "visual"]
SOURCE = "ssmr_bench"
"""The data set's name for `ssmr data pull`."""
_NAMED = {"text": ("text",), "visual": ("visual", "image", "picture", "multimodal")}
"""Words in a split's name that tell which of the two it is."""
_CATEGORIES = {"beat": "rhythm", "interval": "interval", "chord": "chord", "scale": "scale"}
"""What we call their categories; those of chords come in several."""
_LEVELS = {"easy": 1, "medium": 3, "hard": 5}


@dataclass(frozen=True, slots=True)
class Published:
    """A split of it, as it lies here."""

    split: Split
    flaws: Mapping[str, str]
    """What the audit found of the rows that are not sound, in a few words, by id."""
    pictures: Mapping[str, bytes]
    """By what stands for them in the problems."""


def published(modality: Modality) -> Published:
    """The test split of that modality.

    Raises:
        FileError: if the data set is not here.
        DataError: if it is not what its lock file says, has no such split, or a row is not of its schema.
    """
    return _read(sources.located(SOURCE), modality)


@cache
def _read(source: Source, modality: Modality) -> Published:
    name = _split(sources.splits(source), modality, source)
    records = [_seen(record, source) for record in sources.rows(source, name)]
    found = soundness(records)
    if modality == "visual" and found and not any(each.row.pictured for each in found):
        raise DataError(f"{source.name}, split {name} shows no picture; its columns are {', '.join(records[0])}")
    ids = list(_ids(found))
    # Published class by class; in the order of their digests the first items of a --limit are of every class.
    problems = tuple(sorted(map(_problem, ids, found, records), key=lambda each: sha256(each.id.encode()).digest()))
    flaws = {each: ", ".join(words) for each, row in zip(ids, found, strict=True) if (words := _flaws(row))}
    pictures = {standing_for(each): each for record in records for value in record.values() for each in _bytes(value)}
    return Published(Split(f"{source.repo} {name}", source.revision, problems, source.sha256), flaws, pictures)


def _split(names: Iterable[str], modality: Modality, source: Source) -> str:
    """The test split of that modality, by what it is called.

    Raises:
        DataError: if none, or more than one, is called so; the message says what there is.
    """
    there = sorted(names)
    fitting = [name for name in there if any(word in name.lower() for word in _NAMED[modality])]
    tests = [name for name in fitting if "test" in name.lower()] or fitting
    if len(tests) != 1:
        raise DataError(
            f"{source.name} has {'no' if not tests else 'more than one'} split of {modality} problems to test with; "
            f"its splits are {', '.join(there) or 'none'}"
        )
    return tests[0]


def _ids(found: Sequence[Soundness]) -> Iterator[str]:
    """An id for each row: one that repeats another has its id and a number."""
    seen: Counter[str] = Counter()
    for row in found:
        seen[row.id] += 1
        yield row.id if seen[row.id] == 1 else f"{row.id}/{seen[row.id]}"


def _problem(name: str, found: Soundness, record: Mapping[str, Any]) -> Problem:
    row = found.row
    options = tuple(sorted(row.options, key=lambda option: sha256(f"{name}\0{option}".encode()).digest()))
    category = str(record.get("category", "")).lower().partition("-")[0]
    return Problem(
        id=name,
        template=f"published/{row.template or row.class_name}",
        category=_CATEGORIES.get(category, category or "unknown"),
        level=_LEVELS.get(str(record.get("difficulty", "")).lower(), 0),
        question=row.question,
        abc=row.abc,
        options=options,
        answer=LETTERS[options.index(row.key)],
    )


def _flaws(found: Soundness) -> list[str]:
    """What is wrong with a row; that nobody can prove a picture's key is no flaw of it."""
    return [flaw.value for flaw in found.flaws if flaw is not Finding.PICTURED]


def _seen(record: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """The record with the bytes of every picture in its place, in whatever form it came."""

    def seen(value: Any) -> Any:
        if isinstance(value, list):
            return [seen(each) for each in value]
        return sources.picture(value, source) if standing_for(value) else value

    return {name: seen(value) for name, value in record.items()}


def _bytes(value: object) -> Iterator[bytes]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, bytes):
            yield each
