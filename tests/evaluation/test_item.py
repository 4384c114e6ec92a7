from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.datasets import doc_to_image
from ssmr_bench.evaluation.harness import TrainingShots
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompt import Image, plain_text
from ssmr_bench.evaluation.prompting import variants
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import LEVELS
from ssmr_bench.synthesis.visual import Style, pictures
from tests.evaluation.server import Answer, ScriptedServer
from tests.evaluation.views import items

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PROBLEMS = splits.load("1.0").problems
FIRST = {problem.template: problem for problem in reversed(PROBLEMS)}
"""The first problem of each template."""


def item(template: str, order: str = "ABCD", shots: int = 0, style: Style | None = None) -> ProblemItem:
    return ProblemItem(FIRST[template], "paper", shots, order, "1.0", style)


@pytest.mark.parametrize("template", sorted(FIRST))
def test_shots_are_solved_training_problems_of_the_same_template(template: str) -> None:
    tested = {problem.question + problem.abc + str(problem.options) for problem in PROBLEMS}
    shots = item(template, "CDAB", 5).shots
    assert [shot.problem.template for shot in shots] == [template] * 5
    assert {shot.problem.level for shot in shots} == set(LEVELS)
    assert len({shot.problem.answer for shot in shots}) == 4
    assert all(shot.problem.id.startswith(f"1.0/train/{template}/") for shot in shots)
    assert all(shot.order == "ABCD" for shot in shots)
    assert not tested & {s.problem.question + s.problem.abc + str(s.problem.options) for s in shots}
    assert all(s.rendered.answer == rf"\boxed{{{s.problem.answer}}}" for s in shots)


def test_a_row_becomes_the_item_that_it_came_from() -> None:
    for style in (None, Style(), Style("sheet")):
        for each in (item("bar_lines", "BCDA", 2, style), replace(item("scale_key", style=style), open=True)):
            assert ProblemItem.of(json.loads(json.dumps(each.row))) == each


def test_the_shots_that_lm_eval_draws_are_those_of_the_item() -> None:
    asked = item("chord_name", "CDAB")
    rows = TrainingShots([{}]).sample(3, asked.row)
    assert [ProblemItem.of(row) for row in rows] == list(replace(asked, shots_shown=3).shots)


@pytest.mark.parametrize("order", ["ABCD", "CDAB", "DCBA"])
def test_pictures_of_options_move_with_them(order: str) -> None:
    drawn = pictures(FIRST["bar_lines"])
    wanted = [drawn[0], *(drawn[1 + "ABCD".index(letter)] for letter in order)]
    assert list(item("bar_lines", order, style=Style()).pictures) == wanted


def test_a_sheet_is_drawn_anew_in_another_order() -> None:
    straight, turned = (item("scale_spelling", order, style=Style("sheet")).pictures for order in ("ABCD", "BCDA"))
    assert straight == pictures(FIRST["scale_spelling"], "sheet")
    assert turned == pictures(FIRST["scale_spelling"].reordered("BCDA"), "sheet")
    assert turned != straight


@pytest.mark.parametrize("prompt", ["no_music", "transcribe_first"])
@pytest.mark.parametrize("style", [Style(), Style("sheet")])
def test_there_is_a_picture_for_every_mark(prompt: str, style: Style) -> None:
    for problem in FIRST.values():
        asked = ProblemItem(problem, prompt, 2, "BCDA", "1.0", style)
        marks = [part for turn in asked.messages.messages for part in turn.parts if isinstance(part, Image)]
        assert len(marks) == len(doc_to_image(asked.row))
        assert len(asked.pictures) == asked.rendered.user.count("<image>")


@pytest.mark.parametrize("task", ["ssmr_text", "ssmr_visual", "ssmr_text_open"])
def test_what_a_server_gets_is_what_is_shown_beforehand(command: Command, tmp_path: Path, task: str) -> None:
    with ScriptedServer(lambda _: Answer(r"\boxed{A}")) as server:
        ended = command(
            *("ssmr-eval", "--model", "qwen3-vl-8b", "--tasks", task, "--limit", "3", "--prompt", "role_play_cot"),
            *("--shots", "2", "--base-url", server.base_url),
            SSMR_CACHE=str(tmp_path / "cache"),
        )
        assert ended.returncode == 0, ended.stderr
        sent = [[(turn["role"], words(turn["content"])) for turn in body["messages"]] for body in server.bodies]
    style = Style() if task == "ssmr_visual" else None
    asked = items(Manner("role_play_cot", 2, limit=3), style, open_form=task.endswith("open"))
    wanted = [
        [(turn.role, "".join(p if isinstance(p, str) else "#" for p in turn.parts)) for turn in each.messages.messages]
        for each in asked
    ]
    assert sorted(sent) == sorted(wanted)
    assert [role for role, _ in wanted[0]] == ["system", "user", "assistant", "user", "assistant", "user"]


def words(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "".join(part["text"] if part["type"] == "text" else "#" for part in content)


def test_a_model_without_chat_reads_shots_as_questions_with_their_answers() -> None:
    text = plain_text(item("interval_name", shots=2).messages, "")
    assert text.count("\n\nAnswer: \\boxed{") == 2
    assert text.endswith(r"in \boxed{}." + "\n\nAnswer:")
    assert text.count("Answer this question about sheet music.") == 3


@pytest.mark.parametrize("style", [None, Style()], ids=["text", "pictures"])
@pytest.mark.parametrize("prompt", variants())
def test_without_options_nothing_is_said_of_them(prompt: str, style: Style | None) -> None:
    for each in items(Manner(prompt), style, open_form=True):
        said = f"{each.rendered.system}\n{each.rendered.user}"
        assert style is None or each.problem.abc not in said
        # A tune may end in the very bar that an option is: "A2 |]".
        said = said.replace(each.problem.abc, "")
        assert not [option for option in each.problem.options if option in said]
        assert "option" not in said
        assert "the letter" not in said


def test_without_options_there_is_one_picture_of_the_music() -> None:
    assert all(len(each.pictures) == 1 for each in items(Manner(subset="smoke"), Style(), open_form=True))
    assert all(each.problem.abc for each in items(Manner(), Style(), open_form=True))
