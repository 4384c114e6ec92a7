"""A text and the choices after it, as a model's tokens: `Encoded`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.backends import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text and what may follow it, as tokens."""

    text: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]
    """Of each choice those that come after the text's."""

    @property
    def longest(self) -> int:
        """Tokens of the text with its longest choice."""
        return len(self.text) + max(map(len, self.choices))

    @property
    def scored(self) -> int:
        """Tokens of all choices."""
        return sum(map(len, self.choices))

    def check(self, context: int) -> None:
        """Passes if the text and each choice fit into a context of so many tokens.

        Raises:
            RefusedError: if one does not; a text cut at its head would be another question.
        """
        if self.longest > context:
            raise RefusedError(f"the prompt of {self.longest} tokens exceeds the context of {context}")


def encode(text: str, choices: Sequence[str], tokens: Callable[[str], Sequence[int]], start: int | None) -> Encoded:
    """Divides tokens as lm-eval does, so that its figures and ours are of the same tokens.

    Text and choice are encoded together, for a word may be another token with the space before it than without; what
    follows the tokens of the text alone is the choice's. Spaces at the text's end count as the choice's.

    Args:
        text: what the choices go on from.
        choices: at least one.
        tokens: the tokens of a text, with those that a text begins with.
        start: stands before the choices where the text is empty, if the model has such a token.

    Raises:
        RefusedError: if a choice has no token of its own, or an empty text none to stand for it.

    >>> encode("Answer:", (" A", " B"), lambda text: [ord(sign) for sign in text[6:]], None)
    Encoded(text=(58,), choices=((32, 65), (32, 66)))
    """
    kept = text.rstrip()
    before = list(tokens(kept)) if kept else []
    if not before and start is not None:
        before = [start]
    if not before:
        raise RefusedError("the prompt is empty, and the model has no token that begins a text")
    length = len(before) if kept else len(tokens(""))
    found = []
    for choice in choices:
        own = tuple(tokens(text + choice)[length:])
        if not own:
            raise RefusedError(f"the choice {choice!r} has no token of its own after the prompt; begin it with a space")
        found.append(own)
    return Encoded(tuple(before), tuple(found))
