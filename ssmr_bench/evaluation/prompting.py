"""From a problem to the text that a model reads. The file is the registry: `prompts/x.jinja` is the variant `x`."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import musical

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style


def variants() -> list[str]:
    """The prompt variants there are."""
    return sorted(path.stem for path in shipped("prompts").glob("*.jinja"))


def check_variant(name: str) -> None:
    """Passes where there is such a variant.

    Raises:
        UnknownNameError: if there is not.
    """
    if name not in variants():
        raise UnknownNameError("prompt", name, variants())


IMAGE_MARK = "<image>"
"""Stands in a message for a picture; lm-eval's own models look for it too."""


def render(problem: Problem, variant: str, style: Style | None = None) -> str:
    """The user's message for a problem; with a style, its music and musical options are marks for pictures.

    Raises:
        UnknownNameError: if there is no such variant.
        ConfigError: if the variant's file is no template, or names a thing that a problem has not.
    """
    music, options = problem.abc, problem.options
    if style is not None:
        music, options = _marked(problem, style)
    lettered = list(zip(LETTERS, options, strict=True))
    try:
        return _template(variant).render(
            question=problem.question, music=music, options=lettered, pictured=style is not None
        )
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"the prompt {_file(variant)} is broken: {error}") from error


def _marked(problem: Problem, style: Style) -> tuple[str, tuple[str, ...]]:
    """The marks in the place of the music and of the options, as many as there are pictures."""
    if not musical(problem):
        return IMAGE_MARK, problem.options
    if style.form == "sheet":
        return IMAGE_MARK, ("as in the picture",) * len(problem.options)
    return IMAGE_MARK if problem.abc else "", (IMAGE_MARK,) * len(problem.options)


def digest(variant: str) -> str:
    """The sha256 of a variant's file, in hexadecimal."""
    return hashlib.sha256(_file(variant).read_bytes()).hexdigest()


def _file(variant: str) -> Path:
    return shipped("prompts") / f"{variant}.jinja"


@cache
def _template(variant: str) -> Template:
    check_variant(variant)
    # No escaping: what a model reads is plain text, not HTML.
    environment = Environment(loader=FileSystemLoader(shipped("prompts")), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template(f"{variant}.jinja")
