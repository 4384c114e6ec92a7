"""The page docs/gallery.md, which `make docs` writes: problems of every template, and tunes of the composer's."""

from __future__ import annotations

from inspect import getmodule
from itertools import cycle, islice, product
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import write
from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.synthesis.brief import Brief
from ssmr_bench.synthesis.compose import compose
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import LETTERS
from ssmr_bench.synthesis.templates import find, names
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.synthesis.problem import Problem

_HEAD = """\
# Gallery

Made by `make docs`; not edited. Paste any block into an ABC player to hear it.

## Problems

Of each template one of the easiest and one of the hardest.
"""
_TUNES = """\
## Forty tunes

As the composer writes them: a motif that returns, a question that ends on the dominant, an answer that ends on the
tonic. The first twenty are plain, as on level 1; the others are lively, with sixteenths, triplets and wider leaps.
"""
_METERS = ("4/4", "3/4", "6/8", "2/4", "5/4", "2/2", "9/8", "3/8", "7/8", "12/8")
_KEYS = ("C major", "G major", "A minor", "F major", "E minor", "D major", "D dorian", "B-flat major", "G mixolydian")
_CLEFS = (TREBLE, TREBLE, BASS, TREBLE, ALTO)


def page() -> str:
    """The page; the same every time."""
    return "\n".join([_HEAD, *_problems(), _TUNES, *_tunes()])


def _problems() -> Iterator[str]:
    for name in names():
        module = getmodule(find(name).ask)
        assert module is not None
        yield f"### {name}\n\n{(module.__doc__ or '').strip()}\n"
        for level in (1, 5):
            yield from (_problem(problem) for problem in synthesize(Series("gallery", "page", level), {name: 1}))


def _problem(problem: Problem) -> str:
    options = [f"{letter}. {option}" for letter, option in zip(LETTERS, problem.options, strict=True)]
    music = [problem.abc, ""] if problem.abc else []
    text = "\n".join([*music, problem.question, *options])
    return f"Level {problem.level}:\n\n```\n{text}\n```\n\nAnswer: {problem.answer}\n"


def _tunes() -> Iterator[str]:
    chosen = zip(cycle(_METERS), cycle(_KEYS), cycle(_CLEFS), strict=False)
    settings = [(lively, *rest) for lively, rest in product((False, True), islice(chosen, 20))]
    for number, (lively, meter, key, clef) in enumerate(settings, 1):
        brief = Brief(Key.parse(key), Meter.parse(meter), 8, clef, lively=lively, leading=True)
        tune = compose(Draw(f"gallery/{number}", Stratum(1, "A")), brief)
        yield f"{number}. {key}, {meter}\n\n```\n{write(tune)}\n```\n"


if __name__ == "__main__":
    print(page(), end="")
