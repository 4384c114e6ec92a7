"""The durable store of answers: each is on disk the moment it arrives, and is found again by what was asked."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.completion import Completion

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from ssmr_bench.evaluation.completion import Prompt, Sampling

from contextlib import contextmanager

_PATIENCE = 0.5
"""Seconds to wait for another process; short, because nothing else can happen meanwhile, Ctrl-C included."""
_OPENINGS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    completion TEXT NOT NULL,
    stored_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A question to one model at one endpoint: whatever could change the answer, and nothing else."""

    endpoint: str
    model: str
    prompt: Prompt
    sampling: Sampling
    repeat: int = 0
    """Which of several answers to the same prompt, from 0."""

    @property
    def canonical(self) -> str:
        """The request as JSON with sorted keys."""
        return json.dumps(
            {
                "endpoint": self.endpoint,
                "model": self.model,
                "messages": json.loads(self.prompt.canonical),
                "sampling": self.sampling.said,
                "repeat": self.repeat,
            },
            sort_keys=True,
        )

    @property
    def key(self) -> str:
        """The digest under which the answer is kept, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


class JournalLockedError(Exception):
    """Another process is writing; the same call will soon work."""


class Journal:
    """Answers on disk in one SQLite file.

    Several processes may share it. Every `put` is committed and synced before it returns: neither a kill nor a loss of
    power takes back an answer that was put.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes it where there is none.

        Raises:
            FileError: if the folder can't be written, or the file is not a journal.
        """
        self.path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        self._prepare()

    def get(self, request: Request) -> Completion | None:
        """The answer to that very request, or None where there is none yet."""
        with self._explained():
            row = self._db.execute("SELECT completion FROM answers WHERE key = ?", (request.key,)).fetchone()
        try:
            return Completion.from_json(row[0]) if row else None
        except (ValueError, TypeError):
            return None  # a damaged row is no answer, and the next one takes its place

    def put(self, request: Request, completion: Completion) -> None:
        """Keeps an answer; where one is kept already, the first stays.

        Raises:
            FileError: if the answer could not be made durable (a full disk, say).
            JournalLockedError: if another process is writing.
        """
        if self.get(request) is not None:
            return
        with self._explained():
            self._db.execute(
                "INSERT OR REPLACE INTO answers (key, request, completion) VALUES (?, ?, ?)",
                (request.key, request.canonical, completion.to_json()),
            )

    def __len__(self) -> int:
        with self._explained():
            return int(self._db.execute("SELECT count(*) FROM answers").fetchone()[0])

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self) -> None:
        """Sets the file up; of several processes that open a new one, all but one must wait."""
        for attempt in range(_OPENINGS):
            try:
                with self._explained():
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.execute("PRAGMA synchronous = FULL")
                    self._db.execute(_SCHEMA)
            except JournalLockedError as error:
                if attempt == _OPENINGS - 1:
                    raise FileError(f"the journal {self.path} is held by another program") from error
                time.sleep(0.1)
            else:
                return

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise JournalLockedError(str(error)) from error
            raise FileError(f"the journal {self.path} can't be used: {error}") from error
        except (sqlite3.Error, OSError) as error:
            raise FileError(f"the journal {self.path} can't be used: {error}") from error
