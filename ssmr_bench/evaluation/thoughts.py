"""Tells a model's thoughts from its answer, where both came as one text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENS = re.compile(r"\s*(?:<(?:think|thinking|thought|reasoning)\s*>|\[think\])", re.IGNORECASE)
_CLOSES = re.compile(r"<\s*/\s*(?:think|thinking|thought|reasoning)\s*>|\[/think\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thoughts:
    """A text, taken apart."""

    thought: str
    """What came before the answer, marks left out; empty where nothing marks it."""
    answer: str
    closed: bool
    """Whether every thought came to its end; one that did not was cut off, and has no answer."""


def apart(text: str) -> Thoughts:
    """The thoughts and the answer of a text; what stands before a lone `</think>` was a thought too.

    >>> apart("<think>Is it B?</think> C")
    Thoughts(thought='Is it B?', answer=' C', closed=True)
    >>> apart("Is it B?</think> C").thought
    'Is it B?'
    >>> apart("<think>Is it B?")
    Thoughts(thought='Is it B?', answer='', closed=False)
    """
    begin, end = 0, 0
    for close in _CLOSES.finditer(text):
        begin, end = close.span()
    rest = text[end:]
    if opened := _OPENS.match(rest):
        return Thoughts(text[:begin] + rest[opened.end() :], "", closed=False)
    first = _OPENS.match(text)
    return Thoughts(text[first.end() if first and end else 0 : begin], rest, closed=True)
