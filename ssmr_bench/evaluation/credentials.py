"""The key of an endpoint: from the environment or a private file, never in a log, an error or a result."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, FileError

_LOOKED_AT = 10_000
"""Characters of what a server said: a whole body may stand in an error."""
_SHORTEST = 8
"""Characters of a key; servers of one's own often ask for a word."""

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.models import ModelEntry


@dataclass(frozen=True, slots=True)
class Credential:
    """A key and where it came from."""

    key: str | None = field(repr=False)
    source: str
    """What to put right where the key is turned away."""

    def hide(self, text: str) -> str:
        """The text without the key, as a server may have sent it back; what is too short for a key hides nothing."""
        return text.replace(self.key, "***") if self.key and len(self.key) >= _SHORTEST else text

    def hide_in(self, answer: Completion) -> Completion:
        """The answer without the key in any of its texts."""
        if self.key is None or len(self.key) < _SHORTEST:
            return answer
        if not any(self.key in said for said in (answer.text, answer.reasoning, answer.model, answer.held_back)):
            return answer
        return replace(
            answer,
            text=self.hide(answer.text),
            reasoning=self.hide(answer.reasoning),
            model=self.hide(answer.model),
            held_back=self.hide(answer.held_back),
        )

    def line(self, what: object) -> str:
        """What a server said, fit for a terminal and a log: one line, no control characters, no key."""
        text = "".join(c if c.isprintable() else " " for c in self.hide(str(what))[:_LOOKED_AT])
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
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ConfigError(f"the key file {path} is no text") from error
        why = error.strerror if isinstance(error, OSError) else error
        raise FileError(f"the key file {path} can't be read: {why}") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ConfigError(f"the key file {path} can be read by others; run: chmod 600 {path}")
    if not key:
        raise ConfigError(f"the key file {path} is empty")
    return key
