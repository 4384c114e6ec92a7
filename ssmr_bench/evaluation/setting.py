"""What a run was, as it stands in `result.json` beside the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.manner import Manner

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run was: enough to run it again, and to know which runs can be compared."""

    task: str
    model: str
    prompt: str
    prompt_sha256: str
    """Of the prompt's file."""
    endpoint: str
    model_id: str
    open: bool
    """Whether the options were left out."""
    shots: int
    orders: int
    repeats: int
    subset: str | None
    limit: int | None
    """How many of the first items were asked; None for all of them. These five are as in `Manner`."""
    concurrency: int
    """Questions asked at once. It is no part of the question, but a server that batches may answer otherwise."""
    sampling: dict[str, Any]
    split: dict[str, str]
    """`name`, `version` and `sha256` of the problems."""
    versions: dict[str, str]
    scorer: int
    """The version of the judge."""
    variant: str
    """The options that differ from the model's and the task's own, as in "limit=40"; empty for an ordinary run."""

    @property
    def manner(self) -> Manner:
        """How the items were asked."""
        return Manner(self.prompt, self.shots, self.orders, self.repeats, self.subset, self.limit)

    @property
    def items(self) -> str:
        """Which items of the split were asked, in words."""
        named = f"subset {self.subset}" if self.subset else "all items"
        return named if self.limit is None else f"the first {self.limit} of {named}"

    def folder(self, out: Path) -> Path:
        """Where the run's files lie: runs of other settings never meet in one folder."""
        return out / self.task / self.model / ",".join(filter(None, (self.prompt, self.variant)))
