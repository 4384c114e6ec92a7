r"""Finds where a model's answer states its final answer, whatever that is: a letter, a name, a line of ABC.

How it is read is another matter: `extraction` reads choices, and the open form of a question reads music.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeVar

from ssmr_bench.evaluation.judging import lines
from ssmr_bench.evaluation.judging.boxes import boxes
from ssmr_bench.evaluation.judging.choice import plain
from ssmr_bench.evaluation.judging.phrases import (
    ANNOUNCED,
    CLAUSE_ENDS,
    CORRECTION,
    DENIED,
    DOUBT,
    OF_OPTION,
    POINTED,
    PRELIMINARY,
    VERDICT,
)
from ssmr_bench.evaluation.judging.turns import before_next, own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.evaluation.judging.lines import Line

Anchor = Literal["boxed", "answer_line", "line", "sentence"]
T = TypeVar("T")

_PLACEHOLDER = re.compile(
    r"(?:the |your |correct |final )*(?:letter|answer|option|choice|x|[.?_]{1,9}|…)?(?: here)?", re.IGNORECASE
)
_TAGGED = re.compile(
    r"<(answer|final_answer|solution|conclusion)>(?P<tag>[^<>]{0,300})(?:(?P<closed></\1>)|\Z)"
    r"|([\"'])(?:(?:final|correct|selected)?[_ ]?(?:answer|choice|option|letter)(?:_letter)?|final)\4\s{0,9}:\s{0,9}"
    r"(?:\"(?P<double>[^\"\n]{0,300})\"|'(?P<single>[^'\n]{0,300})')",
    re.IGNORECASE,
)
_ANSWER_KEY = re.compile(r"[\"'](?:final|correct|selected|.{0,9}answer)", re.IGNORECASE)
_OR = re.compile(r"\W{1,9}(?:or|and|oder|ou|o)\W{1,9}", re.IGNORECASE)
_STATED = re.compile(r".*(?:\b(?:is|are|forms?|makes?|gives?|spells?|equals|fits|matches)\b|=)\s+(.*)")
_LONE_NOTE = re.compile(r"[*_`(]{0,4}[A-G](?:#|b|♯|♭)?[*_`).]{0,5}")
_GOES_ON = re.compile(r"(?!because|since)[a-z]{2}")
"""How a line begins that goes on with the sentence of the line before."""
_FULL_STOP = (".", "!", "?", ")", "*", "}", "`", "。", ">")
_SPEAKS_ON = re.compile(r"[^.\n]{0,200}(?:\.\s+[A-Z]|\bbut\b)")
"""How a sentence goes on that points to an option in passing."""
_REACH = 100_000
"""Characters from the end in which words are looked for; boxes and tags are found anywhere."""
_LAST_ANSWERS = 20
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Final:
    """A place where a final answer is stated."""

    text: str
    """As it stands there, LaTeX and Markdown included: `plain` takes them off."""
    anchor: Anchor
    """What marks it: a box; a tag or words such as "answer is"; that it is a whole line; that the last one ends so."""
    head: bool = False
    """Whether the text only begins with the answer, as what follows "the answer is" does."""
    start: int = 0
    """Where in the text it is stated."""
    neighbours: tuple[str, ...] = ()
    """The lines beside a line: where one is marked as another answer, this one is but one of a list."""
    rivals: tuple[Final, ...] = ()
    """What is stated with equal right: where one is read as another answer, the text has no final answer."""


def settled(places: Iterable[Final], read: Callable[[Final], T | None]) -> tuple[T, Final] | None:
    r"""The first place that can be read, and how; nothing where a rival of it is read otherwise.

    >>> settled(finals(r"\boxed{6/8}, or is it \boxed{3/4}?"), lambda final: final.text)
    >>> settled(finals("Is it [[6/8]]?\nNo: [[3/4]]"), lambda final: final.text)[0]
    '3/4'
    """
    for place in places:
        if (answer := read(place)) is None:
            continue
        for rival in place.rivals:
            other = read(rival)
            if other != answer and (other is not None or rival.anchor == "boxed"):
                return None
        return answer, place
    return None


def finals(text: str, *, cut: bool = False) -> Iterator[Final]:
    r"""The places that state the final answer, most binding first; `settled` takes the first that can be read.

    A box binds: where there is one that is neither empty nor a placeholder, the last such is the only place, but for
    what a later line corrects. So does an `<answer>` tag, or an "answer" in JSON. Then comes what follows "the answer
    is", last one first, unless in doubt, then the last line, the first, and the end of the last sentence. Where the
    model goes on to a question of its own, what stands before comes first. Takes time linear in the length of the text.

    Args:
        text: an answer, thoughts removed.
        cut: whether the answer was cut off at a limit; then only a closed box or tag is trusted, for "the answer is A"
            may have been about to go on with "minor third".

    >>> [final.text for final in finals(r"Answer: a third? No: \boxed{a sixth}")]
    ['a sixth']
    >>> [(final.text, final.anchor) for final in finals("The answer is 6/8.")]
    [('6/8.', 'answer_line'), ('The answer is 6/8.', 'line'), ('6/8.', 'sentence')]
    """
    text, over = own(text)
    cut = cut and not over
    for part in before_next(text):
        yield from _stated(part, cut=False)
    yield from _stated(text, cut=cut)


def _stated(text: str, *, cut: bool) -> Iterator[Final]:
    bound = list(_boxed(text, cut=cut)) or list(_tagged(text, cut=cut))
    yield from bound
    if not bound and not cut:
        yield from _loose(text)


def _boxed(text: str, *, cut: bool) -> Iterator[Final]:
    """The last box; before it, what takes its place after it."""
    held = list(islice((box for box in reversed(boxes(text)) if _filled(box.held)), 20))
    if not held:
        return
    last = held[0]
    line = text.rfind("\n", 0, last.start)
    if len(held) > 1 and _OR.fullmatch(text, held[1].end, last.start):
        line = min(line, held[1].start - 1)
    beside = tuple(Final(box.held, "boxed", start=box.start) for box in held[1:] if box.start > line)
    broken = text.find("\n", last.end)
    later = () if cut or broken < 0 else tuple(final for final in _announced(text) if final.start > broken)
    if later and CORRECTION.search(text, last.end, later[0].start):
        yield from later
        later = ()
    yield Final(last.held, "boxed", start=last.start, rivals=beside + later)


def _tagged(text: str, *, cut: bool) -> Iterator[Final]:
    """What the last tag holds, or the last "answer" in JSON; one that was never closed, where the text ends whole."""
    for tag in _key_first(deque(_TAGGED.finditer(text), _LAST_ANSWERS)):
        held = next(filter(None, (tag["tag"], tag["double"], tag["single"])), "")
        never_closed = tag["tag"] is not None and not tag["closed"]
        if _filled(held) and not (never_closed and cut):
            yield Final(held, "answer_line", start=tag.start())
            return


def _key_first(found: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Tags and keys that say "answer", last first; without any, the one key that says "option" and the like."""
    answers = [tag for tag in found if tag["tag"] is not None or _ANSWER_KEY.match(tag[0])]
    yield from reversed(answers)
    if not answers and len(found) == 1:
        yield found[0]


def _filled(held: str) -> bool:
    return bool(held.strip()) and not _PLACEHOLDER.fullmatch(plain(held))


def _loose(text: str) -> Iterator[Final]:
    """What is said without a box or a tag."""
    answers, ends = list(_announced(text)), list(_lines(text))
    if answers and ends and ends[0].start > answers[0].start + len(answers[0].text):
        # The last line comes after the last "the answer is": it must not say otherwise, unless it corrects it.
        if CORRECTION.search(text, answers[0].start, ends[0].start):
            yield ends[0]
        else:
            answers = [replace(answer, rivals=(ends[0],)) for answer in answers]
    yield from answers
    yield from ends
    yield from _sentence(text)


def _announced(text: str) -> Iterator[Final]:
    """What the last sentences say that speak of the answer; one that never comes to it is not searched for ever."""
    reach = max(0, len(text) - _REACH)
    paragraph = max(reach, text.rstrip().rfind("\n\n"))
    anchors = [
        *deque(VERDICT.finditer(text, reach), 1),
        *deque(ANNOUNCED.finditer(text, reach), _LAST_ANSWERS),
        *deque(POINTED.finditer(text, paragraph), 1),
    ]
    for anchor in sorted(anchors, key=lambda match: -match.start()):
        said = anchor.lastgroup or 0
        if _in_doubt(_clause_before(text, anchor.start(said)), anchor):
            continue
        if anchor.re is VERDICT:
            yield Final(anchor[said], "answer_line", start=anchor.start(said))
        else:
            yield _head(text, anchor)


def _in_doubt(before: str, anchor: re.Match[str]) -> bool:
    """Whether the words that announce an answer, or those of the same clause before them, take its weight away."""
    if DOUBT.search(before) or (anchor.re is ANNOUNCED and DENIED.search(anchor[0])):
        return True
    if anchor.re is POINTED and _SPEAKS_ON.match(anchor.string, anchor.end(), anchor.end() + _LONGEST_LINE):
        return True
    return PRELIMINARY.search(before) is not None


def _head(text: str, anchor: re.Match[str]) -> Final:
    said, _, rest = text[anchor.end() : anchor.end() + _LONGEST_LINE].partition("\n")
    # On a line of its own it may be the first of a list of the options.
    listed = (rest.partition("\n")[0],) if "\n" in anchor[0] else ()
    return Final(said, "answer_line", head=True, start=anchor.end(), neighbours=listed)


def _clause_before(text: str, end: int) -> str:
    return CLAUSE_ENDS.split(text[max(0, end - 100) : end])[-1]


def _lines(text: str) -> Iterator[Final]:
    """The last line, unless a sentence was broken before it, and the first."""
    ends = lines.last(text, 2)
    if not ends:
        return
    last, before = ends[0], ends[1:]
    if any(line.touches(last) and not line.text.endswith(_FULL_STOP) for line in before):
        yield Final(last.text[-_LONGEST_LINE:], "sentence", start=last.start)
    else:
        yield from _line(last, before)
    if before:
        first, *after = lines.first(text, 2)
        if not any(first.touches(line) and _GOES_ON.match(line.text) for line in after):
            yield from _line(first, after)


def _line(line: Line, nearest: list[Line]) -> Iterator[Final]:
    if len(line.text) <= _LONGEST_LINE:
        beside = (other for other in nearest if line.touches(other) or _LONE_NOTE.fullmatch(other.text))
        yield Final(line.text, "line", start=line.start, neighbours=tuple(other.text for other in beside))


def _sentence(text: str) -> Iterator[Final]:
    """What the last line ends by stating, as in "C to E-flat is a minor third."."""
    for line in lines.last(text, 1):
        said = plain(line.text[-_LONGEST_LINE:])
        stated = _STATED.match(said)
        before = said[: stated.start(1)] if stated else ""
        if stated and not OF_OPTION.search(before) and not DOUBT.search(CLAUSE_ENDS.split(before)[-1]):
            yield Final(stated[1], "sentence", start=line.start)
