r"""Reads the chosen letter from a model's answer, and says by which rule.

A musical answer is full of letters that are no choice: the article "a", notes, chords, keys. So a letter counts only
where something marks it as the choice, and each rule is tried only where the ones before it found nothing:

- `boxed`: the last `\boxed{…}` that is not empty;
- `answer_line`: the last `<answer>…</answer>`, or what follows the last "answer is", "answer:" or 答案是 on its line;
- `bare_letter`: a letter alone on the last line, or with its option's text, as in "B. minor third";
- `option_text`: a last line that holds the text of exactly one option, and no letter before it.

All of them take time linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Rule = Literal["boxed", "answer_line", "bare_letter", "option_text", "none"]

_BOXED = re.compile(r"\\boxed\s*(?:\{([^{}]{0,200}(?:\{[^{}]{0,200}\}[^{}]{0,200}){0,3})\}|([A-D])\b)")
_TAGGED = re.compile(r"<answer>([^<>]{0,200})</answer>", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:\b(?:answer|(?:correct|right|best) (?:option|choice|letter)|(?:option|choice|letter) is"
    r"|i (?:choose|pick|select))\b"
    r"|答案)[*_\"”:：=\s]*(?:\b(?:is|must be|should be|would be|will be)\b|是|为|应为)?[*_:：=\s]*"
    r"(?:(?:therefore|thus|clearly|definitely|probably|most likely|indeed|simply|actually)\b[,:*_\s]*)?",
    re.IGNORECASE,
)
_VERDICT = re.compile(r"^[*_(]*(?:option |choice )?[*_(]*([A-D])[*_)]* is (?:the )?(?:correct|right)\b", re.IGNORECASE)
_SPACE = re.compile(r"\\[,;!: ]|~|\s+")
_DECORATION = re.compile(r"\\[A-Za-z]+\s*(?=\{)|\\[()\[\]]|[{}$*`\"“”✓✔✅]")
_LEAD = re.compile(
    r"(?:the\s+)?(?:correct\s+)?(?:final\s+)?(?:option|choice|letter|answer)\s*(?:is\b)?\s*[:：]?\s*", re.IGNORECASE
)
_LETTER = re.compile(r"[(\[]?([A-Da-d])[)\]]?[.:,;!。]*$")
# What may follow a letter that is a choice; "A minor", "A-flat", "C#", "Bb" and "a third" go on otherwise.
_MARKED = re.compile(r"[(\[]?([A-Da-d])(?:[)\]][.:,]?|[.:,])\s+(.*)")
_UNMARKED = re.compile(r"([A-D])\s+(.*)")
_ARGUED = re.compile(
    r"[(\[]?([A-D])(?:[)\]]?\s+|[)\]]?[.,;:]\s+)(?:because|since|as|which|due|not|rather)\b"
    r"|[(\[]?([A-D])[)\]]?[.,;:]\s+(?:The|This|That|It|I|We|So|Here|From|For|Given|Based|In|There|Because|Since|As)\b"
)
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:not|neither|nor|isn't|cannot|can't|wrong|incorrect)\b", re.IGNORECASE)
_LAST_ANSWERS = 20
_THOUGHT_OPENS = "<think>"
_THOUGHT_CLOSES = "</think>"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a completion."""

    letter: str | None
    rule: Rule
    """The rule that fired."""


def without_thoughts(text: str) -> tuple[str, bool]:
    """The text outside `<think>` and whether every thought was closed; text before a lone `</think>` was a thought too.

    >>> without_thoughts("<think>Is it B?</think> C")
    (' C', True)
    >>> without_thoughts("Is it B?</think> C")
    (' C', True)
    >>> without_thoughts("<think>Is it B?")
    ('', False)
    """
    answer = text.rpartition(_THOUGHT_CLOSES)[2]
    before, opened, _ = answer.partition(_THOUGHT_OPENS)
    return before, not opened


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
    boxes = [braced or bare for braced, bare in _BOXED.findall(text) if bare or _plain(braced)]
    if boxes:
        return _reading(_choice(boxes[-1], options), "boxed")
    if tags := _TAGGED.findall(text):
        return _reading(_choice(tags[-1], options), "answer_line")
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if cut or not lines:
        return Reading(None, "none")
    if letter := _after_answer(text, options) or _verdict(lines[-1], options):
        return Reading(letter, "answer_line")
    if letter := _alone(lines, options):
        return Reading(letter, "bare_letter")
    # After "the answer is" nothing but a letter that contradicts its own text is left unread.
    return _reading(None if _ANSWER.search(lines[-1]) else _only_option_in(lines[-1], options), "option_text")


def _reading(letter: str | None, rule: Rule) -> Reading:
    return Reading(letter, rule if letter else "none")


def _plain(fragment: str) -> str:
    """A fragment without its LaTeX and Markdown."""
    return _SPACE.sub(" ", _DECORATION.sub("", fragment)).strip("_ \\")


def _choice(fragment: str, options: Sequence[str]) -> str | None:
    """The letter that a fragment stands for when it is nothing but a choice.

    A text behind a letter must be its option's own: a letter that contradicts its text is no choice.
    """
    plain = _plain(fragment)
    plain = _LEAD.sub("", plain, count=1) if _LEAD.match(plain) else plain
    if alone := _LETTER.match(plain):
        return _within(alone[1], options)
    if named := _option(plain, options):
        return named
    lettered = _MARKED.match(plain) or _UNMARKED.match(plain)
    return lettered[1].upper() if lettered and _option(lettered[2], options) == lettered[1].upper() else None


def _within(letter: str, options: Sequence[str]) -> str | None:
    return letter.upper() if ord(letter.upper()) - ord("A") < len(options) else None


def _option(fragment: str, options: Sequence[str]) -> str | None:
    """The letter of the option whose text the fragment is, but for an article, case and a full stop."""
    said = fragment.strip().rstrip(".!").casefold()
    wanted = {said, _ARTICLE.sub("", said, count=1) if _ARTICLE.match(said) else said}
    found = [i for i, option in enumerate(options) if _plain(option).casefold() in wanted]
    return chr(ord("A") + found[0]) if len(found) == 1 else None


def _after_answer(text: str, options: Sequence[str]) -> str | None:
    # The last one that says a choice counts; a text that never comes to one is not searched through for ever.
    for anchor in reversed([*_ANSWER.finditer(text)][-_LAST_ANSWERS:]):
        rest = _plain(text[anchor.end() : anchor.end() + 200].partition("\n")[0])
        argued = _ARGUED.match(rest)
        letter = _within(argued[1] or argued[2], options) if argued else _named(rest, options)
        if letter:
            return letter
    return None


def _named(rest: str, options: Sequence[str]) -> str | None:
    """The choice at the head of a sentence that goes on, or the one option that the sentence names."""
    head, _, _ = rest.partition(". ") if not _MARKED.match(rest) else (rest, "", "")
    lettered = _MARKED.match(rest)
    own = lettered and _option(lettered[2].partition(". ")[0], options) == lettered[1].upper()
    if lettered and own:
        return lettered[1].upper()
    return _choice(head, options) or _only_option_in(rest, options)


def _verdict(line: str, options: Sequence[str]) -> str | None:
    """The letter of "C is correct"."""
    found = _VERDICT.match(line)
    return _within(found[1], options) if found else None


def _alone(lines: Sequence[str], options: Sequence[str]) -> str | None:
    """The choice that the last line is; after lines with other letters it only ends a list of the options."""
    last = _LEAD.sub("", _plain(lines[-1]), count=1) if _LEAD.match(_plain(lines[-1])) else _plain(lines[-1])
    if alone := _LETTER.match(last):
        return _within(alone[1], options)
    marked = _MARKED.match(last)
    if not marked or any((m := _MARKED.match(_plain(line))) and m[1] != marked[1] for line in lines):
        return None
    return _choice(last, options)


def _only_option_in(line: str, options: Sequence[str]) -> str | None:
    """The letter of the one option whose text the line holds; a longer option hides a shorter one within it."""
    rest = _plain(line).casefold()
    if _DENIAL.search(rest) or _MARKED.match(rest):
        return None
    found = []
    for i in sorted(range(len(options)), key=lambda i: -len(options[i])):
        pattern = rf"(?<![\w#♯♭-]){re.escape(_plain(options[i]).casefold())}(?![\w#♯♭-])"
        rest, hits = re.subn(pattern, "\0", rest)
        if hits:
            found.append(i)
    return chr(ord("A") + found[0]) if len(found) == 1 else None
