"""Reads the chosen letter from likelihoods: the likeliest is the choice, as the authors of MusicTheoryBench judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.extraction import Reading
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.judging.scoring import Judgement
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from ssmr_bench.synthesis.problem import Problem


def likeliest_letter(text: str, letters: str) -> Reading:
    """The letter that the likelihoods in an answer's text prefer; none where two share the lead, or one is missing.

    Args:
        text: `Likelihoods.text` over choices that are the letters, spaces around them disregarded.
        letters: those that are to choose from.

    >>> likeliest_letter(Likelihoods({" A": -0.5, " B": -2.0}).text, "AB")
    Reading(letter='A', rule='log_likelihood')
    >>> likeliest_letter(Likelihoods({" A": -0.5, " B": -0.5}).text, "AB")
    Reading(letter=None, rule='none')
    """
    try:
        found = Likelihoods.read(text)
    except ValueError:
        return Reading(None, "none")
    best = found.likeliest
    if best is None or sorted(choice.strip() for choice in found.log_probabilities) != sorted(letters):
        return Reading(None, "none")
    return Reading(best.strip(), "log_likelihood")


def judge_likelihood(problem: Problem, answer: Completion | Failure) -> Judgement:
    """The verdict on an answer that holds the likelihoods of a problem's letters.

    Such an answer is never cut off, and declines nothing: it prefers a letter or, where two are as likely, none.
    """
    if isinstance(answer, Failure):
        return Judgement(Outcome.FAILED)
    reading = likeliest_letter(answer.text, "".join(LETTERS))
    if reading.letter is None:
        return Judgement(Outcome.UNPARSED if answer.text.strip() else Outcome.EMPTY)
    right = reading.letter == problem.answer
    return Judgement(Outcome.CORRECT if right else Outcome.WRONG, reading.letter, reading.rule)
