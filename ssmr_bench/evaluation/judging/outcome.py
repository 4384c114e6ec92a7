"""What can become of an item."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of an item. Only the first two are answers; a failed one says nothing about the model."""

    CORRECT = "correct"
    WRONG = "wrong"
    TRUNCATED = "truncated"
    """Cut off at the token limit before it answered."""
    EMPTY = "empty"
    UNPARSED = "unparsed"
    """Text without a choice that could be read."""
    REFUSED = "refused"
    """Held back by a content filter, or declined in words."""
    FAILED = "failed"
    """No answer came: the network, the server."""


ANSWERED = frozenset({Outcome.CORRECT, Outcome.WRONG})
UNANSWERED = frozenset({Outcome.TRUNCATED, Outcome.EMPTY, Outcome.UNPARSED, Outcome.REFUSED})
