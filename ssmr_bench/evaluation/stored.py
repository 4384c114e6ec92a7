"""A run read back from its folder: what it was and each of its rows, held against what `result.json` counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.prices import HIGHEST, RATES, Price
from ssmr_bench.evaluation.result import RESULT, SAMPLES, Result, aside_name, read_summary
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.setting import Setting
from ssmr_bench.evaluation.shape import MOST, Shape
from ssmr_bench.files import no_folder
from ssmr_bench.untrusted import check_regular, plain_json, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.accuracy import Accuracy

ROW = Shape(Row)


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
    def result(self) -> Result:
        """The run itself, wherever it lies."""
        return Result(self.setting, self.rows, self.date, self.sent, self.price)

    @property
    def accuracy(self) -> Accuracy:
        """Over the rows that did not fail."""
        return self.result.accuracy

    @property
    def aside(self) -> bool:
        """Whether it was moved out of the way of a later result, to a folder that its date names."""
        # A folder of that name may have been there: then a "+" was added.
        return self.folder.resolve().name.rstrip("+") == aside_name(self.setting.folder(self.folder).name, self.date)

    @property
    def failed(self) -> int:
        """Rows that got no answer."""
        return self.result.failed


def stored(path: Path) -> Stored:
    """The run in a folder, or of the `result.json` that is named.

    Fields that later versions added have their defaults in the results of earlier ones; those of versions to come are
    passed over. A hundred thousand rows take a second or two.

    Raises:
        FileError: if there is no such result, or it can't be read.
        DataError: if it is damaged: a line that is no row, two rows for one question, other counts than `result.json`,
            a number that is none or that no run has.
    """
    folder = _folder(path)
    summary = read_summary(folder / RESULT)
    rows = _rows(folder / SAMPLES)
    _check_counts(folder, summary, rows)
    return as_stored(folder, summary, rows)


def below(folder: Path) -> list[Stored]:
    """Every run below a folder, in the order of their paths, but for those that later ones have replaced.

    Raises:
        FileError: if there is no such folder, or no run below it.
        DataError: if a result is damaged.
    """
    if not folder.is_dir():
        raise no_folder(folder, "name one that holds results")
    runs = [run for path in sorted(folder.glob(f"**/{RESULT}")) if not (run := stored(path)).aside]
    if not runs:
        raise FileError(f"there is no {RESULT} below {folder}; name a folder that ssmr-eval wrote")
    return runs


def as_stored(folder: Path, summary: dict[str, Any], rows: tuple[Row, ...]) -> Stored:
    """The run of that summary, with those rows.

    Raises:
        DataError: if the summary lacks a field, has one of another type, or a number that no run has.
    """
    place = str(folder / RESULT)
    setting = Shape(Setting).read(summary, place)
    if not all(isinstance(setting.split.get(name), str) for name in ("name", "version", "sha256")):
        raise DataError(f"{place} does not say on which split it was asked: split = {setting.split!r:.80}")
    cost = summary.get("cost")
    price = _price(cost.get("prices_per_million_tokens"), place) if isinstance(cost, dict) else None
    sent = summary.get("requests_sent", 0)
    if type(sent) is not int or abs(sent) > MOST:
        raise DataError(f"{place} is not a result: requests_sent = {sent!r:.60} is no number of requests")
    return Stored(folder, setting, str(summary["date"]), rows, sent, price)


def _price(found: object, place: str) -> Price:
    price = Shape(Price).read(found, place)
    for name in RATES:
        if not 0 <= getattr(price, name) <= HIGHEST:
            raise DataError(f"{place} has {name} = {getattr(price, name)!r:.60}, which is no price of a million tokens")
    return price


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
        raise no_folder(path, f"name one with a {RESULT} in it")
    if (path / RESULT).is_file():
        return path
    found = sorted(each.parent for each in path.glob(f"**/{RESULT}"))
    hint = f"; did you mean {' or '.join(map(str, found[:3]))}?" if found else "; name a folder that ssmr-eval wrote"
    raise FileError(f"there is no {RESULT} in {path}{hint}")


def _rows(path: Path) -> tuple[Row, ...]:
    check_regular(path)
    rows, seen = [], set()
    for number, line in enumerate(read_lines(path, f"a folder with a whole {SAMPLES}"), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        row = ROW.read(row_object(line, place), place)
        if row.asked in seen:
            raise DataError(f"{place} is a second row for {row.id}; each question stands there once")
        seen.add(row.asked)
        rows.append(row)
    return tuple(rows)


def row_object(line: str, place: str) -> object:
    """What JSON a line of `samples.jsonl` holds.

    Raises:
        DataError: if it holds none; the message names the place.
    """
    try:
        return plain_json(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place} is damaged: {error}; run ssmr-eval again, which asks nothing twice") from error


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
