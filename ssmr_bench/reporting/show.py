"""One problem as a person would see it: as text, as a web page, or as its one picture."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.reporting.pages import island, page
from ssmr_bench.reporting.plain import printable
from ssmr_bench.reporting.playing import numbers
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import figures, musical

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style


def as_text(problem: Problem) -> str:
    """The problem as it stands in a prompt, with its name before and its answer after it."""
    options = [f"{letter}. {printable(option)}" for letter, option in zip(LETTERS, problem.options, strict=True)]
    music = [*map(printable, problem.abc.split("\n")), ""] if problem.abc else []
    head = f"{printable(problem.id)} ({printable(problem.template)}, level {problem.level})"
    lines = [head, "", *music, printable(problem.question), *options, "", f"Answer: {problem.answer}"]
    return "\n".join(lines)


def as_page(problem: Problem, style: Style) -> str:
    """The problem as a web page that needs nothing beside it and plays its music; its answer shows when asked for."""
    heard = figures(problem)
    shown = list(map(_address, style.draw(problem)))
    separate = style.form == "separate" and musical(problem)
    music = shown.pop(0) if shown and (problem.abc or not separate) else ""
    texts = ("in the picture",) * len(LETTERS) if musical(problem) and not separate else problem.options
    return page(
        "show",
        title=problem.id,
        problem=problem,
        music=music,
        options=list(zip(LETTERS, texts, shown if separate else [""] * len(LETTERS), strict=True)),
        plays=island(
            "plays",
            {"score": numbers(heard.music) if heard.music else [], "options": [*map(numbers, heard.options)]},
        ),
        abc="\n".join([problem.abc, *(problem.options if musical(problem) else ())]).strip(),
    )


def _address(picture: bytes) -> str:
    """The picture itself, where a page has the address of one."""
    return f"data:{Image(picture).media_type};base64,{b64encode(picture).decode()}"
