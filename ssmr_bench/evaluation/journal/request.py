"""A question as the journal knows it: by everything that could change the answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Request:
    """A question to one model at one endpoint."""

    endpoint: str
    model: str
    prompt: Prompt
    sampling: Sampling
    parameters: Mapping[str, Any]
    """The sampling as the backend sends it."""
    repeat: int = 0
    """Which of several answers to the same prompt, from 0."""
    choices: tuple[str, ...] = ()
    """What the model is to find likely or not, in place of writing an answer; none where it is to write one."""
    canonical: str = field(init=False, repr=False)
    """All of it as JSON with sorted keys, pictures by their digest; the sampling as it is sent."""
    key: str = field(init=False, repr=False)
    """The digest of that, in hexadecimal: the answer is kept under it."""

    def __post_init__(self) -> None:
        asked: dict[str, Any] = {
            "endpoint": self.endpoint,
            "model": self.model,
            "messages": self.prompt.turns,
            "sampling": dict(self.parameters),
            "repeat": self.repeat,
        }
        # Named only where there are some: what journals hold was kept under a key without them.
        asked |= {"choices": self.choices} if self.choices else {}
        canonical = json.dumps(asked, sort_keys=True)
        object.__setattr__(self, "canonical", canonical)
        object.__setattr__(self, "key", hashlib.sha256(canonical.encode()).hexdigest())
