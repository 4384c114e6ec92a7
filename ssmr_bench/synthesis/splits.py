"""Splits: problems in a fixed order, frozen into a folder, and loaded if nothing changed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.files import write_whole
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.card import card, croissant
from ssmr_bench.synthesis.generator import GENERATOR, Series, synthesize
from ssmr_bench.synthesis.problem import CATEGORIES, Problem
from ssmr_bench.synthesis.templates import find, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

CANARY = "ssmr-bench test split; not for training; canary 6c1d2f0e-5a94-4a53-9a0b-2e7c8f31d6b7"
"""Stands in every manifest: a model that can recite it was trained on the test problems."""


@dataclass(frozen=True, slots=True)
class Split:
    """Frozen problems."""

    name: str
    version: str
    problems: tuple[Problem, ...]
    sha256: str
    """Of the bytes of problems.jsonl; results quote it."""


def even_counts(total: int, templates: Iterable[str] | None = None) -> dict[str, int]:
    """So many problems, even over the categories, and in each over its templates.

    >>> sum(even_counts(1600).values()), even_counts(1600)["chord_root"], even_counts(1600)["scale_key"]
    (1600, 100, 200)
    """
    chosen = {name: find(name).category for name in (names() if templates is None else templates)}
    sizes = Counter(chosen.values())
    shares = {name: total / len(sizes) / sizes[category] for name, category in chosen.items()}
    bounds = [round(sum(list(shares.values())[:place])) for place in range(len(shares) + 1)]
    return {name: bounds[place + 1] - bounds[place] for place, name in enumerate(shares)}


def freeze(version: str, folder: Path, counts: Mapping[str, int], training: int = 0) -> Split:
    """Makes the test split of a version: `problems.jsonl`, `manifest.json` and what they are, in `folder/version`.

    The same arguments give the same bytes. The manifest is written last: a folder without one is no version. It also
    holds the digest of a training set of that many problems, for whoever makes it again.

    Raises:
        FileError: if that version is frozen already, or the folder can't be written.
        UnknownNameError, ConfigError: as `synthesize`.
    """
    place = folder / version
    if (place / "manifest.json").exists():
        raise FileError(f"{place} is frozen already; new problems need a new version")
    problems = tuple(synthesize(Series(version, "test"), counts))
    lines = "".join(problem.to_json() + "\n" for problem in problems)
    split = Split("test", version, problems, sha256(lines.encode()).hexdigest())
    manifest = _manifest(split) | {"training": _training(version, training)}
    write_whole(place / "problems.jsonl", lines)
    write_whole(place / "README.md", card(manifest))
    write_whole(place / "croissant.json", croissant(manifest))
    write_whole(place / "manifest.json", json.dumps(manifest, indent=2) + "\n")
    return split


def _training(version: str, count: int) -> dict[str, object]:
    """What `ssmr synthesize --split train` gives for that many problems."""
    digest = sha256()
    for problem in synthesize(Series(version, "train"), even_counts(count)):
        digest.update(f"{problem.to_json()}\n".encode())
    return {"name": "train", "count": count, "sha256": digest.hexdigest()}


def _manifest(split: Split) -> dict[str, object]:
    return {
        "name": split.name,
        "version": split.version,
        "generator": GENERATOR,
        "canary": CANARY,
        "count": len(split.problems),
        "sha256": split.sha256,
        "categories": {name: sum(p.category == name for p in split.problems) for name in CATEGORIES},
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
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"split {version} in {place} can't be read ({error!r}); install it again") from error
    found = sha256(content).hexdigest()
    if found != wanted:
        raise DataError(f"{place / 'problems.jsonl'} has sha256 {found}, not {wanted} as frozen; install it again")
    # Not splitlines: JSON allows other line separators inside its strings.
    lines = content.decode().removesuffix("\n").split("\n")
    return Split(name, version, tuple(map(Problem.from_json, lines)), found)
