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
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ssmr_bench.evaluation.judging import lines
from ssmr_bench.evaluation.judging.choice import letter_at_head, letter_of, marked, option_of, plain, trailed
from ssmr_bench.evaluation.judging.finals import Final, finals, settled
from ssmr_bench.evaluation.judging.phrases import CORRECTION, RECHECK, RETRACTION
from ssmr_bench.evaluation.judging.turns import before_next, own

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = Literal["boxed", "answer_line", "bare_letter", "option_text", "log_likelihood", "none"]
"""What a letter was read by; `log_likelihood` reads no text (`judging.likelihood`)."""

_ITEM = re.compile(
    r"^[ \t>#]{0,9}(?:[-\u2022*] )?(?:\*\*|__)?\(?([A-D])(?:[).:](?:\*\*|__)?|\*\*[).:]?)[ \t]+(?=\S)", re.MULTILINE
)
"""A line that a letter marks, as in a list of the options."""
_LETTER = re.compile(r"\(?[A-D]\b(?![-#\u266d\u266f])")
_FIRST = re.compile(
    r"(?:(?:the )?(?:final |correct )?(?:answer|option|choice)(?: is)?[: ]\s*)?\(?([A-D])(?:[).:,\s]|$)", re.I
)
_OF_NOTE = re.compile(r"[A-G](?:-(?:double-)?(?:flat|sharp|natural)|[#b]{0,2})")
_OPEN_END = re.compile(r"^(?!.*\b(?:answer|option|choice|letter)\b).*(?:[:\uff1a]|\bis)[*_\s]*$", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:\bit['\u2019]s|\bis|\bso|\bbe|[:,])\s{0,3}[*_$(]{0,4}([A-D])[*_$)]{0,4}(?: after all| then)?[.!*_$]{0,4}\Z",
    re.I,
)
"""How a text ends that names another letter at last."""
_BOX_ALTERED = re.compile(
    r"\\\w{1,9}\s?\{[^{}]{1,20}\}[$) ]{0,2}(?:[-^_ {\\]{0,4}(?:flat|sharp|natural)\b|[\u266d-\u266f#])", re.IGNORECASE
)
"""A box whose letter is but the first of a note's name."""
_NEAR = 20_000
_LINE = 1000


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
    found = _settled(text, options, cut=cut)
    if found is None or found[1].anchor == "sentence":
        return _reading(found, options)
    if found[1].anchor == "boxed" and _BOX_ALTERED.match(text, found[1].start):
        return _reading(None, options)
    held = _until_next(text, found[1])
    if taken := _taken_back(held):
        later = _settled(held[taken.end() :].lstrip(" ,.;:!\u2013\u2014-"), options, cut=cut)
        other = _ENDS.search(held[taken.end() :].rstrip()[-80:])
        if later or taken.re is RETRACTION or (other and other[1] != found[0]):
            return _reading(later, options)
    return _reading(None if _rivalled(text, *found, options) else found, options)


def _settled(text: str, options: Sequence[str], *, cut: bool) -> tuple[str, Final] | None:
    """The first place that can be read, unless words that announce an answer contradict themselves."""
    places = list(finals(text, cut=cut))
    found = settled(places, lambda final: _chosen(final, options, text))
    said = next((place for place in places if place.head and not place.neighbours), None)
    torn = said and _LETTER.match(plain(said.text)) and _chosen(said, options, text) is None
    return None if torn and found and found[1].anchor == "sentence" else found


def _chosen(final: Final, options: Sequence[str], text: str) -> str | None:
    """The letter that a place states."""
    if final.anchor == "sentence":
        return option_of(final.text, options) or trailed(final.text, options)
    if final.anchor in ("line", "answer_line") and _listed(text, final.start):
        return None
    bare = final.anchor == "line" and _FIRST.fullmatch(plain(final.text))
    if bare and _breaks_off(text[max(0, final.start - 300) : final.start], options):
        return None
    letter = (letter_at_head if final.head else letter_of)(final.text, options)
    return letter if all(marked(line) in (None, letter) for line in final.neighbours) else None


def _listed(text: str, start: int) -> bool:
    """Whether a line is one of a list of the options: the next one bears the next letter, or the last one the last."""
    line = _ITEM.match(text, text.rfind("\n", 0, start) + 1) or _ITEM.match(text, start)
    if line is None:
        return False
    after = _ITEM.search(text, line.end())
    if after and ord(after[1]) == ord(line[1]) + 1:
        return True
    before = deque(_ITEM.finditer(text, max(0, line.start() - _NEAR), line.start()), 1)
    return bool(before) and ord(before[0][1]) == ord(line[1]) - 1


def _breaks_off(before: str, options: Sequence[str]) -> bool:
    """Whether a line that is a note goes on with the sentence before it, where the options are notes."""
    said = before.rstrip().rpartition("\n")[2]
    return any(_OF_NOTE.fullmatch(option) for option in options) and _OPEN_END.search(said) is not None


def _until_next(text: str, final: Final) -> str:
    """What the reply says from its final answer on, without a further question."""
    start = final.start if final.head or final.anchor == "boxed" else final.start + len(final.text)
    own_text = own(text)[0]
    end = next((len(part) for part in before_next(own_text) if len(part) > start), len(own_text))
    return own_text[start:end][-_NEAR:]


def _taken_back(said: str) -> re.Match[str] | None:
    for words in (RETRACTION, RECHECK):
        if found := next(iter(deque(words.finditer(said), 1)), None):
            return found
    return None


def _rivalled(text: str, letter: str, final: Final, options: Sequence[str]) -> bool:
    """Whether a first line that is nothing but another letter stands against what is announced later."""
    first = lines.first(text, 1)
    if final.anchor != "answer_line" or not first or first[0].end >= final.start or len(first[0].text) > _LINE:
        return False
    said = _FIRST.match(plain(first[0].text))
    if said is None or said[1] == letter or _listed(text, first[0].start):
        return False
    between = text[first[0].end : final.start][-_NEAR:]
    bare = letter_of(first[0].text, options) == said[1]
    return bare and not CORRECTION.search(between)


def _reading(found: tuple[str, Final] | None, options: Sequence[str]) -> Reading:
    return Reading(found[0], _rule(*found, options)) if found else Reading(None, "none")


def _rule(letter: str, final: Final, options: Sequence[str]) -> Rule:
    if final.anchor in ("boxed", "answer_line"):
        return final.anchor
    named = final.anchor == "sentence" or option_of(plain(final.text), options) == letter
    return "option_text" if named else "bare_letter"
