"""The judge of open answers: the same outcomes as for choices, with what was read compared as music."""

from __future__ import annotations

import re
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.finals import Final, finals, settled
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.phrases import RECHECK, RETRACTION
from ssmr_bench.evaluation.judging.reply import Reply
from ssmr_bench.evaluation.judging.scoring import Judgement
from ssmr_bench.evaluation.judging.stated import alone, stated
from ssmr_bench.evaluation.judging.turns import before_next, own
from ssmr_bench.evaluation.judging.unmarked import unmarked
from ssmr_bench.synthesis.open_question import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ssmr_bench.evaluation.judging.extraction import Rule
    from ssmr_bench.synthesis.open_form import OpenForm
    from ssmr_bench.synthesis.problem import Problem

_FENCE = re.compile(r"^[ \t]*```[^\n`]*\n([^`]*)^[ \t]*```[ \t]*$", re.MULTILINE)
_NEAR = 200
"""Characters behind an answer in which its aside ends."""
_UNDER = re.compile(r"[*_`. ]*\n[ \t]*[*_]*\(([^()\n]{1,80})\)[*_. ]*(?:\n|$)")
_MOST_LINES = 200
_SIGN_BEHIND = re.compile(r"(?:</answer>\s?)?([♯♭#b]{1,2})(?![A-Za-z])")
_LABEL = r"^\W*(?:the )?{}(?: note)?\W{{0,3}}(?:[:=]|\bis\b)[*_ ]*"
_DENIES = re.compile(r"\W*(?:is|was|would be) (?:wrong|incorrect|not)\b", re.IGNORECASE)
_WORD = re.compile(r"\w")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ARTICLE = re.compile(r"\W*a\W*")
"""After "the answer is" and before a line break it is no note, for all one can know."""


def judge_open(problem: Problem, answer: Completion | Failure) -> Judgement:
    """The verdict on an answer to a problem that was asked without its options.

    Raises:
        UnknownNameError: if the problem's template is not known.
        DataError: if it has no open form.
    """
    form = form_of(problem)
    if form is None:
        raise DataError(f"problem {problem.id!r}: {problem.template} has no open form; score it with its options")
    if isinstance(answer, Failure):
        return Judgement(Outcome.FAILED)
    reply = Reply.of(answer)
    found, rule = _read(problem, form, reply.text, cut=reply.cut)
    if found is None:
        return Judgement(reply.unread)
    return Judgement(Outcome.CORRECT if form.holds(problem, found) else Outcome.WRONG, form.said(found), rule)


def _read(problem: Problem, form: OpenForm[Any], text: str, *, cut: bool) -> tuple[Any, Rule]:
    """What the text answers, and by which rule it was found."""
    read = partial(form.read, problem)
    lines = [line.strip() for line in text.rstrip(" \t\n`*_").split("\n")]
    lines = lines if len(lines) <= 2 * _MOST_LINES else [*lines[:_MOST_LINES], *lines[-_MOST_LINES:]]
    places = list(finals(text, cut=cut))
    if settle := settled(places, partial(_reading, form=form, read=read, text=text, ends=lines[-2:])):
        found, final = settle
        if _taken_back(found, final, text, lambda rest: _read(problem, form, rest, cut=cut)[0]):
            return None, "none"
        if final.anchor in ("line", "sentence") and not form.line and _listed(final, lines, read):
            return None, "none"
        return found, final.anchor if final.anchor in ("boxed", "answer_line") else "option_text"
    found = None
    if form.line and places and places[0].anchor != "boxed":
        found = next((line for line in map(partial(alone, read=read), reversed(lines)) if line is not None), None)
    return found, "option_text" if found is not None else "none"


def _reading(final: Final, form: OpenForm[Any], read: Callable[[str], Any], text: str, ends: Sequence[str]) -> Any:
    """What a place states; of the last two lines the last may state it in a sentence."""
    if final.head and _ARTICLE.fullmatch(final.text):
        return None
    if aside := _aside(final, text):
        return stated(f"{final.text.rstrip(' .*_`')} ({aside})", read, line=form.line, asked=form.asked)
    if final.anchor not in ("line", "sentence"):
        return stated(final.text, read, line=form.line, asked=form.asked)
    if not ends[-1] or final.text.rstrip(" `*_") != ends[-1]:
        bare = re.sub(_LABEL.format(form.asked), "", final.text, flags=re.IGNORECASE) if form.asked else final.text
        return alone(bare, read) if final.anchor == "line" else None
    if form.line:
        pieces = (stated(piece, read, line=True) for piece in _endings(text, ends[-1]))
        return next((found for found in pieces if found is not None), None)
    found = stated(final.text, read, line=False, asked=form.asked)
    listed = len(ends) > 1 and alone(ends[0], read) not in (None, found)
    return None if listed else found


def _behind(final: Final, text: str) -> str:
    """The reply from its final answer on, of a box from behind it, without a further question."""
    text, _ = own(text)
    start = max(text.find(final.text, final.start), 0)
    end = start if final.head else start + len(final.text)
    text = next((part for part in before_next(text) if len(part) >= start + len(final.text)), text)
    return text[end if final.anchor == "boxed" else start :]


def _taken_back(found: Any, final: Final, text: str, read: Callable[[str], Any]) -> bool:
    """Whether an answer is corrected behind it, or another one found on looking again.

    What a correction says is too hard to tell: "No, a third" may deny the third or state it.
    """
    behind = _behind(final, text)
    end = 0
    for words in RETRACTION.finditer(behind):
        # Before the answer they take back another one: "Wait, no: C."
        if final.anchor == "boxed" or _WORD.search(behind, end, words.start()):
            return True
        end = words.end()
    if end and not _WORD.search(behind, end):
        return True
    if final.anchor == "boxed" and _DENIES.match(behind.partition("}")[2]):
        return True
    last = next(iter(deque(RECHECK.finditer(behind), 1)), None)
    return last is not None and read(behind[last.end() :].lstrip(" ,.;:!\u2013\u2014-")) not in (None, found)


def _listed(final: Final, lines: Sequence[str], read: Callable[[str], Any]) -> bool:
    """Whether two lines are different answers and nothing else: one list of them is none."""
    if alone(final.text, read) is None:
        return False
    return len({found for line in lines if line and (found := alone(line, read)) is not None}) > 1


def _aside(final: Final, text: str) -> str:
    """What stands beside an answer, outside its box or under its line: "(harmonic)"."""
    start = text.find(final.text, final.start)
    if start < 0:
        return ""
    rest = text[start + len(final.text) :][:_NEAR]
    if sign := _SIGN_BEHIND.match(unmarked(rest)):
        return sign[1]
    if final.anchor != "boxed":
        under = _UNDER.match(rest)
        return under[1] if under else ""
    said = unmarked(rest.partition("\n")[0].partition("\\boxed")[0]).strip(" .,:;")
    if bracketed := _BRACKETED.match(said):
        return bracketed[1]
    return said if len(said.split()) <= 2 and said[:1].isalpha() else ""


def _endings(text: str, last: str) -> Iterator[str]:
    """Where a line of notes may stand that ends a reply: its last paragraph, its last line, its last block of code."""
    yield text.strip().rpartition("\n\n")[2]
    yield last
    yield from [block[1] for block in _FENCE.finditer(text)][-1:]
