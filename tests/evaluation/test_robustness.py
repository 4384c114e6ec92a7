from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.manner import ORDERS
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.robustness import orders_of, repeats_of
from ssmr_bench.evaluation.row import Row
from ssmr_bench.reporting.remarks import remarks, warnings
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Style
from tests.evaluation.results import SETTING, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.synthesis.problem import Problem

PROBLEMS = splits.load("1.0").problems


def asked(say: Callable[[Problem, str], str], items: int = 200, orders: int = 4) -> list[Row]:
    """Rows of a model that says something of each problem as it is shown in an order."""
    return [
        row(problem, Completion(say(problem.reordered(order), order)), order)
        for problem in PROBLEMS[:items]
        for order in ORDERS[:orders]
    ]


def test_one_that_always_says_a_scores_a_quarter_and_is_named_as_biased() -> None:
    found = orders_of(asked(lambda *_: r"\boxed{A}"))
    assert found is not None
    assert sum(found.each.values()) / 4 == 0.25
    assert found.every == 0
    assert found.letters == {"A": 1, "B": 0, "C": 0, "D": 0}
    assert found.biased


def test_answers_that_no_letter_is_read_from_are_voted_on_by_their_words() -> None:
    right, wrong = Outcome.CORRECT, Outcome.WRONG
    plain = replace(row(PROBLEMS[0], Completion("")), letter=None)
    for outcomes, words, vote in (
        ((right, right, wrong), "ABC", 1),
        ((right, wrong, wrong), "ABB", 0),
        ((right, wrong, wrong), "ABC", 1 / 3),
        ((right, wrong, Outcome.UNPARSED), "ABB", 1 / 2),
    ):
        answers = [
            replace(plain, outcome=outcome, answer=said, repeat=repeat)
            for repeat, (outcome, said) in enumerate(zip(outcomes, words, strict=True))
        ]
        found = repeats_of(answers)
        assert found is not None
        assert found.majority == pytest.approx(vote)


def test_one_that_goes_by_what_an_option_says_is_not_biased() -> None:
    found = orders_of(asked(lambda problem, _: rf"\boxed{{{'ABCD'[problem.options.index(max(problem.options))]}}}"))
    assert found is not None
    assert set(found.letters.values()) == {0.25}
    assert found.p == 1.0
    right = orders_of(asked(lambda problem, _: rf"\boxed{{{problem.answer}}}"))
    assert right is not None
    assert right.every == 1
    assert right.p == 1.0


def test_a_bias_is_found_as_often_as_its_level_says_where_there_is_none() -> None:
    found = 0
    for seed in range(200):
        chance = random.Random(f"guess/{seed}")
        guesses = orders_of(asked(lambda *_, c=chance: c.choice("ABCD"), items=40))
        assert guesses is not None
        assert guesses.p is not None
        found += guesses.p < 0.1
    assert 8 <= found <= 34  # 20 are expected, with a standard deviation of 4.2


def test_two_orders_do_not_tell_a_bias_and_one_is_none() -> None:
    pair = orders_of(asked(lambda *_: r"\boxed{A}", orders=2))
    assert pair is not None
    assert pair.p is None
    assert orders_of(asked(lambda *_: r"\boxed{A}", orders=1)) is None


def test_failed_items_forbid_these_figures() -> None:
    rows = [*asked(lambda *_: r"\boxed{A}", items=2)[1:], row(PROBLEMS[0], Failure("away"))]
    assert orders_of(rows) is None
    assert repeats_of([row(PROBLEMS[0], Failure("away"), repeat=r) for r in range(2)]) is None


def repeated(replies: str) -> list[Row]:
    """One item, with the key for each 1, another letter for each 0, and no answer for a dash."""
    problem = PROBLEMS[0]
    other = next(letter for letter in "ABCD" if letter != problem.answer)
    said = {"1": rf"\boxed{{{problem.answer}}}", "0": rf"\boxed{{{other}}}", "-": "hm"}
    return [row(problem, Completion(said[reply]), repeat=r) for r, reply in enumerate(replies)]


@pytest.mark.parametrize(
    ("replies", "mean", "pass_at", "majority"),
    [
        ("1100", 0.5, {1: 0.5, 2: 1 - 1 / 6, 4: 1.0}, 0.5),
        ("1000", 0.25, {1: 0.25, 2: 0.5, 4: 1.0}, 0.0),
        ("0000", 0.0, {1: 0.0, 2: 0.0, 4: 0.0}, 0.0),
        ("1--0", 0.25, {1: 0.25, 2: 0.5, 4: 1.0}, 0.5),
        ("11---", 0.4, {1: 0.4, 2: 0.7, 4: 1.0, 5: 1.0}, 1.0),
        ("---", 0.0, {1: 0.0, 2: 0.0, 3: 0.0}, 0.0),
    ],
)
def test_repeats_by_hand(replies: str, mean: float, pass_at: dict[int, float], majority: float) -> None:
    found = repeats_of(repeated(replies))
    assert found is not None
    assert found.mean == pytest.approx(mean)
    assert found.pass_at == pytest.approx(pass_at)
    assert found.majority == majority


def test_right_answers_in_other_words_are_one_vote() -> None:
    meter = next(p for p in PROBLEMS if p.template == "time_signature" and p.key == "3/4")
    item = ProblemItem(meter, "paper", 0, "ABCD", "1.0", None, open=True)
    said = ("3/4", "6/8", "2/4", "2/4", "2/4")
    rows = [Row.of(item, i, "0" * 64, Completion(rf"\boxed{{{text}}}")) for i, text in enumerate(said)]
    assert [found.outcome for found in rows].count(Outcome.CORRECT) == 2
    lost, drawn, won = (repeats_of(some) for some in (rows, rows[:4], rows[:3]))
    assert lost is not None
    assert drawn is not None
    assert won is not None
    assert (lost.majority, drawn.majority, won.majority) == (0.0, 0.5, 1.0)


def test_no_letter_tells_nothing_of_a_bias() -> None:
    found = orders_of(asked(lambda *_: "hm", items=5))
    assert found is not None
    assert found.p is None
    assert not found.biased


def test_what_is_not_shown_does_not_tell_items_apart() -> None:
    scale = [p for p in PROBLEMS if p.template == "scale_spelling"]
    asked_openly = [ProblemItem(p, "paper", 0, "ABCD", "1.0", None, open=True) for p in scale]
    assert len({item.music for item in asked_openly}) == len({item.rendered.user for item in asked_openly}) < len(scale)
    floor = [
        ProblemItem(p, "no_music", 0, "ABCD", "1.0", None, open=True) for p in PROBLEMS if p.template == "chord_root"
    ]
    assert len({item.music for item in floor}) == 1
    for prompt in ("paper", "no_music"):
        turned = [ProblemItem(PROBLEMS[0], prompt, 0, order, "1.0", Style()) for order in ORDERS]
        assert len({item.music for item in turned}) == 1
    pictured = ProblemItem(PROBLEMS[0], "paper", 0, "ABCD", "1.0", Style())
    assert pictured.music == ProblemItem(PROBLEMS[0], "cot", 2, "ABCD", "1.0", None).music == PROBLEMS[0].abc


def test_the_lines_below_the_table_name_them() -> None:
    biased = Result(replace(SETTING, orders=4), tuple(asked(lambda *_: r"\boxed{A}")), "", 0)
    (line,) = remarks(biased)
    assert "4 orders: right in every one 0.0%; POSITION-BIASED (p < 0.001); letters chosen: A 100.0%" in line
    (line,) = remarks(Result(replace(SETTING, repeats=4), tuple(repeated("1100")), "", 0))
    assert "4 repeats: mean 50.0%, pass@1 50.0%, pass@2 83.3%, pass@4 100.0%, majority 50.0%" in line
    assert not remarks(Result(SETTING, tuple(repeated("1")), "", 0))


def test_many_cut_answers_are_said_aloud() -> None:
    cut = [row(problem, Completion("Let me", "length")) for problem in PROBLEMS[:3]]
    whole = [row(problem, Completion(r"\boxed{A}")) for problem in PROBLEMS[3:100]]
    (line,) = warnings([Result(SETTING, (*cut, *whole), "", 0)])
    assert "3 answers to ssmr_text (3.0%) were cut off at the token limit and count as wrong" in line
    two_percent = (*cut[:2], *whole, row(PROBLEMS[2], Completion(r"\boxed{A}")))
    assert not warnings([Result(SETTING, two_percent, "", 0)])
