"""The open form of published problems: the same question about the same music, without options."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ssmr_bench.synthesis.open_form import NoOpenForm, OpenForm
from ssmr_bench.synthesis.templates import find, names

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


def form_of(problem: Problem) -> OpenForm[Any] | None:
    """The open form of the problem's template; None if it has none.

    Raises:
        UnknownNameError: if no template has that name.
    """
    return _form_of(problem.template)


def open_question(problem: Problem) -> str | None:
    """What is asked without options, with a hint of the form of the answer; None if the template has no open form.

    Raises:
        UnknownNameError: if no template has that name.
        DataError: if the problem's question is not worded as its template words it.
    """
    form = form_of(problem)
    return form.question(problem.question) if form else None


def left_out() -> dict[str, str]:
    """The templates that have no open form, and why."""
    forms = {name: find(name).open_form for name in names()}
    return {name: form.reason for name, form in forms.items() if isinstance(form, NoOpenForm)}


@cache
def _form_of(template: str) -> OpenForm[Any] | None:
    form = find(template).open_form
    return form if isinstance(form, OpenForm) else None
