"""How likely a model finds each of several ways to go on from a text: `Likelihoods`, kept as an answer's text."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation.prompt import Message, Prompt, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

SENT = {"choices_after": "plain_text"}
"""What is recorded as sent: no sampling bears on a likelihood, and every model is shown plain text, chat or not."""


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """What a model says of the choices after a text."""

    log_probabilities: Mapping[str, float]
    """Of each choice, in nats: the sum over its tokens, given the text and the choice's earlier tokens."""
    greedy: frozenset[str] = frozenset()
    """The choices whose every token is the most likely one in its place."""

    @property
    def text(self) -> str:
        """One line of JSON, as an answer is kept.

        >>> Likelihoods({" A": -0.5, " B": -2.0}, frozenset({" A"})).text
        '{"log_probabilities": {" A": -0.5, " B": -2.0}, "greedy": [" A"]}'
        """
        return json.dumps({"log_probabilities": dict(self.log_probabilities), "greedy": sorted(self.greedy)})

    @classmethod
    def read(cls, text: str) -> Likelihoods:
        """What `text` wrote.

        Raises:
            ValueError: if the text is anything else; an infinite or undefined logarithm is.
        """
        record = _record(text)
        said, greedy = record.get("log_probabilities"), record.get("greedy")
        if not isinstance(said, dict) or not isinstance(greedy, list):
            raise ValueError("no likelihoods")
        if not all(type(value) in (int, float) and math.isfinite(value) for value in said.values()):
            raise ValueError("a logarithm of a likelihood that is no number")
        if not all(isinstance(choice, str) and choice in said for choice in greedy):
            raise ValueError("a greedy choice that is none of the choices")
        return cls({choice: float(value) for choice, value in said.items()}, frozenset(greedy))

    @property
    def likeliest(self) -> str | None:
        """The choice with the greatest likelihood; None where two share it, for then nothing is preferred.

        >>> Likelihoods({" A": -0.5, " B": -2.0}).likeliest
        ' A'
        >>> Likelihoods({" A": -0.5, " B": -0.5, " C": -2.0}).likeliest
        """
        most = max(self.log_probabilities.values(), default=0.0)
        best = [choice for choice, value in self.log_probabilities.items() if value == most]
        return best[0] if len(best) == 1 else None


def _record(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except RecursionError as error:
        raise ValueError("no likelihoods") from error
    if not isinstance(record, dict):
        raise ValueError("no likelihoods")
    return record


def begun(text: str) -> Prompt:
    """The prompt for a text that choices go on from as it stands, with no word added."""
    return Prompt((Message("assistant", (text,)),))


def text_before(prompt: Prompt) -> str:
    r"""The text that the choices go on from: the chat in plain words, or the text that an answer has begun with.

    >>> text_before(Prompt((Message("user", ("1 + 1?",)),)))
    '1 + 1?\n\nAnswer:'
    >>> text_before(Prompt((Message("user", ("1 + 1?",)), Message("assistant", ("It is",)))))
    '1 + 1?\n\nAnswer: It is'
    >>> text_before(begun("One and one make"))
    'One and one make'
    """
    *before, last = prompt.messages
    if last.role != "assistant":
        return plain_text(prompt, "")
    answer = "".join(map(str, last.parts))
    return f"{plain_text(Prompt(tuple(before)), '')} {answer}" if before else answer


def spaced(text: str, choice: str) -> str:
    """The choice as it stands after the text: with a space where neither has one."""
    return choice if choice[:1].isspace() or text[-1:].isspace() or not text else f" {choice}"
