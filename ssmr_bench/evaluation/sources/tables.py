"""The rows of a split, whatever file they stand in."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.sources.splits import files_of, splits
from ssmr_bench.untrusted import json_object, plain_json, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ssmr_bench.evaluation.sources.source import Source

__all__ = ["count_rows", "rows", "splits"]
_BATCH = 64
"""Rows of Parquet in memory at once; they may hold pictures."""


def rows(source: Source, split: str) -> Iterator[dict[str, Any]]:
    """The rows of a split, in order, as their files have them. Of CSV all values are texts.

    Raises:
        DataError: if there is no such split, or a file is damaged; the message says which.
    """
    for path in files_of(source, split):
        try:
            yield from _READERS[path.suffix](path)
        except (DataError, FileError) as error:
            raise DataError(f"{error}; {source.remedy}") from error


def count_rows(source: Source, split: str) -> int:
    """How many rows a split has.

    Raises:
        DataError: as `rows`.
    """
    from pyarrow import ArrowException, parquet

    count = 0
    for path in files_of(source, split):
        try:
            if path.suffix == ".parquet":
                count += int(parquet.read_metadata(path).num_rows)
            else:
                count += sum(1 for _ in _READERS[path.suffix](path))
        except (DataError, FileError, ArrowException, OSError) as error:
            raise DataError(f"{path} can't be read ({error}); {source.remedy}") from error
    return count


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    from pyarrow import ArrowException, parquet

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                yield from batch.to_pylist()
    except (ArrowException, OSError, ValueError) as error:
        raise DataError(f"{path} is no Parquet that can be read ({' '.join(str(error).split())[:200]})") from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(read_lines(path, "a file of JSON lines"), 1):
        if line.strip():
            yield json_object(line, f"{path}, line {number},")


def _json(path: Path) -> Iterator[dict[str, Any]]:
    """A list of objects; or, as the hub allows, lines in spite of the name."""
    text = "\n".join(read_lines(path, "a file of JSON"))
    if not text.lstrip().startswith("["):
        yield from _lines(path)
        return
    try:
        found = plain_json(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is no JSON that can be read ({error})") from error
    for number, row in enumerate(found, 1):
        if not isinstance(row, dict):
            raise DataError(f"{path}, row {number}, is not a JSON object: {str(row)[:60]!r}")
        yield row


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    try:
        reader = csv.DictReader(read_lines(path, "a file of CSV"), strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise DataError(f"{path}, line {reader.line_num}, has not as many fields as the first")
            yield dict(row)
    except csv.Error as error:
        raise DataError(f"{path} is no CSV that can be read ({error})") from error


_READERS: dict[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
    ".parquet": _parquet,
    ".jsonl": _lines,
    ".json": _json,
    ".csv": _csv,
}
