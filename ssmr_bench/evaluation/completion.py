"""What is asked of a model and what comes back: `Message`, `Prompt`, `Sampling`; `Completion` or `Failure`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

FinishReason = Literal["stop", "length", "content_filter"]
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture within a message."""

    data: bytes
    """A PNG or a JPEG file."""

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def media_type(self) -> str:
        """Which of the two it is."""
        return "image/jpeg" if self.data.startswith(b"\xff\xd8") else "image/png"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat: text and pictures in reading order."""

    role: Role
    parts: tuple[str | Image, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages that a model gets, and nothing else."""

    messages: tuple[Message, ...]

    @property
    def pictured(self) -> bool:
        """Whether it holds a picture."""
        return any(isinstance(part, Image) for message in self.messages for part in message.parts)

    @property
    def canonical(self) -> str:
        """The prompt as JSON, pictures by their digest: equal exactly where the model would see the same."""
        turns = [
            {
                "role": message.role,
                "parts": [part if isinstance(part, str) else {"sha256": part.sha256} for part in message.parts],
            }
            for message in self.messages
        ]
        return json.dumps(turns, sort_keys=True)

    @property
    def sha256(self) -> str:
        """The digest of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the model is to draw its tokens; what is None is not sent, so the server's own default holds."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    """Upper bound on the tokens of an answer, thoughts included."""
    seed: int | None = None
    stop: tuple[str, ...] = ()

    def over(self, base: Sampling) -> Sampling:
        """This sampling where it says something, and `base` where it is silent.

        >>> Sampling(temperature=0.2).over(Sampling(temperature=1.0, max_tokens=64))
        Sampling(temperature=0.2, top_p=None, max_tokens=64, seed=None, stop=())
        """
        return replace(base, **{name: value for name, value in asdict(self).items() if value not in (None, ())})

    @property
    def said(self) -> dict[str, Any]:
        """The settings that are sent, by name, as JSON has them."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items() if v not in (None, ())}


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer as it came back."""

    text: str
    finish_reason: FinishReason = "stop"
    reasoning: str = ""
    """Thoughts that the server returned apart from the text."""
    model: str = ""
    """The model's id as the server returned it."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    latency: float = 0.0
    """Seconds from sending the request to holding the whole answer."""
    received: str = ""
    """When the answer was there, UTC, ISO 8601."""

    def to_json(self) -> str:
        """One line of JSON that any text survives, lone surrogates included."""
        return json.dumps(asdict(self))

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
        return cls(**{name: value for name, value in record.items() if name in known})


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that got no answer: never a wrong answer, and asked again by the next run."""

    reason: str


def finish_reason(said: str | None) -> FinishReason:
    """A server's word for why it stopped, in ours; an unknown word is an ordinary stop.

    >>> finish_reason("length"), finish_reason("eos")
    ('length', 'stop')
    """
    for known in get_args(FinishReason):
        if said == known:
            return known  # type: ignore[no-any-return]
    return "stop"
