"""Which processes are alive: each holds a lock of the kernel on a byte of one file, which ends when it does."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

from ssmr_bench.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there nobody is known to be alive
    fcntl = None  # type: ignore[assignment]


class Alive:
    """Numbers that living processes hold.

    A process opens at most one of these on a file at a time, for closing one gives up the locks of all.
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

    def hold(self, number: int) -> bool:
        """Holds a number for as long as this is open; False where another process has it."""
        if fcntl is None:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except (BlockingIOError, PermissionError):
            return False
        except OSError:  # a file system without locks holds nobody back
            return True
        return True

    def held(self, number: int) -> bool:
        """Whether another process holds it."""
        if not self.hold(number):
            return True
        if fcntl is not None:
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)
        return False

    @contextmanager
    def alone(self) -> Generator[None]:
        """Holds every other process back that asks for the same."""
        if fcntl is not None:
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_EX, 1, 0)
        try:
            yield
        finally:
            if fcntl is not None:
                with suppress(OSError):
                    fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)

    def close(self) -> None:
        """Gives all numbers up."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
