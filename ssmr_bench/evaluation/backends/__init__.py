"""The seam to the models. The file is the registry: `backends/x.py` is the backend `x` of the models file.

A backend's file holds two functions:

- `connect(entry: ModelEntry, concurrency: int) -> Backend`, which raises an `SSMRError` for what the user can put right
  (a missing extra, weights that are not there);
- `lacks(entry: ModelEntry) -> str`, which says in one line what this machine lacks for it, and how to get that; nothing
  where it can be used. It raises nothing, takes milliseconds, and loads nothing.

One whose models tell how likely a text is also holds `SCORES = True`, and its backend is a `Scorer`.

The backend answers several prompts at once, and says what went wrong with one in one of three ways:

- `TransientError`: the same request may be answered later; the engine tries again, and at last records a failure;
- `RefusedError`: this request will never be answered, others may; the engine records a failure;
- `ssmr_bench.errors.EndpointError`: no request will be; the run stops.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast, runtime_checkable

from ssmr_bench.errors import UnknownNameError

if TYPE_CHECKING:
    from types import ModuleType

    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling

Trouble = Literal["fault", "slow", "busy", "down", "away"]
"""An answer that is none; none in time; a server that asks to be left alone; one that is down; nobody there at all."""


class TransientError(Exception):
    """The same request may be answered later."""

    def __init__(self, reason: str, trouble: Trouble = "fault", *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.retry_after = retry_after
        """Seconds that the server asked to be left alone, if it did."""


class RefusedError(Exception):
    """This request will never be answered; others may."""

    def __init__(self, reason: str, *, likely_all: bool = False) -> None:
        super().__init__(reason)
        self.likely_all = likely_all
        """Whether every other request meets the same, unless one was answered already."""


class Backend(Protocol):
    """Answers prompts over one model; knows nothing of tasks, retries or files."""

    @property
    def endpoint(self) -> str:
        """What answers, as an identity: two backends with equal endpoint and model give interchangeable answers."""

    @property
    def model(self) -> str:
        """The model's id as it is sent."""

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """What is sent beside model and messages, as JSON has it; equal exactly where the same is asked for.

        Raises:
            ConfigError: if the model can't be told so.
        """

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:
        """One answer; latency, time of arrival, attempts and what was sent are left to the engine.

        Raises:
            TransientError: if it is worth asking again.
            RefusedError: if this request will never be answered.
            EndpointError: if no request will be.
        """

    async def close(self) -> None:
        """Ends the connections; the backend is not used after it."""


@runtime_checkable
class Scorer(Backend, Protocol):
    """A backend that also tells how likely its model finds each of several ways to go on from a text.

    Unlike other backends it is used again after `close`: a run may ask for letters first and for likelihoods then.
    """

    async def choose(self, prompt: Prompt, choices: tuple[str, ...]) -> Completion:
        """The `Likelihoods` of the choices after the `text_before` them, written as the answer's text.

        All the tokens that it reads count as the prompt's, the choices among them; nothing is written. Where a text
        has no token that begins it, or a choice none of its own, the request is refused.

        Raises:
            TransientError, RefusedError, EndpointError: as `complete`.
        """


def names() -> list[str]:
    """The backends there are."""
    return sorted(module.name for module in iter_modules(__path__))


def connect(entry: ModelEntry, concurrency: int) -> Backend:
    """The backend that the entry names, ready to answer `concurrency` prompts at once.

    Raises:
        UnknownNameError: if there is no such backend.
        SSMRError: whatever the backend says is missing.
    """
    return cast("Backend", _module(entry).connect(entry, concurrency))


def lacks(entry: ModelEntry) -> str:
    """What this machine lacks for the entry, in one line; nothing where it can be used.

    Raises:
        UnknownNameError: if there is no such backend.
    """
    return str(_module(entry).lacks(entry))


def no_likelihoods(entry: ModelEntry) -> str:
    """Why the entry can't be asked how likely a text is, in one line with the way out; nothing where it can.

    Raises:
        UnknownNameError: if there is no such backend.
    """
    if getattr(_module(entry), "SCORES", False):
        return ""
    able = [name for name in names() if getattr(import_module(f"{__name__}.{name}"), "SCORES", False)]
    return (
        f"the model {entry.name!r} ({entry.backend}) answers chats only, and says nothing of how likely a choice is; "
        f"take open weights ({', '.join(name for name in able if name != 'scripted')}), "
        "or a task that asks for the letter in words"
    )


def _module(entry: ModelEntry) -> ModuleType:
    if entry.backend not in names():
        raise UnknownNameError("backend", entry.backend, names())
    return import_module(f"{__name__}.{entry.backend}")
