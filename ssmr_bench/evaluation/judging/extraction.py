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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ssmr_bench.evaluation.judging.choice import letter_at_head, letter_of, marked, option_of, plain, trailed
from ssmr_bench.evaluation.judging.finals import Final, finals, settled

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = Literal["boxed", "answer_line", "bare_letter", "option_text", "none"]


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
    found = settled(finals(text, cut=cut), lambda final: _chosen(final, options))
    return Reading(found[0], _rule(*found, options)) if found else Reading(None, "none")


def _chosen(final: Final, options: Sequence[str]) -> str | None:
    """The letter that a place states."""
    if final.anchor == "sentence":
        return option_of(final.text, options) or trailed(final.text, options)
    letter = (letter_at_head if final.head else letter_of)(final.text, options)
    return letter if all(marked(line) in (None, letter) for line in final.neighbours) else None


def _rule(letter: str, final: Final, options: Sequence[str]) -> Rule:
    if final.anchor in ("boxed", "answer_line"):
        return final.anchor
    named = final.anchor == "sentence" or option_of(plain(final.text), options) == letter
    return "option_text" if named else "bare_letter"
