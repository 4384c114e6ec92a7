from __future__ import annotations

import re
from collections import Counter

import pytest

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.score import TREBLE, Bar, Note, Score
from ssmr_bench.synthesis import generator, splits, templates
from ssmr_bench.synthesis.canonical import canonical, side
from ssmr_bench.synthesis.drawing import Draw, Stratum
from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.open_form import NoOpenForm
from ssmr_bench.synthesis.problem import LETTERS, LEVELS, Problem, Question
from ssmr_bench.synthesis.templates import Template
from ssmr_bench.theory.key import KeySignature
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch

TRIAL = {"chord_name": 25, "interval_name": 25}


def forms(series: str, name: str, count: int) -> list[str]:
    """The canonical forms of so many first attempts."""
    draws = (Draw(f"{series}/{index}", Stratum.of(series, index)) for index in range(count))
    return [canonical(name, templates.find(name).ask(draw)) for draw in draws]


def test_a_longer_split_holds_the_shorter() -> None:
    frozen = {problem.id: problem for problem in splits.load("1.0").problems}
    problems = list(synthesize(Series("1.0", "test"), TRIAL))
    assert [frozen[problem.id] for problem in problems] == problems


def test_another_version_and_another_split_are_other_problems() -> None:
    wanted = [problem.options for problem in synthesize(Series("1.0", "test"), TRIAL)]
    for series in (Series("0.2", "test"), Series("1.0", "train"), Series("1.0", "mine")):
        others = [problem.options for problem in synthesize(series, TRIAL)]
        assert sum(ours == theirs for ours, theirs in zip(wanted, others, strict=True)) < 3


def test_templates_are_mixed_and_every_stretch_holds_its_share() -> None:
    problems = list(synthesize(Series("1", "trial"), {"chord_name": 40, "scale_key": 20}))
    for start in range(0, 60, 15):
        stretch = Counter(problem.template for problem in problems[start : start + 15])
        assert stretch == {"chord_name": 10, "scale_key": 5}
    assert Counter((problem.level, problem.answer) for problem in problems) == {
        (level, letter): 3 for level in LEVELS for letter in LETTERS
    }


def test_a_level_alone_is_the_rest_of_the_series() -> None:
    every = [problem for problem in synthesize(Series("1", "trial"), {"scale_key": 100}) if problem.level == 4]
    alone = list(synthesize(Series("1", "trial", level=4), {"scale_key": 20}))
    assert [problem.id for problem in alone] == [problem.id for problem in every]
    assert {problem.level for problem in alone} == {4}


def poor(choices: int) -> Template:
    """A template with so many pieces of music, and always the same options."""

    def ask(draw: Draw) -> Question:
        key = draw.key(("a", "b", "c", "d"))
        pitch = Pitch.at_step(28 + draw.below(choices))
        opening = Note(Pitch.at_step(28), Meter(4, 4).bar)
        bars = (Bar((opening,)), Bar((Note(pitch, Meter(4, 4).bar),)))
        return Question("?", Score(bars, TREBLE, KeySignature(), Meter(4, 4)), tuple("abcd"), key)

    return Template("poor", "scale", ask, NoOpenForm("it asks nothing"))


def test_a_clash_changes_the_music_and_never_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "find", lambda _: poor(30))
    problems = list(synthesize(Series("1", "train"), {"poor": 20}))
    assert len({problem.abc for problem in problems}) == 20
    assert Counter(problem.answer for problem in problems) == dict.fromkeys(LETTERS, 5)


def test_a_template_that_runs_dry_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "find", lambda _: poor(3))
    with pytest.raises(ConfigError, match=r"'poor' has no new problem for 1/train/poor/\d; ask for fewer"):
        list(synthesize(Series("1", "train"), {"poor": 4}))


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no template 'chords'"):
        list(synthesize(Series("1", "test"), {"chords": 1}))


def note_by_note(*names: str) -> Score:
    notes = tuple(Note(Pitch.parse(name), Meter(1, 4).bar) for name in names)
    return Score((Bar(notes),), TREBLE, KeySignature(), Meter(len(names), 4))


def test_a_transposed_or_respelled_copy_has_the_same_form() -> None:
    asked = [
        Question("?", note_by_note(*names), tuple(options), options[0])
        for names, options in (
            (("C4", "E4", "G4"), "abcd"),
            (("D4", "F#4", "A4"), "efgh"),
            (("B3", "D#4", "F#4"), "abcd"),
            (("Cb4", "Eb4", "Gb4"), "ijkl"),
        )
    ]
    assert len({canonical("chord_name", question) for question in asked}) == 1
    other = Question("?", note_by_note("C4", "Eb4", "G4"), tuple("abcd"), "a")
    assert canonical("chord_name", other) != canonical("chord_name", asked[0])


def published(problem: Problem) -> str:
    """The canonical form of what was published, read back from its text."""
    options = tuple(read(f"K:C\n{option}") for option in problem.options) if not problem.abc else problem.options
    score = read(problem.abc) if problem.abc else None
    stem = re.match(r"Which note lies (.*?) the |Each bar .* two notes of an? (\w+) triad", problem.question)
    varied = (stem[1] or stem[2]) if stem else ""
    return canonical(problem.template, Question(problem.question, score, options, options[0], varied))


def frozen_forms(name: str) -> set[str]:
    """The forms of the frozen split."""
    return {published(problem) for problem in splits.load("1.0").problems if problem.template == name}


@pytest.mark.parametrize("name", templates.names())
def test_no_training_problem_is_a_test_problem_transposed_or_respelled(name: str) -> None:
    assert {side(form) for form in frozen_forms(name)} == {"test"}
    trained = {published(problem) for problem in synthesize(Series("1.0", "train"), {name: 100})}
    assert {side(form) for form in trained} == {"train"}
    assert len(trained) == 100


@pytest.mark.parametrize("name", templates.names())
def test_forms_are_many_and_fall_on_both_sides(name: str) -> None:
    drawn = set(forms(f"t/test/{name}", name, 400))
    assert len(drawn) > 380
    assert 20 < sum(side(form) == "test" for form in drawn) < 90


@pytest.mark.slow
@pytest.mark.parametrize("name", templates.names())
def test_20_000_draws_hold_95_percent_distinct_forms_and_none_of_the_test_split(name: str) -> None:
    drawn = forms(f"1.0/train/{name}", name, 20_000)
    print(f"{name}: {len(set(drawn)) / 20_000:.1%} distinct")
    assert len(set(drawn)) >= 0.95 * 20_000
    made = {published(problem) for problem in synthesize(Series("1.0", "train"), {name: 20_000})}
    assert len(made) == 20_000
    assert not made & frozen_forms(name)
