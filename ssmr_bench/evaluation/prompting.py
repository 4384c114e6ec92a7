"""From a problem to what a model reads. The file is the registry: `prompts/x.jinja` is the variant `x`.

A variant's file holds a block `user`, and may hold a block `system` and a block `answer`: how a shot is answered. Files
that begin with an underscore are parts of others.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import musical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ssmr_bench.evaluation.prompt import Image
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style

IMAGE_MARK = "<image>"
"""Stands in a message for a picture; lm-eval's own models look for it too."""
_NUMBERED = re.compile(r"<image (\d)>")
_HIDDEN = "(not shown)"
_FLAWS = (TemplateError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
"""What a prompt's file may raise when it is read and filled in."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A problem as one variant shows it."""

    system: str
    """Empty where the variant has no system message."""
    user: str
    """In the place of each picture stands a mark."""
    answer: str
    """What a model would say that is right: the reply of a shot."""
    figures: tuple[int, ...]
    """Which of the problem's pictures the marks stand for, in order."""


def variants() -> list[str]:
    """The prompt variants there are."""
    return sorted(path.stem for path in shipped("prompts").glob("[!_]*.jinja") if path.is_file())


def check_variant(name: str) -> None:
    """Passes where there is such a variant.

    Raises:
        UnknownNameError: if there is not.
    """
    if name not in variants():
        raise UnknownNameError("prompt", name, variants())


def summary(variant: str) -> str:
    """What a variant's file says of itself in its first comment."""
    said = re.match(r"\{#-?\s*(.*?)\s*-?#\}", _source(variant), re.DOTALL)
    return said[1] if said else ""


def render(problem: Problem, variant: str, style: Style | None = None, without_options: str | None = None) -> Rendered:
    """A problem as a variant shows it; with a style, its music and musical options are marks for pictures.

    `without_options` is the question of the open form, where that is asked.

    Raises:
        UnknownNameError: if there is no such variant.
        ConfigError: if the variant's file is no template, or names a thing that a problem has not.
    """
    try:
        template = _template(variant)
        shown = _shown(problem, style) | ({} if without_options is None else _opened(problem, without_options))
        blocks = {name: "".join(block(template.new_context(shown))) for name, block in template.blocks.items()}
        user = blocks.get("user")
    except _FLAWS as error:
        raise ConfigError(f"the prompt {_file(variant)} is broken: {error or type(error).__name__}") from error
    if user is None:
        raise ConfigError(f"the prompt {_file(variant)} is broken: it has no block 'user'")
    if IMAGE_MARK in user or set(_NUMBERED.findall(user)) - set(_NUMBERED.findall(repr(shown))):
        raise ConfigError(f"the prompt {_file(variant)} is broken: it holds the mark of a picture itself")
    return Rendered(
        blocks.get("system", ""),
        _NUMBERED.sub(IMAGE_MARK, user),
        blocks.get("answer", rf"\boxed{{{shown['answer']}}}"),
        tuple(int(number) for number in _NUMBERED.findall(user)),
    )


def _shown(problem: Problem, style: Style | None) -> dict[str, Any]:
    """What a variant's file may name."""
    music, options = problem.abc, problem.options
    if style is not None:
        music, options = _marked(problem, style)
    return {
        "question": problem.question,
        "music": music,
        "options": list(zip(LETTERS, options, strict=True)),
        "bare_options": _bare(problem, options, style),
        "pictured": style is not None,
        "wanted": "the letter of the right option",
        "abc": problem.abc,
        "musical": list(zip(LETTERS, problem.options, strict=True)) if musical(problem) else [],
        "answer": problem.answer,
    }


def _opened(problem: Problem, question: str) -> dict[str, Any]:
    """What is otherwise where the options are not shown."""
    nothing: list[tuple[str, str]] = []
    named = {"options": nothing, "bare_options": nothing, "musical": nothing}
    return named | {"question": question, "wanted": "your answer", "answer": problem.key}


def _bare(problem: Problem, options: tuple[str, ...], style: Style | None) -> list[tuple[str, str]]:
    """The options as they are shown without the music: not at all where they are all of it, or are in its picture."""
    one = not problem.abc or (style is not None and style.form == "sheet")
    hidden = (_HIDDEN,) * len(LETTERS)
    return list(zip(LETTERS, hidden if musical(problem) and one else options, strict=True))


def _marked(problem: Problem, style: Style) -> tuple[str, tuple[str, ...]]:
    """The marks in the place of the music and of the options, numbered as the pictures are."""
    if not musical(problem):
        return "<image 0>", problem.options
    if style.form == "sheet":
        return "<image 0>", ("as in the picture",) * len(problem.options)
    first = 1 if problem.abc else 0
    marks = tuple(f"<image {first + place}>" for place in range(len(problem.options)))
    return "<image 0>" if problem.abc else "", marks


def parts(text: str, pictures: Iterator[Image]) -> tuple[str | Image, ...]:
    """A message's text, with a picture in the place of each mark."""
    first, *others = text.split(IMAGE_MARK)
    found: list[str | Image] = [first]
    for after in others:
        found += [next(pictures), after]
    return tuple(part for part in found if part)


def digest(variant: str) -> str:
    """The sha256 of a variant's file and of the parts that it includes, in hexadecimal."""
    said = _source(variant)
    included = [path.read_bytes() for path in sorted(shipped("prompts").glob("_*.jinja")) if f'"{path.name}"' in said]
    return hashlib.sha256(b"\0".join((said.encode(), *included))).hexdigest()


def _source(variant: str) -> str:
    try:
        return _file(variant).read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"the prompt {_file(variant)} can't be read: {error}") from error


def _file(variant: str) -> Path:
    return shipped("prompts") / f"{variant}.jinja"


@cache
def _template(variant: str) -> Template:
    check_variant(variant)
    # No escaping: what a model reads is plain text, not HTML.
    environment = Environment(loader=FileSystemLoader(shipped("prompts")), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template(f"{variant}.jinja")
