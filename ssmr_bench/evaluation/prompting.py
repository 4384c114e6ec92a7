"""From a problem to what a model reads. The file is the registry: `prompts/x.jinja` is the variant `x`.

A variant's file holds a block `user`, and may hold a block `system` and a block `answer`: how a shot is answered. Files
that begin with an underscore are parts of others.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ssmr_bench.evaluation.prompt import Image
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual.prints import Form

OWN = "own"
"""The prompt of a task that has its own words."""
IMAGE_MARK = "<image>"
"""Stands in a message for a picture; lm-eval's own models look for it too."""
_NUMBERED = re.compile(r"<image (\d)>")
_LIKE_A_MARK = re.compile(r"<(?=image(?: \d)?>)")
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


def variants(folder: str = "") -> list[str]:
    """The prompt variants of a kind of question there are: files in that folder below `prompts/`."""
    return sorted(path.stem for path in (shipped("prompts") / folder).glob("[!_]*.jinja") if path.is_file())


def folders() -> list[str]:
    """The kinds of questions with variants of their own; empty for those at the top."""
    return ["", *sorted(path.name for path in shipped("prompts").iterdir() if path.is_dir() and variants(path.name))]


def check_variant(name: str, folder: str | None = None) -> None:
    """Passes where there is such a variant; in any folder where none is named.

    Raises:
        UnknownNameError: if there is not.
    """
    known = variants(folder) if folder is not None else [*{each for place in folders() for each in variants(place)}]
    if name not in known and (folder is not None or name != OWN):
        raise UnknownNameError("prompt", name, known)


def summary(variant: str, folder: str = "") -> str:
    """What a variant's file says of itself in its first comment."""
    said = re.match(r"\{#-?\s*(.*?)\s*-?#\}", _source(variant, folder), re.DOTALL)
    return said[1] if said else ""


@dataclass(frozen=True, slots=True)
class View:
    """How a problem is to be shown."""

    variant: str
    folder: str = ""
    """Of the variant's file, below `prompts/`."""
    form: Form | None = None
    """Of the pictures; None where the music is text."""
    musical: bool = False
    """Whether the options are music."""


def render(problem: Problem, view: View, without_options: str | None = None) -> Rendered:
    """A problem as a variant shows it; in pictures its music and musical options are marks for them.

    `without_options` is the question of the open form, where that is asked.

    Raises:
        UnknownNameError: if there is no such variant.
        ConfigError: if the variant's file is no template, or names a thing that a problem has not.
    """
    shown = _shown(problem, view) | ({} if without_options is None else _opened(problem, without_options))
    blocks = fill(view.variant, view.folder, shown)
    user = blocks["user"]
    if IMAGE_MARK in user or set(_NUMBERED.findall(user)) - set(_NUMBERED.findall(repr(shown))):
        raise ConfigError(
            f"the prompt {_file(view.variant, view.folder)} is broken: it holds the mark of a picture itself"
        )
    return Rendered(
        blocks.get("system", ""),
        _NUMBERED.sub(IMAGE_MARK, user),
        blocks.get("answer", rf"\boxed{{{shown['answer']}}}"),
        tuple(int(number) for number in _NUMBERED.findall(user)),
    )


def fill(variant: str, folder: str, shown: Mapping[str, Any]) -> dict[str, str]:
    """The blocks of a variant's file, filled in; `user` is among them.

    Raises:
        UnknownNameError: if there is no such variant.
        ConfigError: if the file is no template, names what is not shown, or has no block `user`.
    """
    try:
        template = _template(variant, folder)
        blocks = {name: "".join(block(template.new_context(dict(shown)))) for name, block in template.blocks.items()}
    except _FLAWS as error:
        raise ConfigError(f"the prompt {_file(variant, folder)} is broken: {error or type(error).__name__}") from error
    if "user" not in blocks:
        raise ConfigError(f"the prompt {_file(variant, folder)} is broken: it has no block 'user'")
    return blocks


def _shown(problem: Problem, view: View) -> dict[str, Any]:
    """What a variant's file may name."""
    problem = _without_marks(problem)
    music, options = problem.abc, problem.options
    if view.form is not None:
        music, options = _marked(problem, view)
    return {
        "question": problem.question,
        "music": music,
        "options": list(zip(LETTERS, options, strict=True)),
        "bare_options": _bare(problem, options, view),
        "pictured": view.form is not None,
        "wanted": "the letter of the right option",
        "abc": problem.abc,
        "musical": list(zip(LETTERS, problem.options, strict=True)) if view.musical else [],
        "answer": problem.answer,
    }


def _without_marks(problem: Problem) -> Problem:
    """The problem with a space in what others wrote that would be taken for the mark of a picture."""
    texts = (problem.question, problem.abc, *problem.options)
    if not any(map(_LIKE_A_MARK.search, texts)):
        return problem
    question, abc, *options = (_LIKE_A_MARK.sub("< ", text) for text in texts)
    return replace(problem, question=question, abc=abc, options=tuple(options))


def _opened(problem: Problem, question: str) -> dict[str, Any]:
    """What is otherwise where the options are not shown."""
    nothing: list[tuple[str, str]] = []
    named = {"options": nothing, "bare_options": nothing, "musical": nothing}
    return named | {"question": question, "wanted": "your answer", "answer": problem.key}


def _bare(problem: Problem, options: tuple[str, ...], view: View) -> list[tuple[str, str]]:
    """The options as they are shown without the music: not at all where they are all of it, or are in its picture."""
    one = not problem.abc or view.form == "sheet"
    hidden = (_HIDDEN,) * len(LETTERS)
    return list(zip(LETTERS, hidden if view.musical and one else options, strict=True))


def _marked(problem: Problem, view: View) -> tuple[str, tuple[str, ...]]:
    """The marks in the place of the music and of the options, numbered as the pictures are."""
    music = "<image 0>" if problem.abc else ""
    if not view.musical:
        return music, problem.options
    if view.form == "sheet":
        return "<image 0>", ("as in the picture",) * len(problem.options)
    first = 1 if problem.abc else 0
    return music, tuple(f"<image {first + place}>" for place in range(len(problem.options)))


def parts(text: str, pictures: Iterator[Image]) -> tuple[str | Image, ...]:
    """A message's text, with a picture in the place of each mark; where the pictures have run out, a mark is text."""
    first, *others = text.split(IMAGE_MARK)
    found: list[str | Image] = [first]
    for place, after in enumerate(others):
        picture = next(pictures, None)
        if picture is None:
            found[-1] = IMAGE_MARK.join((str(found[-1]), *others[place:]))
            break
        found += [picture, after]
    return tuple(part for part in found if part)


def digest(variant: str, folder: str = "") -> str:
    """The sha256 of a variant's file and of the parts that it includes, in hexadecimal."""
    said = _source(variant, folder)
    top = shipped("prompts")
    places = [*top.glob("_*.jinja"), *(top.glob(f"{folder}/_*.jinja") if folder else ())]
    included = [path.read_bytes() for path in sorted(places) if f'"{path.relative_to(top).as_posix()}"' in said]
    return hashlib.sha256(b"\0".join((said.encode(), *included))).hexdigest()


def _source(variant: str, folder: str) -> str:
    try:
        return _file(variant, folder).read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"the prompt {_file(variant, folder)} can't be read: {error}") from error


def _file(variant: str, folder: str) -> Path:
    return shipped("prompts") / folder / f"{variant}.jinja"


@cache
def _template(variant: str, folder: str) -> Template:
    check_variant(variant, folder)
    # No escaping: what a model reads is plain text, not HTML.
    environment = Environment(loader=FileSystemLoader(shipped("prompts")), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template("/".join(filter(None, (folder, f"{variant}.jinja"))))
