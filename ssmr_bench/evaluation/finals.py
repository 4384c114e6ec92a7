r"""Finds where a model's answer states its final answer, whatever that is: a letter, a name, a line of ABC.

How it is read is another matter: `extraction` reads choices, and the open form of a question reads music.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ssmr_bench.evaluation.choice import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

Anchor = Literal["boxed", "answer_line", "line"]

_BOXED = re.compile(
    r"(\bnot\s+)?\\boxed\s*"
    r"(?:\{([^{}]{0,200}(?:\{[^{}]{0,200}(?:\{[^{}]{0,99}\})?[^{}]{0,200}\}[^{}]{0,200}){0,3})\}|([A-D])\b)"
)
_PLACEHOLDER = re.compile(r"(?:the |your |correct |final )*(?:letter|answer|option|choice|x|\.{3}|…)?", re.IGNORECASE)
_TAGGED = re.compile(r"<answer>([^<>]{0,200})</answer>", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:\b(?:answer(?: to [^.\n]{1,40}?)?|(?:correct|right|best|my) (?:option|choice|letter))[*_\"”\s]*"
    r"(?:\b(?:is|must be|should be|would be|will be)\b|[:：=→])|\b(?:option|choice|letter) is\b"
    r"|\bi (?:choose|pick|select)\b|答案\s*(?:是|为|应为)?|故选|选择)[*_:：=\"\s]*"
    r"(?:(?:therefore|thus|clearly|definitely|probably|most likely|indeed|simply|actually)\b[,:*_\s]*)?",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"(?:^|[.:!\n])[\s*_(]{0,9}(?i:(?:so|thus|therefore|hence),? )?[*_]*(?i:option |choice |answer )?[*_(]*([A-D])[*_)]*"
    r" is (?:therefore )?(?:the )?(?:correct|right|best)\b"
)
_DOUBT = re.compile(r"\b(?:wrong|incorrect|not|if|unless|might|may|could|other|common|tempting)\b|n't\b", re.IGNORECASE)
_LAST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Final:
    """A place where a final answer is stated."""

    text: str
    """As it stands there, LaTeX and Markdown included: `plain` takes them off."""
    anchor: Anchor
    """What marks it: a box, a word such as "answer is" or a tag, or that it is a whole line."""
    head: bool = False
    """Whether the text only begins with the answer, as what follows "the answer is" does."""
    beside: tuple[str, ...] = ()
    """What other boxes on the same line hold: unless they are read as the same, all of them are a list."""


def finals(text: str, *, cut: bool = False) -> Iterator[Final]:
    r"""The places that state the final answer, most binding first; the first that can be read is the answer.

    A box binds: where there is one that is neither empty nor a placeholder, the last such is the only place. So does an
    `<answer>` tag. Then comes what follows "the answer is", last one first, unless in doubt, then the last line and the
    first. Takes time linear in the length of the text.

    Args:
        text: an answer, thoughts removed.
        cut: whether the answer was cut off at a limit; then only a closed box or tag is trusted, for "the answer is A"
            may have been about to go on with "minor third".

    >>> [final.text for final in finals(r"Answer: a third? No: \boxed{a sixth}")]
    ['a sixth']
    >>> [(final.text, final.anchor) for final in finals("The answer is 6/8.")]
    [('6/8.', 'answer_line'), ('The answer is 6/8.', 'line')]
    """
    boxes = [box for box in _BOXED.finditer(text) if not (box[1] or _PLACEHOLDER.fullmatch(plain(_held(box))))]
    if boxes:
        yield _last_box(text, boxes)
        return
    if tags := _TAGGED.findall(text):
        yield Final(tags[-1], "answer_line")
        return
    if not cut:
        yield from _after_answer(text)
        yield from _lines(text)


def doubted(said: str) -> bool:
    """Whether a sentence, or its beginning, takes back what it states: "not", "might", "if"."""
    return bool(_DOUBT.search(said))


def _held(box: re.Match[str]) -> str:
    return box[2] or box[3] or ""


def _last_box(text: str, boxes: list[re.Match[str]]) -> Final:
    line = text.rfind("\n", 0, boxes[-1].start())
    beside = {_held(box): None for box in boxes[-20:-1] if box.start() > line}
    return Final(_held(boxes[-1]), "boxed", beside=tuple(beside))


def _after_answer(text: str) -> Iterator[Final]:
    """What the last sentences say that speak of the answer; one that never comes to it is not searched for ever."""
    verdicts = [*_VERDICT.finditer(text)][-1:]
    anchors = [*_ANSWER.finditer(text)][-_LAST_ANSWERS:]
    for anchor in sorted(verdicts + anchors, key=lambda match: -match.start()):
        if doubted(_sentence_before(text, anchor.start())):
            continue
        if anchor.re is _VERDICT:
            yield Final(anchor[1], "answer_line")
        else:
            yield Final(text[anchor.end() : anchor.end() + 200].partition("\n")[0], "answer_line", head=True)


def _sentence_before(text: str, end: int) -> str:
    before = text[max(0, end - 100) : end]
    return re.split(r"[.!?\n]", before)[-1]


def _lines(text: str) -> Iterator[Final]:
    lines = text.strip().split("\n")
    for line in dict.fromkeys((lines[-1].strip(), lines[0].strip())):
        if line:
            yield Final(line, "line")
