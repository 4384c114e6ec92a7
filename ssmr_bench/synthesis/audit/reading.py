"""Reads what is to be audited: problems in our schema or the published one, from JSON lines or Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.synthesis.audit.item import Item
from ssmr_bench.untrusted import json_object, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_WANTED = "a file of problems, JSON lines or Parquet, or a folder with problems.jsonl"
_FIELDS = ("id", "template", "question", "abc", "answer")


def records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each record of a file, after the place where it stands; or of what a folder holds.

    Of a folder it is `problems.jsonl`, or where there is none every file of JSON lines or Parquet in it and below, in
    the order of their names, as a data set lies when it was pulled.

    Raises:
        FileError: if there is no such file, or it can't be read.
        DataError: if it is empty, or a line is no JSON object.
    """
    for file in _files(path):
        yield from _records(file)


def _files(path: Path) -> list[Path]:
    own = path / "problems.jsonl"
    if not path.is_dir() or own.exists():
        return [own if path.is_dir() else path]
    below = sorted(file for kind in ("*.jsonl", "*.parquet") for file in path.rglob(kind))
    return [file for file in below if not any(part.startswith(".") for part in file.relative_to(path).parts)] or [own]


def _records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if file.suffix == ".parquet":
        yield from ((f"{file}, row {number}", row) for number, row in enumerate(_rows(file), 1))
        return
    lines = read_lines(file, _WANTED)
    if lines == [""]:
        raise DataError(f"{file} is empty; name {_WANTED}")
    for number, line in enumerate(lines, 1):
        place = f"{file}, line {number}"
        yield place, json_object(line, place)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as table:
            for batch in table.iter_batches():
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise FileError(f"{file} can't be read: {error}; name {_WANTED}") from error


def item(place: str, record: Mapping[str, Any]) -> Item:
    """The problem of a record in our schema, however flawed, as long as it has the fields.

    Raises:
        DataError: if it doesn't; the message names the place.
    """
    missing = [name for name in (*_FIELDS, "options") if name not in record]
    if missing:
        raise DataError(f"{place} is no problem: it has no {', '.join(missing)}")
    texts, options = [record[name] for name in _FIELDS], record["options"]
    if not isinstance(options, list) or not all(isinstance(text, str) for text in (*texts, *options)):
        raise DataError(f"{place} is no problem: its fields must be texts, and a list of them for the options")
    name, template, question, abc, answer = texts
    return Item(name, template, question, abc, tuple(options), answer)
