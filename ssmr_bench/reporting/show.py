"""One problem as a person would see it: as text, as a web page, or as its one picture."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from ssmr_bench.reporting.plain import printable
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.visual.figures import musical

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem
    from ssmr_bench.synthesis.visual import Style

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{name}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem;
       background: #fff; color: #111 }}
img {{ max-width: 100%; height: auto; display: block }}
figure {{ margin: 1rem 0 }}
ol {{ list-style: upper-alpha }}
li {{ margin: .5rem 0 }}
</style>
<h1>{name}</h1>
<p>{template}, level {level}</p>
{music}<p>{question}</p>
<ol>
{options}
</ol>
<details><summary>Answer</summary>{answer}</details>
<details><summary>ABC</summary><pre>{abc}</pre></details>
</html>
"""


def as_text(problem: Problem) -> str:
    """The problem as it stands in a prompt, with its name before and its answer after it."""
    options = [f"{letter}. {printable(option)}" for letter, option in zip(LETTERS, problem.options, strict=True)]
    music = [*map(printable, problem.abc.split("\n")), ""] if problem.abc else []
    head = f"{printable(problem.id)} ({printable(problem.template)}, level {problem.level})"
    lines = [head, "", *music, printable(problem.question), *options, "", f"Answer: {problem.answer}"]
    return "\n".join(lines)


def as_page(problem: Problem, style: Style) -> str:
    """The problem as a web page that needs nothing beside it; its answer shows when asked for."""
    shown = list(style.draw(problem))
    separate = style.form == "separate" and musical(problem)
    music = _image(shown.pop(0), "the music") if shown and (problem.abc or not separate) else ""
    if separate:
        options = [_image(picture, f"option {letter}") for letter, picture in zip(LETTERS, shown, strict=True)]
    else:
        options = ["in the picture" if musical(problem) else escape(option) for option in problem.options]
    return _PAGE.format(
        name=escape(problem.id),
        template=escape(problem.template),
        level=problem.level,
        music=f"<figure>{music}</figure>\n" if music else "",
        question=escape(problem.question),
        options="\n".join(f"<li>{option}</li>" for option in options),
        answer=escape(problem.answer),
        abc=escape("\n".join([problem.abc, *(problem.options if musical(problem) else ())]).strip()),
    )


def _image(picture: bytes, name: str) -> str:
    kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    return f'<img alt="{name}" src="data:image/{kind};base64,{base64.b64encode(picture).decode()}">'
