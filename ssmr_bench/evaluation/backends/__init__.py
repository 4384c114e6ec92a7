"""The seam to the models. The file is the registry: `backends/x.py` is the backend `x` of the models file.

A backend's file holds one function, `connect(entry: ModelEntry, concurrency: int) -> Backend`, which raises an
`SSMRError` for what the user can put right (a missing extra, weights that are not there). The backend answers several
prompts at once, and says what went wrong with one in one of three ways:

- `TransientError`: the same request may be answered later; the engine tries again, and at last records a failure;
- `RefusedError`: this request will never be answered, others may; the engine records a failure;
- `ssmr_bench.errors.EndpointError`: no request will be; the run stops.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from ssmr_bench.errors import UnknownNameError

if TYPE_CHECKING:
    from ssmr_bench.evaluation.completion import Completion, Prompt, Sampling
    from ssmr_bench.evaluation.models import ModelEntry


class TransientError(Exception):
    """The same request may be answered later."""

    def __init__(self, reason: str, *, retry_after: float | None = None, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds that the server asked to be left alone, if it did."""
        self.unreachable = unreachable
        """Whether nobody answered at all."""


class RefusedError(Exception):
    """This request will never be answered; others may."""


class Backend(Protocol):
    """Answers prompts over one model; knows nothing of tasks, retries or files."""

    @property
    def endpoint(self) -> str:
        """What answers, as an identity: two backends with equal endpoint and model give interchangeable answers."""

    @property
    def model(self) -> str:
        """The model's id as it is sent."""

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; latency and time of arrival are left to the engine.

        Raises:
            TransientError: if it is worth asking again.
            RefusedError: if this request will never be answered.
            EndpointError: if no request will be.
        """

    async def close(self) -> None:
        """Ends the connections; the backend is not used after it."""


def names() -> list[str]:
    """The backends there are."""
    return sorted(module.name for module in iter_modules(__path__))


def connect(entry: ModelEntry, concurrency: int) -> Backend:
    """The backend that the entry names, ready to answer `concurrency` prompts at once.

    Raises:
        UnknownNameError: if there is no such backend.
        SSMRError: whatever the backend says is missing.
    """
    if entry.backend not in names():
        raise UnknownNameError("backend", entry.backend, names())
    return cast("Backend", import_module(f"{__name__}.{entry.backend}").connect(entry, concurrency))
