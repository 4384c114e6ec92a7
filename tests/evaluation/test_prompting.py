from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation import prompting
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Style
from tests.evaluation import views

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem

WITHOUT_MUSIC = "no_music"


def one_of(template: str) -> Problem:
    return next(problem for problem in splits.load("1.0").problems if problem.template == template)


def test_the_paper_prompt_to_the_byte(problem: Problem) -> None:
    shown = views.shown(problem, "paper")
    assert shown.user == (
        "Answer this question about sheet music. Exactly one of the four options is right.\n\n"
        "Which interval?\n\n"
        "Music in ABC notation:\nX:1\nL:1/4\nK:C\nCE|]\n\n"
        "Options:\nA. minor third\nB. major third\nC. perfect fourth\nD. major sixth\n\n"
        "Write the letter of the right option in \\boxed{}."
    )
    assert shown.system == ""
    assert shown.answer == rf"\boxed{{{problem.answer}}}"


def test_the_variants_are_those_that_users_ask_for() -> None:
    wanted = ["cot", "direct", "no_music", "paper", "role_play", "role_play_cot", "transcribe_first"]
    assert prompting.variants() == wanted
    assert all(len(prompting.summary(variant)) > 20 for variant in wanted)


@pytest.mark.parametrize("variant", prompting.variants())
def test_every_variant_shows_all_and_asks_for_a_box(problem: Problem, variant: str) -> None:
    text = views.shown(problem, variant).user
    for part in (problem.question, *(f"{a}. {b}" for a, b in zip("ABCD", problem.options, strict=True))):
        assert text.count(part) == 1
    assert text.count(problem.abc) == (variant != WITHOUT_MUSIC)
    assert text.count(r"\boxed{}") == 1
    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize("variant", prompting.variants())
def test_where_the_options_are_the_music_nothing_is_said_of_other_music(problem: Problem, variant: str) -> None:
    assert "Music in" not in views.shown(replace(problem, abc=""), variant).user


def test_an_expert_speaks_in_the_system_message_alone(problem: Problem) -> None:
    for variant, plain in (("role_play", "paper"), ("role_play_cot", "cot")):
        shown = views.shown(problem, variant)
        assert shown.system.startswith("You are an expert musician")
        assert shown.user == views.shown(problem, plain).user


@pytest.mark.parametrize("style", [None, Style(), Style("sheet")])
def test_without_music_no_note_is_left_that_could_tell(style: Style | None) -> None:
    bars, scale = one_of("bar_lines"), one_of("scale_spelling")
    shown = views.shown(bars, WITHOUT_MUSIC, style)
    assert "M:" not in shown.user  # the time signature is what decides
    assert shown.figures == ((1, 2, 3, 4) if style == Style() else ())
    hidden = views.shown(scale, WITHOUT_MUSIC, style)
    assert hidden.user.count("(not shown)") == 4
    assert not hidden.figures
    assert "|]" not in hidden.user


def test_a_transcript_shows_all_that_is_drawn() -> None:
    for template in ("bar_lines", "scale_spelling", "interval_name"):
        problem = one_of(template)
        reply = views.shown(problem, "transcribe_first", Style()).answer
        assert problem.abc in reply
        assert all(option in reply for option in problem.options) == problem.options[0].endswith("|]")
        assert reply.endswith(rf"\boxed{{{problem.answer}}}")


def test_a_prompt_is_another_once_a_part_of_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_part.jinja").write_text("one")
    (tmp_path / "_other.jinja").write_text("one")
    (tmp_path / "p.jinja").write_text('{% block user %}{% include "_part.jinja" %}{% endblock %}')
    monkeypatch.setattr(prompting, "shipped", lambda _: tmp_path)
    before = prompting.digest("p")
    (tmp_path / "_other.jinja").write_text("two")
    assert prompting.digest("p") == before
    (tmp_path / "_part.jinja").write_text("two")
    assert prompting.digest("p") != before


def test_music_is_not_escaped(problem: Problem) -> None:
    assert '"<&>"' in views.shown(replace(problem, abc='"<&>"C'), "paper").user


def test_an_unknown_variant_is_answered_with_the_nearest(problem: Problem) -> None:
    with pytest.raises(UnknownNameError, match="no prompt 'papr'; did you mean 'paper'"):
        views.shown(problem, "papr")


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("{% block user %}{{ qestion }}{% endblock %}", "'qestion' is undefined"),
        ("{% block user %}{{ question", "unexpected end of template"),
        ("{{ question }}", "it has no block 'user'"),
        ("{% block user %}{{ 1/0 }}{% endblock %}", "division by zero"),
        ("{% block user %}{{ question + 1 }}{% endblock %}", "can only concatenate"),
        ('{% block user %}{% include "broken.jinja" %}{% endblock %}', "recursion|block"),
        ("{% block user %}<image>{% endblock %}", "holds the mark of a picture itself"),
        ("{% block user %}<image 7>{% endblock %}", "holds the mark of a picture itself"),
        ('{% block user %}{% include "_lost.jinja" %}{% endblock %}', "'_lost.jinja' not found"),
    ],
)
def test_a_broken_prompt_is_named(
    problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, flaw: str
) -> None:
    prompting._template.cache_clear()
    (tmp_path / "broken.jinja").write_text(text)
    monkeypatch.setattr(prompting, "shipped", lambda _: tmp_path)
    with pytest.raises(ConfigError, match=r"broken.jinja is broken: .*" + flaw):
        views.shown(problem, "broken")
