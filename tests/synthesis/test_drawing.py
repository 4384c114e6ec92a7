from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from scipy.stats import chisquare

from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.problem import LETTERS, LEVELS

ANY = Stratum(1, "A")


def test_a_name_gives_these_numbers_everywhere() -> None:
    # The words of SHA-256("name/options/0") and "…/1", modulo 1000: the frozen splits rest on these never changing.
    draw = Draw("name", ANY)
    assert [draw.below(1000) for _ in range(6)] == [970, 876, 427, 500, 12, 110]


def test_no_chance_comes_from_elsewhere() -> None:
    first, second = Draw("name", ANY), Draw("name", ANY)
    first.below(10)
    second.below(10)
    assert [first.below(10) for _ in range(20)] == [second.below(10) for _ in range(20)]


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 10])
def test_numbers_are_uniform(bound: int) -> None:
    draw = Draw(f"uniform {bound}", ANY)
    tally = Counter(draw.below(bound) for _ in range(10_000))
    assert set(tally) == set(range(bound))
    assert bound == 1 or chisquare(list(tally.values())).pvalue > 0.001


def test_a_word_beyond_the_last_full_multiple_is_passed_over() -> None:
    draw = Draw("name", ANY)
    draw._words = iter([2**64 - 1, 5])  # 2**64 - 1 = 0 (mod 3), and one 0 too many
    assert draw.below(3) == 2


def test_nothing_to_draw_from_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        Draw("name", ANY).choice([])


def test_every_selection_in_every_order_is_equally_likely() -> None:
    draw = Draw("selections", ANY)
    tally = Counter(draw.distinct("abcd", 2) for _ in range(6_000))
    assert set(tally) == set(permutations("abcd", 2))
    assert chisquare(list(tally.values())).pvalue > 0.001
    assert sorted(draw.shuffle("hello")) == sorted("hello")


@pytest.mark.parametrize("letter", LETTERS)
def test_the_key_is_the_option_at_the_stratums_letter(letter: str) -> None:
    assert Draw("name", Stratum(1, letter)).key("ABCD") == letter


def test_another_attempt_redraws_the_music_alone() -> None:
    drawn = []
    for attempt in range(2):
        draw = Draw("name", ANY, attempt)
        options = draw.distinct(range(1000), 4)
        key = draw.key(options)
        drawn.append((options, key, draw.distinct(range(1000), 4)))
    assert drawn[0][:2] == drawn[1][:2]
    assert drawn[0][2] != drawn[1][2]


def test_the_music_does_not_tell_how_the_options_were_drawn() -> None:
    first, second = Draw("name", ANY), Draw("name", ANY)
    first.below(7)
    assert first.key(range(4)) == second.key(range(4))
    assert [first.below(1000) for _ in range(5)] == [second.below(1000) for _ in range(5)]


def test_each_twenty_hold_every_level_with_every_letter() -> None:
    for start in range(0, 200, 20):
        strata = [Stratum.of("1/test/x", index) for index in range(start, start + 20)]
        assert {(stratum.level, stratum.letter) for stratum in strata} == {(i, c) for i in LEVELS for c in LETTERS}


def test_strata_come_in_no_fixed_order() -> None:
    orders = {tuple(Stratum.of(f"1/test/{name}", start + i) for i in range(20)) for name in "xyz" for start in (0, 20)}
    assert len(orders) == 6
    tally = Counter(Stratum.of(f"series {number}", 0) for number in range(2_000))
    assert chisquare(list(tally.values())).pvalue > 0.001
