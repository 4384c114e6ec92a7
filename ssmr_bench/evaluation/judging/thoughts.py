"""Tells a model's thoughts from its answer, where both came as one text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = r"(?:seed:)?(?:think|thinking|thought|reasoning|reason|reflection)"
_OPEN = (
    rf"<{_TAG}\s*>|\[think\]|◁think▷|<\|begin_of_thought\|>|<\|start_thinking\|>"
    r"|(?:<\|start\|>assistant)?<\|channel\|?>(?:analysis|commentary|thought)(?:<\|message\|>)?"
)
_OPENS = re.compile(rf"(?:\A\s*|\n[ \t]*)(?:{_OPEN})", re.IGNORECASE)
"""Only where a line begins: a model may speak of its tags."""
_WORDED = re.compile(r"\s*(?:analysis(?=[A-Z])|here is my thought process:)", re.IGNORECASE)
"""Thoughts that begin with a word: channels whose marks were taken off, and Granite's."""
_ANY = re.compile(_OPEN, re.IGNORECASE)
_CLOSE = (
    rf"<\s*/\s*{_TAG}\s*>|\[/think\]|◁/think▷|<\|end_of_thought\|>|<\|end_thinking\|>"
    r"|<\|channel\|>final(?:<\|message\|>)?|<channel\|>"
)
_CLOSES = re.compile(_CLOSE, re.IGNORECASE)
_WORDED_CLOSES = re.compile(rf"{_CLOSE}|assistantfinal|here is my response:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thoughts:
    """A text, taken apart."""

    thought: str
    """What came before the answer, marks left out; empty where nothing marks it."""
    answer: str
    closed: bool
    """Whether every thought came to its end; one that did not was cut off, and before it there is seldom an answer."""


def apart(text: str) -> Thoughts:
    """The thoughts and the answer of a text; what stands before a lone `</think>` was a thought too.

    >>> apart("<think>Is it B?</think> C")
    Thoughts(thought='Is it B?', answer=' C', closed=True)
    >>> apart("Is it B?</think> C").thought
    'Is it B?'
    >>> apart("<think>Is it B?")
    Thoughts(thought='Is it B?', answer='', closed=False)
    >>> apart("<think>Is it B?</think> C </think>").answer
    ' C '
    """
    text = text.replace("\r\n", "\n").lstrip("\ufeff\u200b")
    worded = _WORDED.match(text)
    begin, end, stop = _answer_between(text, _WORDED_CLOSES if worded else _CLOSES)
    rest = text[end:stop]
    if opened := _OPENS.search(rest):
        thought = text[:begin] + rest[opened.end() :]
        return Thoughts(thought, rest[: opened.start()], closed=False)
    first = worded or _OPENS.match(text)
    return Thoughts(text[first.end() if first and end else 0 : begin], rest, closed=bool(end) or worded is None)


def _answer_between(text: str, closes: re.Pattern[str]) -> tuple[int, int, int]:
    """Where the last mark that closes thoughts begins and ends, and where the answer ends.

    A mark with nothing behind it, after another one, is a stray one: the answer lies between them.
    """
    last, before = (0, 0), (0, 0)
    for close in closes.finditer(text):
        last, before = close.span(), last
    if before[1] and not text[last[1] :].strip():
        between = text[before[1] : last[0]]
        if between.strip() and not _ANY.search(between):
            return *before, last[0]
    return *last, len(text)
