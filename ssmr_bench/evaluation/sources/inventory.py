"""What data sets are on this machine, each file of them read through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.sources.catalog import entry_of
from ssmr_bench.evaluation.sources.folder import beside, is_itself
from ssmr_bench.evaluation.sources.source import LOCAL
from ssmr_bench.evaluation.sources.store import located, names_in
from ssmr_bench.evaluation.sources.tables import count_rows, splits

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.sources.source import Source


@dataclass(frozen=True, slots=True)
class Holding:
    """A data set, and how it stands with it here."""

    name: str
    repo: str
    about: str
    licence: str
    state: str
    """`verified`, `damaged`, `local` (there is no lock file to hold it against) or `not here`."""
    revision: str = ""
    size: int = 0
    """In bytes."""
    rows: tuple[tuple[str, int], ...] = ()
    """Of each split."""
    flaw: str = ""


def holdings(root: Path) -> tuple[Holding, ...]:
    """Every data set that is known by name or lies in this folder."""
    itself = _own(root) if root.is_dir() and is_itself(root) else None
    if itself is not None:
        return (itself,)
    return tuple(_holding(name, root) for name in names_in(root))


def _own(root: Path) -> Holding | None:
    """The folder as one data set, which serves under any name."""
    found = beside(entry_of("any/name"), root)
    if found is None or found.folder != root:
        return None
    return _counted(found, Holding("(any name)", str(root), "your own folder", "unknown", LOCAL, LOCAL))


def _holding(name: str, root: Path) -> Holding:
    entry = entry_of(name)
    blank = Holding(entry.name, entry.repo, entry.about, entry.licence, "not here")
    try:
        source = located(name, root)
    except DataError as error:
        return replace(blank, state="damaged", flaw=str(error))
    except FileError:
        return blank
    state = LOCAL if source.revision == LOCAL else "verified"
    return _counted(source, replace(blank, state=state, revision=source.revision))


def _counted(source: Source, holding: Holding) -> Holding:
    size = sum((source.folder / path).stat().st_size for path, _ in source.files)
    try:
        rows = tuple((split, count_rows(source, split)) for split in splits(source))
    except DataError as error:
        return replace(holding, state="damaged", size=size, flaw=str(error))
    return replace(holding, size=size, rows=rows)
