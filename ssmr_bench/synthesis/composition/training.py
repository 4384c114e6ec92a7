"""The tunes that a model trained on our problems has seen: music is new if it is none of them."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.files import write_whole
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.composition.repertoire import Repertoire
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import Problem
from ssmr_bench.synthesis.splits import even_counts
from ssmr_bench.synthesis.visual import default_folder

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "1.0"
"""Of the split whose training set it is."""


@cache
def training() -> Repertoire:
    """The tunes of the training set whose digest the split's manifest holds.

    They are made once, which takes some seconds, and kept in the folder of the pictures; their index takes two.

    Raises:
        DataError: if this installation makes others.
    """
    lines = _kept(default_folder().with_name(f"training-{VERSION}.jsonl"))
    return Repertoire.of_problems(map(Problem.from_json, lines.removesuffix("\n").split("\n")))


def _kept(place: Path) -> str:
    wanted = json.loads((shipped("data") / VERSION / "manifest.json").read_bytes())["training"]
    try:
        found = place.read_text(encoding="utf-8")
    except (OSError, ValueError):
        found = ""
    if _digest(found) == wanted["sha256"]:
        return found
    made = synthesize(Series(VERSION, "train"), even_counts(wanted["count"]))
    found = "".join(f"{problem.to_json()}\n" for problem in made)
    if _digest(found) != wanted["sha256"]:
        raise DataError(
            f"the training set {VERSION} has digest {_digest(found)} here, and {wanted['sha256']} in its manifest; "
            "install ssmr-bench again"
        )
    _keep(place, found)
    return found


def _keep(place: Path, lines: str) -> None:
    """Writes it where that can be: without it the set is made again the next time."""
    try:
        write_whole(place, lines)
    except FileError:
        return


def _digest(lines: str) -> str:
    return sha256(lines.encode()).hexdigest()
