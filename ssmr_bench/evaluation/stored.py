"""A run read back from its folder: what it was and each of its rows, held against what `result.json` counts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import MISSING, dataclass, fields
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.result import Setting, read_summary
from ssmr_bench.evaluation.row import Row, accuracy_of
from ssmr_bench.files import read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.accuracy import Accuracy

T = TypeVar("T")
RESULT, SAMPLES = "result.json", "samples.jsonl"
_LATER = {
    "order": "ABCD",
    "repeat": 0,
    "music": "",
    "open": False,
    "shots": 0,
    "subset": None,
    "orders": 1,
    "repeats": 1,
    "scorer": 0,
}
"""What a result that was written before there were such fields says of them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished run, as it lies in a folder."""

    folder: Path
    setting: Setting
    date: str
    """When it ended, UTC, ISO 8601."""
    rows: tuple[Row, ...]
    sent: int
    """As in `Result`, as is the price."""
    price: Price | None

    @property
    def accuracy(self) -> Accuracy:
        """Over the rows that did not fail."""
        return accuracy_of(self.rows)

    @property
    def aside(self) -> bool:
        """Whether it was moved out of the way of a later result, to a folder that its date names."""
        return self.folder.name.startswith(f"{self.setting.folder(self.folder).name},")

    @property
    def failed(self) -> int:
        """Rows that got no answer."""
        return sum(row.outcome is Outcome.FAILED for row in self.rows)


def stored(path: Path) -> Stored:
    """The run in a folder, or of the `result.json` that is named.

    Fields that later versions added have their defaults in the results of earlier ones; those of versions to come are
    passed over. A hundred thousand rows take a second or two.

    Raises:
        FileError: if there is no such result, or it can't be read.
        DataError: if it is damaged: a line that is no row, two rows for one question, other counts than `result.json`.
    """
    folder = _folder(path)
    summary = read_summary(folder / RESULT)
    place = str(folder / RESULT)
    setting = _Shape(Setting).read(summary, place)
    rows = _rows(folder / SAMPLES)
    _check_counts(folder, summary, rows)
    if not all(isinstance(setting.split.get(name), str) for name in ("name", "version", "sha256")):
        raise DataError(f"{place} does not say on which split it was asked: split = {setting.split!r:.80}")
    cost = summary.get("cost")
    price = _Shape(Price).read(cost.get("prices_per_million_tokens"), place) if isinstance(cost, dict) else None
    sent = summary.get("requests_sent", 0)
    if not isinstance(sent, int):
        raise DataError(f"{place} is not a result: requests_sent = {sent!r:.60} is no number")
    return Stored(folder, setting, str(summary["date"]), rows, sent, price)


def _folder(path: Path) -> Path:
    """The folder that holds the two files.

    Raises:
        FileError: if there is none; the message names results that lie below, where there are some.
    """
    if path.is_file():
        if path.name == RESULT:
            return path.parent
        raise FileError(f"{path} is no result; name a folder with a {RESULT} in it")
    if not path.exists():
        raise FileError(f"there is no folder {path}; name one with a {RESULT} in it")
    if (path / RESULT).is_file():
        return path
    below = sorted(each.parent for each in path.glob(f"**/{RESULT}"))
    hint = f"; did you mean {' or '.join(map(str, below[:3]))}?" if below else "; name a folder that ssmr-eval wrote"
    raise FileError(f"there is no {RESULT} in {path}{hint}")


def _rows(path: Path) -> tuple[Row, ...]:
    shape = _Shape(Row)
    rows, seen = [], set()
    for number, line in enumerate(read_lines(path, f"a folder with a whole {SAMPLES}"), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{place} is damaged: {error}; run ssmr-eval again, which asks nothing twice") from error
        row = shape.read(found, place)
        asked = (row.id, row.order, row.repeat)
        if asked in seen:
            raise DataError(f"{place} is a second row for {row.id}; each question stands there once")
        seen.add(asked)
        rows.append(row)
    return tuple(rows)


def _check_counts(folder: Path, summary: dict[str, Any], rows: Sequence[Row]) -> None:
    """Passes where both files speak of the same run.

    Raises:
        DataError: if they don't.
    """
    said = summary.get("outcomes")
    if not isinstance(said, dict):
        raise DataError(f"{folder / RESULT} is not a result: outcomes missing")
    counted = Counter(row.outcome.value for row in rows)
    for outcome in sorted(set(said) | set(counted)):
        if said.get(outcome, 0) != counted[outcome]:
            raise DataError(
                f"{folder}: {RESULT} counts {said.get(outcome, 0)} {outcome}, {SAMPLES} has {counted[outcome]}; "
                "the two are not of one run"
            )


class _Shape(Generic[T]):
    """How an object of JSON becomes a flat dataclass: each field by its type."""

    def __init__(self, kind: type[T]) -> None:
        hints = get_type_hints(kind)
        self._kind = kind
        self._fields = [
            (field.name, _types(hints[field.name]), _LATER.get(field.name, field.default))
            for field in fields(kind)  # type: ignore[arg-type]
        ]

    def read(self, found: object, place: str) -> T:
        """The object.

        Raises:
            DataError: if a field is missing or of another type; the message names the place.
        """
        if not isinstance(found, dict):
            raise DataError(f"{place} is not a JSON object")
        values = []
        for name, types, default in self._fields:
            value = found.get(name, default)
            if value is MISSING:
                raise DataError(f"{place} lacks {name!r}")
            if Outcome in types:
                value = _outcome(value, place)
            elif type(value) not in types:
                raise DataError(f"{place} has {name} = {value!r:.60}, which is of the wrong type")
            values.append(value)
        return self._kind(*values)


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _outcome(value: object, place: str) -> Outcome:
    if not isinstance(value, str) or value not in _OUTCOMES:
        raise DataError(f"{place} has outcome = {value!r:.60}; there are: {', '.join(_OUTCOMES)}")
    return _OUTCOMES[value]


def _types(hint: Any) -> frozenset[type]:
    """The types that a field of that hint takes; a number without a fraction is one with it, too."""
    parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    plain = {get_origin(part) or part for part in parts}
    return frozenset(plain | ({int} if float in plain else set()))
