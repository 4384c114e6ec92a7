"""What verification finds: each flaw with the file, line or field that has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a result."""

    place: str
    """A file of the result, with the line or the dotted field."""
    flaw: str
    """In words; it may quote what a model said, so print it through `printable`."""

    def __str__(self) -> str:
        return f"{self.place}: {self.flaw}"
