r"""Reads the chosen letter from a model's answer, and says by which rule.

A musical answer is full of letters that are no choice: the article "a", notes, chords, keys. So a letter counts only
where something marks it as the choice, and each rule is tried only where the ones before it found nothing:

- `boxed`: the last `\boxed{…}` that is neither empty nor a placeholder;
- `answer_line`: the last `<answer>…</answer>`, "answer is", "answer:", "B is correct" or 答案是, unless in doubt;
- `bare_letter`: a first or last line that is nothing but a choice, as "B" or "B. minor third";
- `option_text`: a last line that is, or ends by stating, the text of exactly one option.

All of them take time linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ssmr_bench.evaluation.choice import letter_at_head, letter_of, marked, option_of, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = Literal["boxed", "answer_line", "bare_letter", "option_text", "none"]

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
    r"(?:^|[.:!\n])[\s*_(]*(?i:(?:so|thus|therefore|hence),? )?[*_]*(?i:option |choice |answer )?[*_(]*([A-D])[*_)]*"
    r" is (?:therefore )?(?:the )?(?:correct|right|best)\b"
)
_DOUBT = re.compile(r"\b(?:wrong|incorrect|not|if|unless|might|may|could|other|common|tempting)\b|n't\b", re.IGNORECASE)
_STATED = re.compile(r".*(?:\b(?:is|are|forms?|makes?|gives?|spells?)\b|=)\s+(.*)")
_LAST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a completion."""

    letter: str | None
    rule: Rule
    """The rule that fired."""


def extract(text: str, options: Sequence[str], *, cut: bool = False) -> Reading:
    r"""The letter that the text chooses among the options, which stand for A, B, C and so on.

    Args:
        text: an answer, thoughts removed.
        options: the options' texts in the order they were shown.
        cut: whether the answer was cut off at a limit; then only a closed box or tag is trusted, for "the answer is A"
            may have been about to go on with "minor third".

    >>> extract(r"So it is a minor third: \boxed{B}.", ["major third", "minor third", "tritone", "unison"])
    Reading(letter='B', rule='boxed')
    >>> extract("The answer is a minor third.", ["major third", "minor third", "tritone", "unison"])
    Reading(letter='B', rule='answer_line')
    >>> extract("It could be A minor or C major.", ["A minor", "C major", "G major", "E minor"])
    Reading(letter=None, rule='none')
    """
    boxes = [box for box in _BOXED.finditer(text) if not (box[1] or _PLACEHOLDER.fullmatch(plain(_held(box))))]
    if boxes:
        return _reading(_last_box(text, boxes, options), "boxed")
    if tags := _TAGGED.findall(text):
        return _reading(letter_of(tags[-1], options), "answer_line")
    lines = [line.strip() for line in text.strip().split("\n")]
    if cut or not any(lines):
        return Reading(None, "none")
    if letter := _after_answer(text, options):
        return Reading(letter, "answer_line")
    if letter := _alone(lines, options):
        return Reading(letter, "bare_letter")
    return _reading(_stated(lines[-1], options), "option_text")


def _reading(letter: str | None, rule: Rule) -> Reading:
    return Reading(letter, rule if letter else "none")


def _held(box: re.Match[str]) -> str:
    return box[2] or box[3] or ""


def _last_box(text: str, boxes: Sequence[re.Match[str]], options: Sequence[str]) -> str | None:
    """What the last box holds, unless another on its line holds something else: that is a list, not a choice."""
    line = text.rfind("\n", 0, boxes[-1].start())
    letters = {letter_of(_held(box), options) for box in boxes[-20:] if box.start() > line}
    return letters.pop() if len(letters) == 1 else None


def _after_answer(text: str, options: Sequence[str]) -> str | None:
    """What the last sentence chooses that speaks of the answer; one that never comes to it is not searched for ever."""
    verdicts = [*_VERDICT.finditer(text)][-1:]
    anchors = [*_ANSWER.finditer(text)][-_LAST_ANSWERS:]
    for anchor in sorted(verdicts + anchors, key=lambda match: -match.start()):
        if _DOUBT.search(_sentence_before(text, anchor.start())):
            continue
        if anchor.re is _VERDICT:
            return str(anchor[1])
        if letter := letter_at_head(text[anchor.end() : anchor.end() + 200].partition("\n")[0], options):
            return letter
    return None


def _sentence_before(text: str, end: int) -> str:
    before = text[max(0, end - 100) : end]
    return re.split(r"[.!?\n]", before)[-1]


def _alone(lines: Sequence[str], options: Sequence[str]) -> str | None:
    """The choice that the last line is, or the first; beside a line with another letter it only belongs to a list."""
    # A letter that a sentence was broken before is no line of its own.
    broken = len(lines) > 1 and lines[-2] != "" and not lines[-2].endswith((".", "!", "?", ")", "*", "}"))
    ends = [*([] if broken else [(lines[-1], lines[-2:-1])]), (lines[0], lines[1:2])]
    for line, beside in ends:
        letter = letter_of(line, options) if not option_of(plain(line), options) else None
        if letter and all(marked(other) in (None, letter) for other in beside):
            return letter
    return None


def _stated(line: str, options: Sequence[str]) -> str | None:
    """The option that a line is, or that it ends by stating, as in "C to E-flat is a minor third."."""
    said = plain(line)
    stated = _STATED.match(said)
    return option_of(said, options) or (option_of(stated[1], options) if stated and not _DOUBT.search(said) else None)
