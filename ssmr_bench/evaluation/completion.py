"""What comes back from a model: a `Completion`, or a `Failure` that says why none came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

FinishReason = Literal["stop", "length", "content_filter"]


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer as it came back."""

    text: str
    """The raw text; thoughts are in it where the server did not return them apart."""
    finish_reason: FinishReason = "stop"
    reasoning: str = ""
    """The thoughts, whether the server returned them apart or they were marked in the text."""
    model: str = ""
    """The model's id as the server returned it."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    """All that was generated, thoughts included."""
    reasoning_tokens: int | None = None
    """How many of them were thoughts, where the server says so."""
    cached_tokens: int | None = None
    """How many of the prompt's tokens the server had read before."""
    latency: float = 0.0
    """Seconds from sending the request to holding the whole answer, of the attempt that brought it."""
    received: str = ""
    """When the answer was there, UTC, ISO 8601."""
    attempts: int = 1
    """Requests sent until it came."""
    sent: Mapping[str, Any] = field(default_factory=dict)
    """The request's parameters as they were sent, messages left out."""
    held_back: str = ""
    """What the provider said where its filter held the question or the answer back."""

    @property
    def tokens(self) -> int:
        """Of prompt and answer together, as far as the server told."""
        return (self.prompt_tokens or 0) + (self.completion_tokens or 0)

    def to_json(self) -> str:
        """One line of JSON that any text survives, lone surrogates included."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def from_json(cls, line: str) -> Completion:
        """The completion that `to_json` wrote; fields that a later version added are passed over.

        Raises:
            ValueError: if the line is no completion.
        """
        record = json.loads(line)
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise ValueError("not a completion")
        known = {field.name for field in fields(cls)}
        for name in ("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens"):
            if not isinstance(record.get(name), int | None):
                raise ValueError(f"a completion whose {name} are no number")
        return cls(**{name: value for name, value in record.items() if name in known})


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer: never a wrong answer, and asked again by the next run."""

    reason: str
    attempts: int = 0
    """Requests sent for it."""


def finish_reason(said: str | None) -> FinishReason:
    """A server's word for why it stopped, in ours; an unknown word is an ordinary stop.

    >>> finish_reason("length"), finish_reason("eos")
    ('length', 'stop')
    """
    for known in get_args(FinishReason):
        if said == known:
            return known  # type: ignore[no-any-return]
    return "stop"
