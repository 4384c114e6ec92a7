"""What a model is shown: `Image`, `Message`, `Prompt`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture within a message."""

    data: bytes
    """A PNG or a JPEG file; of a set that others publish also a WebP or a GIF."""

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def media_type(self) -> str:
        """Which of these it is."""
        return media_type(self.data) or "image/png"


def media_type(data: bytes) -> str:
    """What kind of picture a file is, by its first bytes; empty if it is none that models are sent.

    >>> media_type(b"RIFF....WEBPVP8 "), media_type(b"BM6")
    ('image/webp', '')
    """
    if data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begun, kind in _KINDS.items() if data.startswith(begun)), "")


_KINDS = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


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
    def turns(self) -> list[dict[str, Any]]:
        """The prompt as JSON has it, pictures by their digest: equal exactly where the model would see the same."""
        return [
            {
                "role": message.role,
                "parts": [part if isinstance(part, str) else {"sha256": part.sha256} for part in message.parts],
            }
            for message in self.messages
        ]

    @property
    def canonical(self) -> str:
        """The turns as one line."""
        return json.dumps(self.turns, sort_keys=True)

    @property
    def sha256(self) -> str:
        """The digest of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def plain_text(prompt: Prompt, mark: str) -> str:
    r"""The prompt as one text, for a model that knows of no chat: it goes on after the last "Answer:".

    Each shot's answer stands after its own "Answer:"; in the place of each picture stands the mark. A question that
    ends with such a word itself, as those of lm-eval's tasks do, gets no second one.

    >>> shot = Message("user", ("1 + 1?",)), Message("assistant", ("2",))
    >>> plain_text(Prompt((*shot, Message("user", ("1 + 2?",)))), "")
    '1 + 1?\n\nAnswer: 2\n\n1 + 2?\n\nAnswer:'
    >>> plain_text(Prompt((Message("user", ("Problem:\n1 + 1?\n\nSolution:",)),)), "")
    'Problem:\n1 + 1?\n\nSolution:'
    """
    said: list[str] = []
    cued = False
    for turn in prompt.messages:
        text = "".join(part if isinstance(part, str) else mark for part in turn.parts)
        if turn.role == "assistant" and cued:
            said[-1] += f" {text}"
        else:
            said.append(f"Answer: {text}" if turn.role == "assistant" else text)
        cued = turn.role == "user" and _calls(text)
    return "\n\n".join(said if cued else [*said, "Answer:"])


def _calls(text: str) -> bool:
    """Whether a text ends with a word that calls for an answer, on a line of its own."""
    line = text.rpartition("\n")[2]
    return line.endswith(":") and len(line) <= 32
