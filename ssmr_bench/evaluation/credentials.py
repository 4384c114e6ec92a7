"""The key of an endpoint: from the environment or a private file, never in a log, an error or a result."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, FileError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.models import ModelEntry


@dataclass(frozen=True, slots=True)
class Credential:
    """A key and where it came from."""

    key: str | None = field(repr=False)
    source: str
    """What to put right where the key is turned away."""

    def hide(self, text: str) -> str:
        """The text without the key, as a server may have sent it back."""
        return text.replace(self.key, "***") if self.key else text

    def line(self, what: object) -> str:
        """What a server said, fit for a terminal and a log: one line, no control characters, no key."""
        text = "".join(c if c.isprintable() else " " for c in self.hide(str(what)))
        return " ".join(text.split())[:300]


def credential(entry: ModelEntry) -> Credential:
    """The entry's key: the file's where it names one, else the environment's, if there is one.

    Raises:
        ConfigError: if the file can be read by others, or the key holds a character that no key has.
        FileError: if the file can't be read.
    """
    if entry.api_key_file is not None:
        path = Path(entry.api_key_file)
        key: str | None = _private(path)
        source = f"in {path}"
    else:
        key = os.environ.get(entry.api_key_env) or None
        source = f"in {entry.api_key_env}" if key else f"missing: set {entry.api_key_env}"
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise ConfigError(f"the key {source} holds a line break or a character that no key has")
    return Credential(key, source)


def _private(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise FileError(f"the key file {path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"the key file {path} is no text") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigError(f"the key file {path} can be read by others; run: chmod 600 {path}")
    if not key:
        raise ConfigError(f"the key file {path} is empty")
    return key
