"""How a run stands."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Tally:
    """How a run stands."""

    total: int = 0
    reused: int = 0
    """Answers found in the journal."""
    sent: int = 0
    """Questions put to the backend, retries not counted."""
    failed: int = 0
    unasked: int = 0
    """Questions that a run which was stopped did not come to."""
    retries: int = 0
    """Attempts beyond the first."""
    tokens: int = 0
    """Of the new answers: prompt and completion together."""
    cost: float = 0.0
    """Of the new answers, in the price's currency; 0 without a price."""
    trouble: str = ""
    """Why the run waits just now, if it does."""
    stopped: str = ""
    """Why the run was stopped before its end, if it was."""

    def followed_by(self, later: Tally) -> Tally:
        """The two as one: of questions asked one after the other."""
        counts = [field.name for field in fields(self) if field.name not in ("trouble", "stopped")]
        sums = {name: getattr(self, name) + getattr(later, name) for name in counts}
        return Tally(**sums, trouble=later.trouble, stopped=later.stopped or self.stopped)

    @property
    def done(self) -> int:
        """Questions settled, in whatever way."""
        return self.reused + self.sent + self.unasked

    @property
    def kept(self) -> int:
        """Questions with an answer in the journal."""
        return self.reused + self.sent - self.failed
