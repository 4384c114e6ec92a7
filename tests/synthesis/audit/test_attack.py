"""Each attacker finds the leak that was planted for it, and none finds one where there is none."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.synthesis.audit import ATTACKERS, Item, Material, View, attacks
from ssmr_bench.synthesis.audit.attackers import RULED
from ssmr_bench.synthesis.audit.item import LETTERS
from ssmr_bench.synthesis.audit.popularity import COUNTING
from ssmr_bench.synthesis.audit.ranking import RANKING
from ssmr_bench.synthesis.audit.view import Glimpse, glimpse, views

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ssmr_bench.synthesis.audit.attackers import Attacker

NAMES = [
    f"{root} {quality} triad"
    for root in ("C", "F-sharp", "B-flat", "G", "A", "E-flat")
    for quality in ("major", "minor")
]
HEAD = "X:1\nM:{}\nL:1/8\nK:C\n"


def silent(count: int, seed: int = 0) -> list[Item]:
    """Problems with a question and music that vary, and a key that nothing tells."""
    chance = Random(seed)
    return [
        Item(
            f"silent/{number}",
            "silent",
            f"Which one goes with the {chance.choice(('first', 'second', 'third'))} note?",
            HEAD.format(chance.choice(("3/4", "4/4"))) + " ".join(chance.choices("CDEFGAB", k=5)),
            tuple(chance.sample(NAMES, 4)),
            chance.choice(LETTERS),
        )
        for number in range(count)
    ]


def keyed(options: tuple[str, ...], key: str, question: str = "Which?", abc: str = "") -> Item:
    return Item("x", "leaking", question, abc, options, LETTERS[options.index(key)])


def rates(found: list[Item], chosen: Sequence[Attacker] = ATTACKERS) -> dict[tuple[str, View], float]:
    half = len(found) // 2
    material = Material(tuple(found[:half]), tuple(found[half:]))
    return {(each.attacker, each.view): each.errors for each in attacks(material, chosen)}


PLANTED: dict[str, tuple[str, ...]] = {
    "majority of words": ("C major triad", "C minor triad", "D major triad", "C augmented chord"),
    "medoid": ("C major triad", "C minor triad", "D major triad", "E augmented triad"),
    "position-wise vote": ("C D E F", "C D E A", "C D B F", "C G E F"),
    "longest": ("the longest of all", "short", "shorter", "brief"),
    "middle length": ("four", "a", "ab", "nine long"),
    "most words": ("a b c d", "aaa bbb", "aaaa c", "bbb"),
    "first in the alphabet": ("alpha", "beta", "gamma", "delta"),
    "fewest accidentals": ("C", "F-sharp", "^G", "_A"),
    "octave twin": ("^F", "^f", "D", "E"),
    "X where X# or Xb is offered": ("G", "G-sharp", "A", "B"),
    "nearest to the others in fifths": ("C", "B-flat", "E", "E-flat"),
    "root among the options": ("A", "C", "E", "B-flat"),
    "nearest to four bars": (
        "C2 | D2 | E2 | F2 |]",
        "C2 D2 E2 F2 |]",
        "C2 D2 | E2 F2 |]",
        "C | C | D | D | E2 | F2 |]",
    ),
    "most bars": ("C2 | D2 | E2 | F2 |]", "C2 D2 E2 | F2 |]", "C2 D2 | E2 F2 |]", "C2 D2 | E2 | F2 |]"),
    "even bars": ("C2 D2 | E2 F2 |]", "C2 | D2 E2 F2 |]", "C2 D2 E2 | F2 |]", "C2 | D2 E2 | F2 |]"),
}
"""For each rule four options of which it takes the first."""

BOTH = {"octave twin", "nearest to the others in fifths"}
"""Rules that can't but take two."""

SHOWN: dict[str, tuple[str, ...]] = {
    "nearest to the shown notes": ("c", "A,", "c'", "C,"),
    "nearest to the first note": ("E", "F", "c", "g"),
    "nearest to the last note": ("d", "C", "g", "A,"),
    "most played": ("E", "^F", "_A", "^D"),
    "any stacked triad": ("A", "F", "B", "D"),
}
"""The same, beside the music E c | E c."""


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_takes_the_option_that_it_is_made_for(rule: str) -> None:
    attacker = next(each for each in RULED if each.name == rule)
    rating = attacker.train(())(Glimpse(PLANTED[rule]))
    assert [rate == max(rating) for rate in rating] == [True, rule in BOTH, False, False]


@pytest.mark.parametrize("rule", SHOWN)
def test_a_rule_of_music_takes_the_option_that_it_is_made_for(rule: str) -> None:
    attacker = next(each for each in RULED if each.name == rule)
    rating = attacker.train(())(Glimpse(SHOWN[rule], "", HEAD.format("4/4") + "E4 c4 | E4 d4 |]"))
    assert rating[0] == max(rating)
    assert attacker.views == {View.MUSIC, View.UNMETERED}
    assert len(set(attacker.train(())(Glimpse(SHOWN[rule])))) == 1


@pytest.mark.parametrize("rule", [*PLANTED, *SHOWN])
def test_a_planted_leak_is_found_by_its_rule_and_its_opposite(rule: str) -> None:
    place = next(place for place, each in enumerate(RULED) if each.name == rule)
    view = View.MUSIC if rule in SHOWN else View.OPTIONS
    options = (PLANTED | SHOWN)[rule]
    taken = [_shuffled(options, number, right=0) for number in range(120)]
    assert rates(taken, RULED[place : place + 1])[rule, view] > 3
    rating = RULED[place].train(())(glimpse(taken[0], view))
    least = options.index(taken[0].options[rating.index(min(rating))])
    shunned = [_shuffled(options, number, right=least) for number in range(400)]
    opposite = RULED[place + 1]
    assert rates(shunned, [opposite])[opposite.name, view] > 3


def _shuffled(options: tuple[str, ...], number: int, right: int) -> Item:
    """The options in another order each time, beside music and a question that vary."""
    order = tuple(Random(number).sample(options, 4))
    return keyed(order, options[right], question=f"Which is {number}?", abc=HEAD.format("4/4") + "E4 c4 | E4 d4 |]")


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_that_comes_too_often_is_found(letter: str) -> None:
    found = [replace(item, answer=letter) if number % 4 == 0 else item for number, item in enumerate(silent(1000))]
    assert rates(found, RULED[:4])[f"always {letter}", View.OPTIONS] > 3


@pytest.mark.parametrize("name", ["whole", "word 1", "word 2"])
def test_a_name_that_is_right_too_often_is_found(name: str) -> None:
    liked = {"whole": "C minor triad", "word 1": "C ", "word 2": "minor"}[name]
    found = [_favour(item, lambda option: liked in option, every=1) for item in silent(2000)]
    errors = rates(found, COUNTING)
    assert errors[f"commonest {name}", View.OPTIONS] > 3


def _favour(item: Item, liked: Callable[[str], bool], every: int = 1) -> Item:
    """Makes the first option that is liked the right one, if there is one, in every problem or every second."""
    places = [place for place, option in enumerate(item.options) if liked(option)]
    number = int(item.id.rpartition("/")[2])
    return replace(item, answer=LETTERS[places[0]]) if places and number % every == 0 else item


def test_what_the_question_gives_away_is_found() -> None:
    liked = {"first": "C ", "second": "G ", "third": "A "}

    def leaking(item: Item) -> Item:
        (root,) = (root for word, root in liked.items() if word in item.question)
        return _favour(item, lambda option: option.startswith(root))

    errors = rates([leaking(item) for item in silent(1600)], [*COUNTING, RANKING])
    assert errors["commonest for the question's words", View.QUESTION] > 3
    assert errors["learned ranking", View.QUESTION] > 3


def test_what_the_header_gives_away_is_found() -> None:
    def leaking(item: Item) -> Item:
        return _favour(item, lambda option: option.startswith("C ") == ("M:3/4" in item.abc))

    errors = rates([leaking(item) for item in silent(1600)], [*COUNTING, RANKING])
    assert errors["commonest under the header", View.MUSIC] > 3
    assert errors["learned ranking", View.MUSIC] > 3


def test_the_learned_attacker_finds_a_leak_that_no_rule_is_made_for() -> None:
    """The right option is one that holds "rt" or "ea" wherever one does, in every fourth problem."""
    chance = Random(5)
    found = []
    for item in silent(3000):
        options = tuple(sorted("".join(chance.choices("aeioubcdfgrt", k=6)) for _ in range(4)))
        options = tuple(chance.sample(options, 4))
        found.append(_favour(replace(item, options=options), lambda option: "rt" in option or "ea" in option, every=1))
    errors = rates(found)
    assert errors["learned ranking", View.OPTIONS] > 3
    assert (
        max(value for (name, view), value in errors.items() if view is View.OPTIONS and name != "learned ranking") < 3.5
    )


def test_silence_is_silent() -> None:
    found = {key: errors for key, errors in rates(silent(2000)).items() if errors > 3}
    assert not found


def test_without_problems_to_learn_from_the_first_half_teaches_about_the_second() -> None:
    items = [_favour(item, lambda option: option.endswith("minor triad"), every=1) for item in silent(300)]
    found = {each.attacker: each for each in attacks(Material(tuple(items)), COUNTING)}
    assert found["commonest word 2"].errors > 3
    assert found["commonest word 2"].count == 150
    random = Random(1)
    noise = [
        replace(item, answer=random.choice(LETTERS), options=tuple(f"{item.id}{n}" for n in range(4))) for item in items
    ]
    # Every option stands in one problem only: who learned from the problem itself would know it.
    for attack in attacks(Material(tuple(noise)), COUNTING[:1]):
        assert attack.sound


def test_what_is_known_is_learned_from_and_nothing_else() -> None:
    attacked = tuple(_favour(item, lambda option: option.endswith("minor triad")) for item in silent(300))
    known = tuple(_favour(item, lambda option: option.endswith("major triad")) for item in silent(300, seed=1))
    found = {each.attacker: each for each in attacks(Material(attacked, known), COUNTING)}
    assert found["commonest word 2"].errors < -3


def test_ties_are_broken_by_lot() -> None:
    items = [keyed(("a", "bb", "cc", "dd"), "bb")] * 40 + [keyed(("a", "bb", "cc", "dd"), "a")] * 20
    attack = next(each for each in attacks(Material(tuple(items)), RULED) if each.attacker == "longest")
    assert attack.hits == pytest.approx(40 / 3)
    assert attack.rate == pytest.approx(40 / 3 / 60)
    assert attack.error == pytest.approx((30 * 3 / 16) ** 0.5 / 60)
    assert attack.bound == pytest.approx(0.25 + 3 * attack.error)
    many = next(each for each in attacks(Material(tuple(items * 10)), RULED) if each.attacker == "longest")
    assert many.error == pytest.approx((600 * (1 / 12 - 1 / 16)) ** 0.5 / 600)


def test_the_bound_is_three_standard_errors_of_a_guess() -> None:
    attack = next(iter(attacks(Material(tuple(silent(1600))), RULED[:1])))
    assert attack.bound == pytest.approx(0.25 + 3 * (0.25 * 0.75 / 1600) ** 0.5)
    assert attack.sound == (attack.rate <= attack.bound)


def test_views_follow_from_the_problems() -> None:
    items = silent(20)
    assert views(items) == (View.OPTIONS, View.QUESTION, View.MUSIC)
    assert views([replace(item, question="Which?") for item in items]) == (View.OPTIONS,)
    assert views([replace(item, abc="") for item in items]) == (View.OPTIONS,)
    barred = [
        replace(item, question="Which?", options=("C | D |]", "C D |]", "C D E | F |]", "C |]")) for item in items
    ]
    assert views(barred) == (View.OPTIONS, View.UNMETERED)


def test_a_view_hides_what_it_says() -> None:
    item = silent(1)[0]
    assert glimpse(item, View.OPTIONS) == Glimpse(item.options)
    assert glimpse(item, View.QUESTION) == Glimpse(item.options, item.question)
    assert glimpse(item, View.MUSIC) == Glimpse(item.options, "", item.abc)
    assert glimpse(item, View.UNMETERED).abc.split("\n")[:2] == ["X:1", "L:1/8"]
