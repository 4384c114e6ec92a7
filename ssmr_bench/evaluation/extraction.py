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
from ssmr_bench.evaluation.finals import Final, doubted, finals

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = Literal["boxed", "answer_line", "bare_letter", "option_text", "none"]

_STATED = re.compile(r".*(?:\b(?:is|are|forms?|makes?|gives?|spells?)\b|=)\s+(.*)")


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
    for final in finals(text, cut=cut):
        if final.anchor == "line":
            return _of_lines(text, options)
        if letter := _chosen(final, options):
            return Reading(letter, final.anchor)
    return Reading(None, "none")


def _of_lines(text: str, options: Sequence[str]) -> Reading:
    lines = [line.strip() for line in text.strip().split("\n")]
    if letter := _alone(lines, options):
        return Reading(letter, "bare_letter")
    letter = _stated(lines[-1], options)
    return Reading(letter, "option_text" if letter else "none")


def _chosen(final: Final, options: Sequence[str]) -> str | None:
    if final.head:
        return letter_at_head(final.text, options)
    letters = {letter_of(said, options) for said in (final.text, *final.beside)}
    return letters.pop() if len(letters) == 1 else None


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
    return option_of(said, options) or (option_of(stated[1], options) if stated and not doubted(said) else None)
