"""The runs of a folder: what was started, how far it came, and how to go on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    """Every item has an answer."""
    INCOMPLETE = "incomplete"
    """It came to its end, and some items have none."""
    STOPPED = "stopped"
    """It was interrupted, or its process ended otherwise."""
    CONTINUED = "continued"
    """It did not come to its end, and a later run of the same model over the same items did."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as the journal holds it."""

    number: int
    started: str
    """UTC, ISO 8601."""
    command: str
    """The command line, which also goes on with the run."""
    model: str
    tasks: str
    total: int
    """Questions, 0 until they were counted."""
    reused: int
    """How many of them had an answer before."""
    answered: int
    """How many answers this run brought."""
    tokens: float
    """Prompt and completion tokens of those."""
    cost: float | None
    """What they cost, in the currency of the prices; None without prices."""
    state: str
    """One of `RunState`; a run whose process was killed still says that it runs."""

    @property
    def resumable(self) -> bool:
        """Whether there is something to go on with."""
        return self.state in (RunState.INCOMPLETE, RunState.STOPPED)

    @property
    def done(self) -> int:
        """Questions with an answer."""
        return self.reused + self.answered
