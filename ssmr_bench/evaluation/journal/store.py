"""The file itself: one SQLite database, whose every commit is on the disk before it counts."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, TypeVar

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.journal.runs import RunRecord, RunState

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.journal.request import Request

_T = TypeVar("_T")

_PATIENCE = 60.0
"""Seconds to wait for another process that opens a new file."""
_BUSY = 0.2
"""Seconds to wait for one that writes; short, because nothing else can happen meanwhile, Ctrl-C included."""

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS answers (
        key TEXT PRIMARY KEY,
        request TEXT NOT NULL,
        completion TEXT NOT NULL,
        stored_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY,
        started TEXT NOT NULL,
        command TEXT NOT NULL,
        model TEXT NOT NULL,
        tasks TEXT NOT NULL,
        total INTEGER NOT NULL DEFAULT 0,
        reused INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL
    )
    """,
)
_COLUMNS = {"run": "INTEGER", "tokens": "INTEGER", "cost": "REAL"}
"""Of `answers`; a journal of the first version lacks them."""


class JournalLockedError(FileError):
    """Another process is writing; the same call will soon work."""


class Journal:
    """Answers and runs on disk. Several processes, and several threads with a journal each, may share the file.

    Every `put` is committed and synced before it returns: neither a kill nor a loss of power takes it back.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes it where there is none.

        Raises:
            FileError: if the folder can't be written, or the file is not a journal.
        """
        self.path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
        _patiently(self._prepare)

    def get(self, key: str) -> Completion | None:
        """The answer kept under a request's key, or None where there is none yet."""
        return self.get_all([key]).get(key)

    def get_all(self, keys: Sequence[str]) -> dict[str, Completion]:
        """The answers that are kept under these keys, at most a few hundred of them."""
        wanted = f"SELECT key, completion FROM answers WHERE key IN ({','.join('?' * len(keys))})"  # noqa: S608 - marks
        with self._explained():
            rows = self._db.execute(wanted, tuple(keys)).fetchall()
        found = {}
        for key, completion in rows:
            with suppress(ValueError, TypeError):  # a damaged row is no answer, and the next one takes its place
                found[key] = Completion.from_json(completion)
        return found

    def put(self, answers: Sequence[tuple[Request, Completion, float | None]], run: int | None = None) -> None:
        """Keeps answers with their costs, all in one commit; where one is kept already, the first stays.

        Raises:
            FileError: if they could not be made durable (a full disk, say); then none of them was.
            JournalLockedError: if another process is writing; the same.
        """
        rows = [
            (request.key, request.canonical, completion.to_json(), run, completion.tokens, cost)
            for request, completion, cost in answers
        ]
        into = "INTO answers (key, request, completion, run, tokens, cost) VALUES (?, ?, ?, ?, ?, ?)"
        with self._commit():
            if self._db.executemany(f"INSERT OR IGNORE {into}", rows).rowcount < len(rows):
                self._db.executemany(f"INSERT OR REPLACE {into}", [row for row in rows if self.get(row[0]) is None])

    def begin(self, command: str, model: str, tasks: str) -> int:
        """Notes that a run begins; its number."""
        started = datetime.now(UTC).isoformat(timespec="seconds")
        return _patiently(
            self._execute,
            "INSERT INTO runs (started, command, model, tasks, state) VALUES (?, ?, ?, ?, ?)",
            (started, command.encode(errors="backslashreplace").decode(), model, tasks, RunState.RUNNING),
        )

    def note(self, run: int, total: int, reused: int, state: RunState = RunState.RUNNING) -> None:
        """Notes how a run stands.

        Raises:
            JournalLockedError: if another process is writing.
        """
        update = "UPDATE runs SET total = ?, reused = ?, state = ? WHERE number = ?"
        self._execute(update, (total, reused, state, run))

    def end(self, run: int, total: int, reused: int, state: RunState) -> None:
        """Notes how a run ended, once no other process is in the way."""
        _patiently(self.note, run, total, reused, state)

    def runs(self) -> list[RunRecord]:
        """The runs, in the order in which they began."""
        with self._explained():
            rows = self._db.execute(
                "SELECT number, started, command, model, tasks, total, reused, count(key), "
                "total(tokens), sum(cost), state "
                "FROM runs LEFT JOIN answers ON run = number GROUP BY number ORDER BY number"
            ).fetchall()
        return [RunRecord(*row) for row in rows]

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
        with self._explained():
            self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        with self._commit():
            there = {row[1] for row in self._db.execute("PRAGMA table_info(answers)")}
            if there and not {"key", "request", "completion"} <= there:
                raise FileError(f"{self.path} is a database of something else; name another folder with --out")
            for table in _TABLES:
                self._db.execute(table)
            there = {row[1] for row in self._db.execute("PRAGMA table_info(answers)")}
            for name, kind in _COLUMNS.items():
                if name not in there:
                    self._db.execute(f"ALTER TABLE answers ADD COLUMN {name} {kind}")

    def _execute(self, statement: str, values: tuple[object, ...]) -> int:
        """One statement, committed; the number of the row that it made."""
        with self._commit():
            return int(self._db.execute(statement, values).lastrowid or 0)

    @contextmanager
    def _commit(self) -> Generator[None]:
        """All or nothing."""
        with self._explained():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise JournalLockedError(f"the journal {self.path} is held by another program") from error
            raise FileError(f"the journal {self.path} can't be used: {error}") from error
        except (sqlite3.Error, OSError) as error:
            raise FileError(f"the journal {self.path} can't be used: {error}") from error


def _patiently(call: Callable[..., _T], *values: object) -> _T:
    """What the call returns, once no other process is in its way."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return call(*values)
        except JournalLockedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
