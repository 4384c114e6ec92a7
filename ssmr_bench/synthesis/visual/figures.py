"""Which scores a problem shows as pictures: its music, and its options where these are music."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.engraving import Layout
from ssmr_bench.notation.score import ALTO, BASS, TREBLE

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Clef, Score
    from ssmr_bench.synthesis.problem import Problem

_UNBARRED = "bar_lines"
"""Here beams would show the bars that are asked for."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The scores that a problem shows."""

    music: Score | None
    """None where the options are the music."""
    options: tuple[Score, ...]
    """Empty where they are texts."""
    layout: Layout

    @property
    def all(self) -> tuple[Score, ...]:
        """The music, if there is any, and the options, from A to D."""
        return (*((self.music,) if self.music else ()), *self.options)


def musical(problem: Problem) -> bool:
    """Whether the options are music."""
    return problem.options[0].endswith("|]")


def figures(problem: Problem, layout: Layout | None = None) -> Figures:
    """The scores of a problem, read from its published text: text and picture can't differ.

    Options stand under the clef of the music, and those that bar it under its key signature too. Where there is no
    other music, they stand under the clef in which they need the fewest ledger lines.
    """
    layout = layout or Layout()
    music = read(problem.abc) if problem.abc else None
    if not musical(problem):
        return Figures(music, (), layout)
    if problem.template == _UNBARRED:
        header = problem.abc.rpartition("\n")[0]
        barred = (read(f"{header}\n{option}") for option in problem.options)
        return Figures(music, tuple(replace(score, meter=None) for score in barred), replace(layout, beams=False))
    options = [read(f"L:1/8\nK:C\n{option}") for option in problem.options]
    clef = music.clef if music else _fitting(options[0])
    return Figures(music, tuple(replace(score, clef=clef) for score in options), layout)


def _fitting(score: Score) -> Clef:
    return min((TREBLE, BASS, ALTO), key=lambda clef: max(abs(clef.place(pitch)) for pitch in score.pitches))
