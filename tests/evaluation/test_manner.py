from __future__ import annotations

from collections import Counter

import pytest

from ssmr_bench.errors import ConfigError, DataError, UnknownNameError
from ssmr_bench.evaluation.manner import ORDERS, SUBSETS, Manner
from ssmr_bench.synthesis import splits

PROBLEMS = splits.load("1.0").problems


def test_all_24_orders_are_there_once_and_begin_as_published() -> None:
    assert len(set(ORDERS)) == 24
    assert all(sorted(order) == list("ABCD") for order in ORDERS)
    assert Manner().asked_in == ("ABCD",)


@pytest.mark.parametrize("count", [4, 8, 12, 16, 20, 24])
def test_in_each_four_orders_every_option_stands_at_every_place_as_often(count: int) -> None:
    places = Counter((letter, place) for order in Manner(orders=count).asked_in for place, letter in enumerate(order))
    assert set(places.values()) == {count // 4}
    assert len(places) == 16


def test_another_order_moves_the_key_with_its_option() -> None:
    for problem in PROBLEMS[:40]:
        for order in ORDERS:
            shown = problem.reordered(order)
            assert shown.key == problem.key
            assert [problem.options["ABCD".index(letter)] for letter in order] == list(shown.options)
    with pytest.raises(DataError, match="'ABCC' is no order"):
        PROBLEMS[0].reordered("ABCC")


@pytest.mark.parametrize("name", SUBSETS)
def test_a_subset_holds_as_many_of_every_template_at_every_level(name: str) -> None:
    chosen = Manner(subset=name).chosen(PROBLEMS)
    cells = Counter((problem.template, problem.level) for problem in chosen)
    assert set(cells.values()) == {SUBSETS[name]}
    assert len(cells) == 50
    letters = Counter(problem.answer for problem in chosen)
    assert max(letters.values()) <= 0.27 * len(chosen)
    assert [problem.id for problem in chosen] == [p.id for p in PROBLEMS if p in set(chosen)]


def test_a_limit_that_leaves_nothing_out_is_none() -> None:
    assert Manner(limit=5000).over(PROBLEMS) == Manner()
    assert Manner(subset="smoke", limit=100).over(PROBLEMS) == Manner(subset="smoke")
    assert Manner(limit=40).over(PROBLEMS).said == {"limit": 40}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"shots": 6}, "--shots goes from 0 to 5, not 6"),
        ({"orders": 0}, "--orders goes from 1 to 24, not 0"),
        ({"repeats": 0}, "--repeats goes from 1 to 1000, not 0"),
    ],
)
def test_what_there_is_not_is_named(wrong: dict[str, int], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        Manner(**wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="no subset 'smok'; did you mean 'smoke'"):
        Manner(subset="smok")
