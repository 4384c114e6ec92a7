from __future__ import annotations

from dataclasses import replace

import pytest

from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.audit import Finding, Item, holding, judge
from ssmr_bench.synthesis.audit.item import LETTERS
from ssmr_bench.synthesis.audit.verdict import CHECKS
from ssmr_bench.synthesis.templates import names
from tests.synthesis.audit.items import GOOD, HEAD

FROZEN = [problem for version in splits.versions() for problem in splits.load(version).problems]

TWO: dict[str, dict[str, object]] = {
    "time_signature": {"options": ("2/4", "3/4", "4/4", "6/8")},
    "interval_note": {
        "question": GOOD["interval_note"].question.replace("below", "above or below"),
        "options": ("F,", "^F,", "^^A,", "F"),
    },
    "chord_completion": {
        "question": GOOD["chord_completion"].question.replace("a minor", "an augmented"),
        "abc": HEAD + "A2 ^c2 | C2 E2 | D2 ^F2 |]",
        "options": ("^G,", "A", "_A", "c"),
    },
    "scale_key": {
        "abc": HEAD + "g2 A B c' D E, F |]",
        "options": ("A natural minor scale", "E major scale", "D major scale", "C major scale"),
    },
    "scale_spelling": {
        "options": ("d c _B A G F E D |]", "d ^c B A G F E D |]", "D E F G A _B c d |]", "d' c' _b a g f e d |]")
    },
}
"""How two options can hold. Where one name fits, no other does: in the templates that are missing here none can."""

NONE: dict[str, dict[str, object]] = {
    "time_signature": {"abc": HEAD + "C2 D2 E2 | F3 G A |]"},
    "bar_lines": {"abc": GOOD["bar_lines"].abc.replace("M:3/4", "M:5/4")},
    "interval_name": {"abc": "X:1\nL:1/8\nK:C\nC2 E2 |]"},
    "interval_note": {"question": GOOD["interval_note"].question.replace("third", "first")},
    "chord_name": {"abc": "X:1\nL:1/8\nK:C\nC2 E2 G2 |]"},
    "chord_completion": {
        "question": GOOD["chord_completion"].question.replace("second", "third"),
        "options": tuple("GBEc"),
    },
    "chord_root": {"abc": HEAD + "D2 F2 A2 |]"},
    "chord_key_root": {
        "abc": "X:1\nL:1/8\nK:E\nB2 D2 G2 b2 |]",
        "options": ("B-natural", "B-flat", "G-flat", "G-natural"),
    },
    "scale_key": {"abc": HEAD + "^g2 A B c' D E, ^F ^d |]"},
    "scale_spelling": {"question": GOOD["scale_spelling"].question.replace("descending", "ascending")},
}


def changed(template: str, change: dict[str, object]) -> Item:
    return replace(GOOD[template], **change)  # type: ignore[arg-type]


def test_there_is_a_check_for_each_template() -> None:
    assert set(CHECKS) == set(GOOD)
    assert set(names()) <= set(CHECKS)


@pytest.mark.parametrize("template", GOOD)
def test_exactly_the_answer_holds(template: str) -> None:
    verdict = judge(GOOD[template])
    assert verdict.finding is Finding.PROVED, verdict.summary
    assert holding(GOOD[template]) == (GOOD[template].answer,)
    assert [bool(reason) for reason in verdict.reasons] == [letter != GOOD[template].answer for letter in LETTERS]


@pytest.mark.parametrize("template", GOOD)
def test_a_wrong_key_is_found(template: str) -> None:
    wrong = next(letter for letter in LETTERS if letter != GOOD[template].answer)
    verdict = judge(replace(GOOD[template], answer=wrong))
    assert verdict.finding is Finding.WRONG_KEY
    assert verdict.holding == (GOOD[template].answer,)


@pytest.mark.parametrize("template", TWO)
def test_two_right_are_found(template: str) -> None:
    verdict = judge(changed(template, TWO[template]))
    assert verdict.finding is Finding.TWO_RIGHT, verdict.summary
    assert len(verdict.holding) == 2


def test_a_melodic_minor_may_also_be_meant_on_its_way_down() -> None:
    options = ("A natural minor scale", "E major scale", "A melodic minor scale", "D major scale")
    verdict = judge(changed("scale_key", {"abc": HEAD + "g2 A B c' D E, F |]", "options": options}))
    assert (verdict.finding, verdict.holding) == (Finding.TWO_RIGHT, ("A", "C"))


@pytest.mark.parametrize("template", NONE)
def test_none_right_is_found(template: str) -> None:
    verdict = judge(changed(template, NONE[template]))
    assert verdict.finding is Finding.NONE_RIGHT, verdict.summary


@pytest.mark.parametrize("template", GOOD)
def test_options_that_say_the_same_are_found(template: str) -> None:
    first, _, *others = GOOD[template].options
    assert judge(replace(GOOD[template], options=(first, first, *others))).finding is Finding.DUPLICATES


def test_the_same_note_in_another_octave_is_a_duplicate_where_octaves_do_not_count() -> None:
    assert judge(changed("chord_completion", {"options": ("G,", "A", "E", "e")})).finding is Finding.DUPLICATES
    assert judge(changed("interval_note", {"options": ("F,", "^F,", "^F", "F")})).finding is Finding.PROVED


@pytest.mark.parametrize("template", GOOD)
def test_what_is_not_understood_is_said_to_be_unreadable(template: str) -> None:
    changes: tuple[dict[str, object], ...] = (
        {"question": "Which one?"},
        {"question": GOOD[template].question + " "},
        {"abc": "X:1\nM:3/4\n"},
        {"abc": "X:1\nL:1/8\nK:C\nC2 & E2"},
        {"options": (*GOOD[template].options[:3], "C2 & whatever")},
        {"options": GOOD[template].options[:3]},
        {"answer": "E"},
        {"template": "chord_nam"},
    )
    for change in changes:
        verdict = judge(changed(template, change))
        assert verdict.finding is Finding.UNREADABLE, change
        assert verdict.reasons[0]
    with pytest.raises(ValueError, match=r"problem 'by hand/.*': the question is not understood: 'Which one\?'"):
        holding(changed(template, {"question": "Which one?"}))


@pytest.mark.parametrize(
    ("template", "change", "reason"),
    [
        ("time_signature", {"abc": "X:1\nM:3/4\nL:1/8\nK:C\nC2 D2 E2 |]"}, "shows a time signature"),
        ("time_signature", {"abc": HEAD + "[M:3/4] C2 D2 E2 |]"}, "shows a time signature"),
        ("bar_lines", {"abc": "X:1\nM:3/4\nL:1/8\nK:C\nF2 G2 [M:2/4] A2 |]"}, "shows several time signatures"),
        ("bar_lines", {"abc": "X:1\nM:3/4\nL:1/8\nK:C\nF2 G2 A2 | B2 |]"}, "shows bar lines"),
        ("interval_name", {"abc": HEAD + "[CE]2 G2 |]"}, "single notes"),
        ("interval_name", {"abc": HEAD + "C2 |]"}, "not two notes"),
        ("interval_note", {"abc": HEAD + "C2 D2 |]"}, "no third note"),
        ("interval_note", {"options": ("F,", "^F, A,", "^A,", "F")}, "expected one note"),
        ("chord_name", {"abc": HEAD + "C2 D2 E2 |]"}, "make up no triad"),
        ("chord_name", {"abc": HEAD + "C2 E2 G2 B2 |]"}, "make up no triad"),
        ("chord_completion", {"abc": HEAD + "A2 e2 | C2 _E2 | D2 E2 |]"}, "bar 3 does not hold two notes"),
        ("chord_completion", {"abc": HEAD + "A2 e2 | C2 _E2 G2 | D2 F2 |]"}, "bar 2 does not hold two notes"),
        ("chord_completion", {"abc": HEAD + "A2 e2 |]"}, "no second bar"),
        ("chord_root", {"options": ("C-natural", "G#", "E-natural", "A-flat")}, "in words, as 'G-sharp'"),
        ("scale_spelling", {"abc": HEAD + "C |]"}, "music beside the options"),
        ("chord_root", {"abc": HEAD + "C2 E2 _A2 a2 |]"}, "in their own octave alone"),
        ("scale_spelling", {"options": ("d c _B A G F E D |]", "^d c B A G F E D |]", "^d c", "D")}, "own octave"),
    ],
)
def test_what_the_template_does_not_promise_is_named(template: str, change: dict[str, object], reason: str) -> None:
    verdict = judge(changed(template, change))
    assert verdict.finding is Finding.UNREADABLE, verdict.summary
    assert reason in verdict.reasons[0]


def test_bar_lines_without_a_time_signature_cannot_be_right() -> None:
    verdict = judge(changed("bar_lines", {"abc": HEAD + "F2 G2 A2 |]"}))
    assert (verdict.finding, set(verdict.reasons)) == (Finding.NONE_RIGHT, {"there is no time signature"})


def test_an_article_must_fit() -> None:
    question = GOOD["interval_note"].question.replace("an augmented", "a augmented")
    assert judge(changed("interval_note", {"question": question})).finding is Finding.UNREADABLE


def test_bar_lines_of_another_kind_are_the_same_bar_lines() -> None:
    options = GOOD["bar_lines"].options
    doubled = (options[3].replace("|]", "||"), *options[1:])
    verdict = judge(changed("bar_lines", {"options": doubled}))
    assert verdict.finding is Finding.DUPLICATES
    assert verdict.holding == ("A", "D")


def test_bar_lines_keep_the_notes() -> None:
    options = GOOD["bar_lines"].options
    for wrong in (
        options[3].replace("d2", "e2"),
        options[3].replace("=c2", "c2"),
        options[3].replace("f2 g2 b2", "f2 b2 g2"),
        options[3].replace("f2 g2 b2", "f g3 b2"),
        options[3].replace("f2 g2 b2", "f2 g2-b2"),
    ):
        verdict = judge(changed("bar_lines", {"options": (*options[:3], wrong)}))
        assert verdict.finding is Finding.NONE_RIGHT
        assert verdict.reasons[3] == "its notes are not those of the music"


def test_accidentals_end_with_the_bar() -> None:
    assert judge(changed("chord_root", {"abc": HEAD + "C2 E2 _A2 | a2 |]"})).finding is Finding.UNREADABLE
    assert judge(changed("chord_root", {"abc": HEAD + "C2 E2 _A2 A2 | _a2 _A2 |]"})).finding is Finding.PROVED
    assert judge(changed("chord_root", {"abc": HEAD + "C2 E2 _A2- | A2 |]"})).finding is Finding.PROVED


@pytest.mark.parametrize("problem", FROZEN, ids=lambda problem: problem.id)
def test_the_frozen_keys_are_proved(problem: object) -> None:
    verdict = judge(problem)  # type: ignore[arg-type]
    assert verdict.finding is Finding.PROVED, verdict.summary


def test_a_scale_is_all_its_notes() -> None:
    without_f = HEAD + "^g2 A B c' D E, |]"
    assert judge(changed("scale_key", {"abc": without_f})).finding is Finding.NONE_RIGHT


def test_a_scale_goes_step_by_step() -> None:
    leaping = "d c _B A g F E D |]"
    verdict = judge(changed("scale_spelling", {"options": (leaping, *GOOD["scale_spelling"].options[1:])}))
    assert verdict.finding is Finding.NONE_RIGHT
    assert verdict.reasons[0] == "it is not descending step by step"
