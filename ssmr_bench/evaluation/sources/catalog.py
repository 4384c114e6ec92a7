"""The data sets that are known by name, and how any other on the hub is named."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ssmr_bench.errors import UnknownNameError

_SHIPPED = Path(__file__).with_name("catalog.toml")
_REPO = re.compile(r"(?!.*\.\.)\w[\w.-]*/\w[\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One data set; the comment at the head of `catalog.toml` says what each field means."""

    name: str
    repo: str
    files: tuple[str, ...] = ()
    about: str = ""
    licence: str = "unknown"
    revision: str | None = None

    @property
    def folder(self) -> str:
        """What its folder in a store is called.

        >>> Entry("owner/name", "owner/name").folder
        'owner--name'
        """
        return self.name.replace("/", "--")


@cache
def catalog() -> dict[str, Entry]:
    """Every data set that is known by name."""
    listed = tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))
    return {name: Entry(name, **fields | {"files": tuple(fields.get("files", ()))}) for name, fields in listed.items()}


def entry_of(name: str) -> Entry:
    """The data set of that name: one of the catalogue, by its name or its repository, or `owner/name` on the hub.

    >>> entry_of("ssmr_bench").repo, entry_of("openai/gsm8k").name, entry_of("ada/waltzes").files
    ('Sylence/SSMR-Bench', 'gsm8k', ())

    Raises:
        UnknownNameError: if it is none of these.
    """
    known = catalog()
    if name in known:
        return known[name]
    if not _REPO.fullmatch(name):
        raise UnknownNameError("data set", name, [*known, "OWNER/NAME"])
    return next((entry for entry in known.values() if entry.repo == name), Entry(name, name))
