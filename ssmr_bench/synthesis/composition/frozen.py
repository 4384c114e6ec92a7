"""The frozen assignments of a version: made once, loaded if nothing changed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError, UnknownNameError
from ssmr_bench.files import write_whole
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.composition.assignment import KINDS, Assignment
from ssmr_bench.synthesis.composition.generator import COMPOSER, assignments
from ssmr_bench.synthesis.splits import CANARY

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "composition"
_COUNTED = ("level", "key", "meter", "clef", "bars", "cadence")
_CARD = """\
# Composition {version}: {count} things to write

{per_kind} scores to continue by four bars (`continuation`), and {per_kind} melodies to write to a brief
(`composition`), as one ABC tune each. `assignments.jsonl` holds one a line: the fields are those of
`ssmr_bench.synthesis.composition.assignment.Assignment`, and the question in words is made from them.

- Levels 1 to 5 are even in each kind, and in each level keys, meters, clefs and numbers of bars: up to one signature
  sign and 4/4 at level 1; five signs, four clefs, 5/8, 7/8, 9/8, 12/8 and 5/4 at level 5.
- Each can be done: our own composer's answer fulfils it, and a test holds that.
- What is judged is all in the question: readable ABC, the number of bars, the length of each, and of a composition the
  key and meter of the header, the range and the ending. No model judges.
- No assignment has the form of one outside the test split: what is shown or asked for, whatever the key it stands in.

**This is the test split: keep it out of training data.** Canary: `{canary}`
"""


@dataclass(frozen=True, slots=True)
class Assignments:
    """Frozen assignments."""

    version: str
    all: tuple[Assignment, ...]
    """Those of one kind after those of the other."""
    sha256: str
    """Of the bytes of assignments.jsonl; results quote it."""

    def of(self, kind: str) -> tuple[Assignment, ...]:
        """Those of a kind, in their order."""
        return tuple(assignment for assignment in self.all if assignment.kind == kind)


def freeze(version: str, folder: Path, per_kind: int) -> Assignments:
    """Makes the assignments of a version: `assignments.jsonl`, `manifest.json`, `README.md` in `folder/version`.

    The same arguments give the same bytes. The manifest is written last: a folder without one is no version.

    Raises:
        FileError: if that version is frozen already, or the folder can't be written.
        ConfigError: if there are not so many different ones.
    """
    place = folder / version
    if (place / "manifest.json").exists():
        raise FileError(f"{place} is frozen already; new assignments need a new version")
    made = tuple(drawn.assignment for kind in KINDS for drawn in assignments(version, "test", kind, per_kind))
    lines = "".join(assignment.to_json() + "\n" for assignment in made)
    frozen = Assignments(version, made, sha256(lines.encode()).hexdigest())
    card = _CARD.format(version=version, count=len(made), per_kind=per_kind, canary=CANARY)
    write_whole(place / "assignments.jsonl", lines)
    write_whole(place / "README.md", card)
    write_whole(place / "manifest.json", json.dumps(_manifest(frozen), indent=2) + "\n")
    return frozen


def _manifest(frozen: Assignments) -> dict[str, object]:
    return {
        "name": "test",
        "version": frozen.version,
        "generator": COMPOSER,
        "canary": CANARY,
        "count": len(frozen.all),
        "sha256": frozen.sha256,
        "kinds": {
            kind: {"count": len(frozen.of(kind))} | {field: _tally(frozen.of(kind), field) for field in _COUNTED}
            for kind in KINDS
        },
    }


def _tally(made: tuple[Assignment, ...], field: str) -> dict[str, int]:
    return {str(value): count for value, count in sorted(Counter(getattr(each, field) for each in made).items())}


def versions() -> tuple[str, ...]:
    """The frozen versions of this installation, sorted."""
    return tuple(sorted(path.parent.name for path in (shipped("data") / _FOLDER).glob("*/manifest.json")))


def load(version: str) -> Assignments:
    """The frozen assignments of a version, checked against their manifest.

    Raises:
        UnknownNameError: if there is no such version.
        DataError: if a file can't be read, the bytes are not those that were frozen, or a line is no assignment.
    """
    if version not in versions():
        raise UnknownNameError("composition version", version, versions())
    place = shipped("data") / _FOLDER / version
    try:
        wanted = str(json.loads((place / "manifest.json").read_bytes())["sha256"])
        content = (place / "assignments.jsonl").read_bytes()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"assignments {version} in {place} can't be read ({error!r}); install it again") from error
    found = sha256(content).hexdigest()
    if found != wanted:
        raise DataError(f"{place / 'assignments.jsonl'} has sha256 {found}, not {wanted} as frozen; install it again")
    lines = content.decode().removesuffix("\n").split("\n")
    return Assignments(version, tuple(map(Assignment.from_json, lines)), found)
