"""Which questions are being asked right now, so that two runs on one folder share the work and ask nothing twice."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there two runs at once may ask the same
    fcntl = None  # type: ignore[assignment]


class Claims:
    """Locks of the kernel on single bytes of one file: they end with the process, however it ends.

    A process holds at most one of these on a file, for closing one gives up the locks of all.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes it where there is none.

        Raises:
            FileError: if it can't be written.
        """
        try:
            self._file = path.open("ab")
        except OSError as error:
            raise FileError(f"{path} can't be written: {error.strerror}") from error

    def take(self, key: str) -> bool:
        """Claims a question by its key, in hexadecimal; False where another process holds it."""
        if fcntl is None:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _byte(key))
        except OSError as error:
            return error.errno not in (errno.EAGAIN, errno.EACCES)  # a file system without locks holds nobody back
        return True

    def release(self, key: str) -> None:
        """Gives a claim up."""
        if fcntl is not None:
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _byte(key))

    def close(self) -> None:
        """Gives all claims up."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _byte(key: str) -> int:
    return int(key[:15], 16)
