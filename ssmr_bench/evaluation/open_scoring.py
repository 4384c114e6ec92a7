"""The judge of open answers: the same outcomes as for choices, with what was read compared as music."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.finals import Final, finals
from ssmr_bench.evaluation.scoring import Judgement, Outcome
from ssmr_bench.evaluation.stated import alone, stated
from ssmr_bench.evaluation.thoughts import apart
from ssmr_bench.synthesis.open_question import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.extraction import Rule
    from ssmr_bench.synthesis.open_form import OpenForm
    from ssmr_bench.synthesis.problem import Problem

_FENCE = re.compile(r"^[ \t]*```[^\n]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_HEAD = 200
"""Characters that a final after "the answer is" goes up to: a line of notes that fills them may be cut."""


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
    said = apart(answer.text)
    cut = answer.finish_reason == "length" or not said.closed
    found, rule = _read(problem, form, said.answer, cut=cut)
    if found is None:
        return Judgement(_unread(answer, said.answer, cut=cut))
    return Judgement(Outcome.CORRECT if form.holds(problem, found) else Outcome.WRONG, form.said(found), rule)


def _unread(answer: Completion, said: str, *, cut: bool) -> Outcome:
    if answer.finish_reason == "content_filter":
        return Outcome.REFUSED
    if cut:
        return Outcome.TRUNCATED
    return Outcome.UNPARSED if said.strip() else Outcome.EMPTY


def _read(problem: Problem, form: OpenForm[Any], text: str, *, cut: bool) -> tuple[Any, Rule]:
    """What the text answers, and by which rule it was found."""

    def read(piece: str) -> Any:
        return form.read(problem, piece)

    bare: list[Final] = []
    for final in finals(text, cut=cut):
        if final.anchor == "line":
            bare.append(final)
        elif not (form.line and final.head and len(final.text) >= _HEAD):
            values = {stated(piece, read, line=form.line) for piece in (final.text, *final.beside)}
            if len(values) == 1 and None not in values:
                return values.pop(), final.anchor
    last, *first = [final.text for final in bare] or [""]
    for piece in _endings(text, last) if form.line and bare else [last]:
        if (found := stated(piece, read, line=form.line)) is not None:
            return found, "option_text"
    found = alone(first[0], read) if first else None
    return found, "option_text" if found is not None else "none"


def _endings(text: str, last: str) -> Iterator[str]:
    """Where a line of notes may stand that ends a reply: its last paragraph, its last line, its last block of code."""
    yield text.strip().rpartition("\n\n")[2]
    yield last
    yield from [block[1] for block in _FENCE.finditer(text)][-1:]
