"""Keeps the tokens that transformers generates: lm-eval returns text alone, which does not tell how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Tap:
    """Takes the place of a model's `generate`, which goes on as before."""

    generate: Any
    """The model's own."""
    stops: Callable[[], bool]
    """Whether to stop at the next token."""
    rows: list[list[int]] = field(default_factory=list)
    """What was generated, a row of tokens for each prompt; those of a batch go on until the last is done."""
    lengths: list[int] = field(default_factory=list)
    """The tokens of each prompt, those of its pictures among them."""

    def __call__(self, **arguments: Any) -> Any:
        """Generates a batch; takes and returns what `generate` does."""
        arguments["stopping_criteria"].append(lambda *_, **__: self.stops())
        output = self.generate(**arguments)
        self.rows += output[:, arguments["input_ids"].shape[1] :].tolist()
        self.lengths += arguments["attention_mask"].sum(dim=1).tolist()
        return output

    def empty(self) -> None:
        """Forgets what was generated so far."""
        self.rows, self.lengths = [], []
