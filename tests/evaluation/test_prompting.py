from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation import prompting

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.problem import Problem


def test_the_paper_prompt_to_the_byte(problem: Problem) -> None:
    assert prompting.render(problem, "paper") == (
        "Answer this question about sheet music. Exactly one of the four options is right.\n\n"
        "Which interval?\n\n"
        "Music in ABC notation:\nX:1\nL:1/4\nK:C\nCE|]\n\n"
        "Options:\nA. minor third\nB. major third\nC. perfect fourth\nD. major sixth\n\n"
        "Write the letter of the right option in \\boxed{}."
    )


@pytest.mark.parametrize("variant", prompting.variants())
def test_every_variant_shows_all_and_asks_for_a_box(problem: Problem, variant: str) -> None:
    text = prompting.render(problem, variant)
    for part in (problem.question, problem.abc, *(f"{a}. {b}" for a, b in zip("ABCD", problem.options, strict=True))):
        assert text.count(part) == 1
    assert text.count(r"\boxed{}") == 1
    assert text == text.strip()


@pytest.mark.parametrize("variant", prompting.variants())
def test_where_the_options_are_the_music_nothing_is_said_of_other_music(problem: Problem, variant: str) -> None:
    assert "Music" not in prompting.render(replace(problem, abc=""), variant)


def test_music_is_not_escaped(problem: Problem) -> None:
    assert '"<&>"' in prompting.render(replace(problem, abc='"<&>"C'), "paper")


def test_an_unknown_variant_is_answered_with_the_nearest(problem: Problem) -> None:
    with pytest.raises(UnknownNameError, match="no prompt 'papr'; did you mean 'paper'"):
        prompting.render(problem, "papr")


def test_a_placeholder_without_a_value_is_an_error(
    problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.jinja").write_text("{{ qestion }}")
    monkeypatch.setattr(prompting, "shipped", lambda _: tmp_path)
    with pytest.raises(ConfigError, match=r"broken.jinja is broken: 'qestion' is undefined"):
        prompting.render(problem, "broken")
    (tmp_path / "torn.jinja").write_text("{{ question")
    with pytest.raises(ConfigError, match=r"torn.jinja is broken"):
        prompting.render(problem, "torn")
