"""Attackers that see the options and never the music: none of them may do better than a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from math import sqrt

import pytest

from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import LETTERS, Problem
from ssmr_bench.synthesis.templates import names

Scores = Callable[[str, tuple[str, ...]], float]
"""How an attacker rates an option among the four; it takes the best."""


@cache
def drawn(name: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """2,000 problems to attack, and as many others to learn from."""
    problems = tuple(synthesize(Series("trial", "shortcuts"), {name: 4_000}))
    return problems[:2_000], problems[2_000:]


def shared_words(option: str, options: tuple[str, ...]) -> float:
    return sum(len(set(option.split()) & set(other.split())) for other in options)


def hits(problems: tuple[Problem, ...], rate: Scores) -> float:
    """Expected number of hits of the attacker that takes the best-rated option, by lot among equals."""
    found = 0.0
    for problem in problems:
        rates = [rate(option, problem.options) for option in problem.options]
        best = [option for option, value in zip(problem.options, rates, strict=True) if value == max(rates)]
        found += (problem.key in best) / len(best)
    return found


def learned(name: str, part: slice) -> Scores:
    """Rates an option by how often it, or a word of it, was the key elsewhere, against how often it was offered."""
    keys: Counter[str] = Counter()
    offers: Counter[str] = Counter()
    for problem in drawn(name)[1]:
        keys[" ".join(problem.key.split()[part])] += 1
        offers.update(" ".join(option.split()[part]) for option in problem.options)
    rates = {word: keys[word] / count for word, count in offers.items()}
    return lambda option, _: rates.get(" ".join(option.split()[part]), 0.25)


ATTACKERS: dict[str, Callable[[str], Scores]] = {
    "most like the others": lambda _: shared_words,
    "odd one out": lambda _: lambda option, options: -shared_words(option, options),
    "shortest": lambda _: lambda option, _: -len(option),
    "longest": lambda _: lambda option, _: len(option),
    "first in the alphabet": lambda _: lambda option, options: -sorted(options).index(option),
    "last in the alphabet": lambda _: lambda option, options: sorted(options).index(option),
    "A": lambda _: lambda option, options: -options.index(option),
    "D": lambda _: lambda option, options: options.index(option),
    "commonest name": lambda name: learned(name, slice(None)),
    "commonest first word": lambda name: learned(name, slice(0, 1)),
    "commonest second word": lambda name: learned(name, slice(1, 2)),
}


@pytest.mark.parametrize("attacker", ATTACKERS)
@pytest.mark.parametrize("name", names())
def test_the_options_do_not_give_the_key_away(name: str, attacker: str) -> None:
    problems = drawn(name)[0]
    rate = hits(problems, ATTACKERS[attacker](name)) / len(problems)
    assert abs(rate - 0.25) < 3 * sqrt(0.25 * 0.75 / len(problems))


@pytest.mark.parametrize("name", names())
def test_letters_are_exactly_even(name: str) -> None:
    assert Counter(problem.answer for problem in drawn(name)[0]) == dict.fromkeys(LETTERS, 500)


@pytest.mark.parametrize("name", names())
def test_every_option_is_the_key_a_quarter_of_the_time(name: str) -> None:
    problems = [problem for half in drawn(name) for problem in half]
    keys = Counter((problem.level, problem.key) for problem in problems)
    offers = Counter((problem.level, option) for problem in problems for option in problem.options)
    deviations = [(keys[name] - offers[name] / 4) ** 2 / (offers[name] * 3 / 16) for name in offers]
    # A sum of squares of as many standard normals, nearly: its mean is their number, its variance twice that.
    assert abs(sum(deviations) - len(deviations)) < 4 * sqrt(2 * len(deviations))


def test_an_attacker_finds_what_leaks() -> None:
    leaking = tuple(
        Problem(p.id, p.template, p.category, p.level, p.question, p.abc, tuple(sorted(p.options, key=len)), LETTERS[0])
        for p in drawn("interval_name")[0]
    )
    assert hits(leaking, ATTACKERS["A"]("interval_name")) / len(leaking) == 1
    assert hits(leaking, ATTACKERS["shortest"]("interval_name")) / len(leaking) > 0.8
