"""What can go wrong in a way that the user can put right.

    SSMRError
    ├── UnknownNameError     no model, task, prompt or template has that name
    ├── MissingExtraError    an optional dependency is not installed
    ├── ConfigError          an option or a models file does not hold together
    ├── FileError            a file or folder is missing, unreadable or unwritable
    ├── DataError            a split or a result is not what its manifest says
    ├── NotationError        a piece of written music cannot be read
    └── EndpointError        a model's endpoint is out of reach, or turns every request away

Every message names the thing, says what was wrong, and what would be right. The commands print it on one line and
exit with status 2.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_SHOWN = 40
"""Names that a message lists at most."""


class SSMRError(Exception):
    """The root: anything that a command answers with one clear line."""


class UnknownNameError(SSMRError):
    """No thing of that kind has that name.

    >>> print(UnknownNameError("task", "ssmr_txt", ["ssmr_text", "ssmr_visual"]))
    no task 'ssmr_txt'; did you mean 'ssmr_text'?
    >>> print(UnknownNameError("prompt", "zzz", ["paper", "cot"]))
    no prompt 'zzz'; there are: cot, paper
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name.lower(), names, n=3, cutoff=0.6)
        few = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are: {few or 'none'}"
        super().__init__(f"no {kind} {name!r}; {hint}")


class MissingExtraError(SSMRError):
    """An optional dependency is not installed.

    >>> print(MissingExtraError("the local backend", "xllamacpp", "local"))
    the local backend needs xllamacpp; install it with: pip install 'ssmr-bench[local]'
    """

    def __init__(self, what: str, module: str, extra: str) -> None:
        super().__init__(f"{what} needs {module}; install it with: pip install 'ssmr-bench[{extra}]'")


class ConfigError(SSMRError):
    """An option or a models file does not hold together."""


class FileError(SSMRError):
    """A file or folder is missing, unreadable or unwritable."""


class DataError(SSMRError):
    """A split or a result is not what its manifest says."""


class NotationError(SSMRError):
    """A piece of written music cannot be read.

    >>> print(NotationError("no meter '4'; expected one such as 6/8, C, C| or none", 2, 3))
    line 2, column 3: no meter '4'; expected one such as 6/8, C, C| or none
    """

    def __init__(self, flaw: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {flaw}")
        self.line = line
        self.column = column


class EndpointError(SSMRError):
    """A model's endpoint is out of reach, or turns every request away."""
