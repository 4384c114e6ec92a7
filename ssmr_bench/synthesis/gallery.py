"""The page docs/gallery.md and its pictures, which `make docs` writes: problems of every template, composed tunes."""

from __future__ import annotations

import sys
from inspect import getmodule
from itertools import cycle, islice, product
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.files import whole, write_whole
from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.templates import find, names
from ssmr_bench.synthesis.visual import Style
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.synthesis.problem import Problem

_HEAD = """\
# Gallery

Made by `make docs`; not edited. Paste any block into an ABC player to hear it.

## Problems

Of each template three problems, from the easiest to the hardest, each as text and as the picture that is its twin.
"""
_TUNES = """\
## Forty tunes

As the composer writes them: a motif that returns, a question that ends on the dominant, an answer that ends on the
tonic. The first twenty are plain, as on level 1; the others are lively, with sixteenths, triplets and wider leaps.
"""
_METERS = ("4/4", "3/4", "6/8", "2/4", "5/4", "2/2", "9/8", "3/8", "7/8", "12/8")
_KEYS = ("C major", "G major", "A minor", "F major", "E minor", "D major", "D dorian", "B-flat major", "G mixolydian")
_CLEFS = (TREBLE, TREBLE, BASS, TREBLE, ALTO)


LEVELS = (1, 3, 5)


def page() -> str:
    """The page; the same every time."""
    return "\n".join([_HEAD, *_problems(), _TUNES, *_tunes()])


def sheets() -> dict[str, bytes]:
    """The pictures that the page shows, by the names of their files."""
    return {_file(problem): Style("sheet").draw(problem)[0] for problem in _shown()}


def write_to(folder: Path) -> None:
    """Writes `gallery.md`, and its pictures into `gallery/`.

    Raises:
        FileError: if the folder can't be written.
    """
    for name, picture in sheets().items():
        with whole(folder / "gallery" / name) as draft:
            draft.write_bytes(picture)
    write_whole(folder / "gallery.md", page())


def _shown() -> Iterator[Problem]:
    for name, level in product(names(), LEVELS):
        yield from synthesize(Series("gallery", "page", level), {name: 1})


def _file(problem: Problem) -> str:
    return f"{problem.template}-{problem.level}.png"


def _problems() -> Iterator[str]:
    for problem in _shown():
        if problem.level == LEVELS[0]:
            module = getmodule(find(problem.template).ask)
            assert module is not None
            yield f"### {problem.template}\n\n{(module.__doc__ or '').strip()}\n"
        yield _problem(problem)


def _problem(problem: Problem) -> str:
    options = [f"{letter}. {option}" for letter, option in zip(LETTERS, problem.options, strict=True)]
    music = [problem.abc, ""] if problem.abc else []
    text = "\n".join([*music, problem.question, *options])
    picture = f"![{problem.template}, level {problem.level}](gallery/{_file(problem)})"
    return f"Level {problem.level}:\n\n```\n{text}\n```\n\n{picture}\n\nAnswer: {problem.answer}\n"


def _tunes() -> Iterator[str]:
    chosen = zip(cycle(_METERS), cycle(_KEYS), cycle(_CLEFS), strict=False)
    settings = [(lively, *rest) for lively, rest in product((False, True), islice(chosen, 20))]
    for number, (lively, meter, key, clef) in enumerate(settings, 1):
        brief = Brief(Key.parse(key), Meter.parse(meter), 8, clef, lively=lively, leading=True)
        tune = compose(Draw(f"gallery/{number}", Stratum(1, "A")), brief)
        yield f"{number}. {key}, {meter}\n\n```\n{write(tune)}\n```\n"


if __name__ == "__main__":
    write_to(Path(sys.argv[1]))
