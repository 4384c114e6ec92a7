"""The judge of music that a model wrote: what was asked for is met or it is not, and rules say how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Failure
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.reply import Reply
from ssmr_bench.evaluation.judging.tune import tune
from ssmr_bench.notation.abc import write
from ssmr_bench.notation.clef import TREBLE, Clef
from ssmr_bench.notation.score import Score
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality
from ssmr_bench.synthesis.composition.requirements import added, flaws, full_bars
from ssmr_bench.synthesis.composition.training import training
from ssmr_bench.synthesis.composition.wording import header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.completion import Completion
    from ssmr_bench.evaluation.judging.tune import TuneRule
    from ssmr_bench.synthesis.composition.assignment import Assignment
    from ssmr_bench.synthesis.composition.repertoire import Repertoire

_DIGITS = 6
"""Of a measure: the last ones of a float may differ from machine to machine."""
_NAMED = 8
"""Flaws that are named; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The verdict on one answer."""

    outcome: Outcome
    rule: TuneRule = "none"
    """Where in the reply the tune was found."""
    tune: str = ""
    """The new music in ABC, without the excerpt: as it was read, not as it was written. Empty where none was read."""
    flaws: tuple[str, ...] = ()
    """Where it is not what was asked for, or why it can't be read; empty where it is right, or there is no answer."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Shares from 0 to 1: `full_bars` (the paper's measure, without an allowance), `quality`, and the measures that it
    sums up. All are 0 where there is no tune, and there are none of a call that failed."""


def judge_composition(
    assignment: Assignment, answer: Completion | Failure, known: Repertoire | None = None
) -> Composed:
    """The verdict on an answer to an assignment.

    It is right if what was asked for is met, whatever its measures are. Music that can't be read is no answer
    (unparsed), and neither is a reply that was cut off within its tune (truncated).

    Args:
        assignment: What was asked for.
        answer: What came of it.
        known: Tunes that it should not be copied from, beside the excerpt; by default those of the training set.
            They bear on its novelty alone.
    """
    if isinstance(answer, Failure):
        return Composed(Outcome.FAILED)
    reply = Reply.of(answer)
    found = tune(reply.text, header(assignment))
    if found.score is None or (reply.cut and found.open):
        outcome = reply.unread
        said = (found.flaw,) if found.flaw and outcome is Outcome.UNPARSED else ()
        return Composed(outcome, found.rule, "", said, _measures(assignment, Score(()), known))
    new = added(assignment, _in_clef(assignment, found.score))
    faults = flaws(assignment, new)
    outcome = Outcome.WRONG if faults else Outcome.CORRECT
    return Composed(outcome, found.rule, _written(new), _few(faults), _measures(assignment, new, known))


def _measures(assignment: Assignment, new: Score, known: Repertoire | None) -> dict[str, float]:
    heard = Heard(new, assignment.excerpt, assignment.time, assignment.scale)
    values = measured(heard, known or training())
    found = {"full_bars": full_bars(assignment, new.bars), "quality": quality(values)} | values
    return {name: round(value, _DIGITS) for name, value in found.items()}


def _in_clef(assignment: Assignment, score: Score) -> Score:
    """The score in the clef of the assignment, where it names none: its staff is then easier to read."""
    return replace(score, clef=Clef.parse(assignment.clef)) if score.clef == TREBLE else score


def _written(new: Score) -> str:
    return write(new) if new.bars else ""


def _few(faults: tuple[str, ...]) -> tuple[str, ...]:
    left = len(faults) - _NAMED
    return (*faults[:_NAMED], f"and {left} more") if left > 0 else faults
