"""What a report is made of, and what it refuses."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.prompt import Image, Message, Prompt
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.reporting.report import report, sides
from ssmr_bench.reporting.report.album import Album
from ssmr_bench.reporting.report.details import details
from ssmr_bench.reporting.report.exhibit import exhibits
from ssmr_bench.reporting.report.repertoire import Repertoire
from ssmr_bench.reporting.report.summary import summary
from tests.evaluation.conftest import script, surroundings
from tests.reporting.reports import run, said

if TYPE_CHECKING:
    from pathlib import Path


class Kept(Album):
    """An album that can be looked into."""

    def picture(self, number: int) -> bytes:
        return self._pictures[number]


@pytest.mark.parametrize(
    ("task", "options"),
    [
        ("ssmr_text", ("--shots", "2", "--orders", "2")),
        ("ssmr_visual", ("--prompt", "role_play", "--orders", "2", "--repeats", "2")),
        ("ssmr_visual_sheet", ("--shots", "1", "--orders", "2")),
        ("ssmr_visual_open", ()),
        (
            "ssmr_text",
            (
                "--prompt",
                "no_music",
            ),
        ),
    ],
)
def test_the_prompt_shown_is_the_prompt_that_was_sent(task: str, options: tuple[str, ...], tmp_path: Path) -> None:
    asked = ("--model", "random", "--tasks", task, "--limit", "12", "--out", "out")
    subprocess.run([script("ssmr-eval"), *asked, *options], cwd=tmp_path, env=surroundings(), check=True)
    (place,) = (path.parent for path in (tmp_path / "out").glob("**/result.json"))
    found = exhibits(sides([stored(place)]))
    assert len(found) == len(stored(place).rows) > 10
    album = Kept()
    for each in found:
        (prompt,) = details(each, album, Repertoire())["prompts"]
        turns = (
            Message(role, tuple(Image(album.picture(part)) if isinstance(part, int) else part for part in parts))
            for role, *parts in prompt
        )
        assert Prompt(tuple(turns)).sha256 == each.row.prompt_sha256


def test_every_item_shows_its_score_and_its_options_in_the_order_asked(tmp_path: Path) -> None:
    shown = exhibits(sides([run(tmp_path, "m", said([True] * 20))]))
    album = Kept()
    for each in shown:
        (answered,) = each.answers
        assert answered is not None
        assert isinstance(each.item, ProblemItem)
        found = details(each, album, Repertoire())
        music = each.item.problem.abc
        assert (found["score"] is None) == (not music)
        assert len(found["drawn"]) == (4 if each.item.problem.options[0].endswith("|]") else 0)
        turned = replace(each.item, order="BCDA")
        again = details(replace(each, answers=(replace(answered, item=turned),)), album, Repertoire())
        assert again["drawn"] == [*found["drawn"][1:], *found["drawn"][:1]]
        assert again["options"] == [*found["options"][1:], *found["options"][:1]]
        assert again["options"]["ABCD".index(again["answer"])] == each.item.problem.key
    assert any(details(each, album, Repertoire())["score"] is None for each in shown)


def test_a_picture_stands_there_once_and_loses_nothing(tmp_path: Path) -> None:
    text = run(tmp_path, "m", said([True] * 20))
    seen = run(tmp_path, "m", said([True] * 20), task="ssmr_visual")
    album, once = Kept(), Kept()
    for each in exhibits(sides([text, seen])):
        details(each, album, Repertoire())
    for each in exhibits(sides([text])):
        details(each, once, Repertoire())
    assert len(album) == len(once) > 20
    for number, encoded in enumerate(album.encoded()):
        with Pillow.open(BytesIO(b64decode(encoded))) as drawn, Pillow.open(BytesIO(album.picture(number))) as sent:
            assert drawn.convert("L").tobytes() == sent.tobytes()


def test_scans_and_photos_shrink(tmp_path: Path) -> None:
    for task in ("ssmr_visual_scan", "ssmr_visual_photo"):
        page = report(sides([run(tmp_path, "m", said([True] * 10), task=task)]))
        assert len(page) / 10 < 40_000_000 / 1600


def test_two_prompts_of_a_model_are_two_sides_and_two_tasks_one(tmp_path: Path) -> None:
    paper = run(tmp_path, "m", said([True] * 5))
    cot = run(tmp_path, "m", said([True] * 5), prompt="cot")
    seen = run(tmp_path, "m", said([True] * 5), task="ssmr_visual")
    limited = run(tmp_path, "m", said([True] * 5), variant="limit=5", limit=5)
    other = run(tmp_path, "n", said([True] * 5))
    assert [side.name for side in sides([paper, cot])] == ["m, paper", "m, cot"]
    assert [side.name for side in sides([paper, limited])] == ["m", "m, limit=5"]
    assert [side.name for side in sides([paper, other, seen])] == ["m", "n"]
    (side,) = sides([paper, seen])
    assert side.runs == (paper, seen)
    with pytest.raises(ConfigError, match=r"m \(ssmr_text\) and n \(ssmr_visual\) were asked nothing in common"):
        sides([paper, run(tmp_path, "n", said([True] * 5), task="ssmr_visual")])
    with pytest.raises(ConfigError, match="these are 3: m, paper; m, cot; n, paper"):
        sides([paper, cot, other])
    with pytest.raises(ConfigError, match="different splits"):
        sides([paper, replace(other, setting=replace(other.setting, split=other.setting.split | {"sha256": "0"}))])
    with pytest.raises(ConfigError, match="are both ssmr_text of one model and prompt"):
        sides([paper, replace(paper, folder=tmp_path)])


def command(*words: object) -> Any:
    return CliRunner().invoke(ssmr, ["report", *map(str, words)])


def test_the_command_writes_one_page_and_the_same_each_time(tmp_path: Path) -> None:
    run(tmp_path / "results", "m", said([True] * 5))
    folder, out = tmp_path / "results" / "ssmr_text" / "m" / "paper", tmp_path / "new" / "x.html"
    ended = command(folder, "--out", out)
    assert ended.exit_code == 0, ended.output
    assert re.search(r"x\.html, 0\.\d MB", ended.stdout.replace("\n", ""))
    first = out.read_bytes()
    assert command(folder, "--out", out).exit_code == 0
    assert out.read_bytes() == first
    assert not list(out.parent.glob(".*"))


def test_bad_input_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    run(tmp_path, "m", said([True] * 5))
    folder = tmp_path / "ssmr_text" / "m" / "paper"
    for words, named in (
        ((folder, "--out", tmp_path / "x.pdf"), "must end in .html"),
        ((tmp_path / "nowhere", "--out", tmp_path / "x.html"), "there is no folder"),
        ((tmp_path, "--out", tmp_path / "x.html"), "did you mean"),
    ):
        ended = command(*words)
        assert named in str(ended.exception)
    assert not (tmp_path / "x.html").exists()


def test_a_run_without_an_answer_can_still_be_looked_at(tmp_path: Path) -> None:
    page = report(sides([run(tmp_path, "m", [Failure("away")] * 3)]))
    assert "3 items have no answer" in page


def test_halves_of_characters_are_no_hindrance(tmp_path: Path) -> None:
    whole = run(tmp_path, "m", [Completion("\ud800", "stop", "\udfff")])
    strange = replace(whole.rows[0], template="\ud800", rule="\udc00")
    report(sides([replace(whole, rows=(strange,))])).encode()


def test_no_template_of_the_page_is_left_unfilled(tmp_path: Path) -> None:
    page = report(sides([run(tmp_path, "m", said([True] * 3))]))
    assert not re.search(r"\{\{|\{%", page.split("<script>")[0])
    assert page.count("<style>") == page.count("<script>") == 1
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page.split("<script>")[0])


def test_what_tells_two_models_apart_stands_above(tmp_path: Path) -> None:
    first, second = run(tmp_path, "m", said([False] * 60)), run(tmp_path, "n", said([i < 20 for i in range(40)]))
    (line, *others) = summary(sides([first, second])).remarks
    assert line.startswith("n against m: better, 50.0% against 0.0% on the same 40: +50.0 points (95 % interval +3")
    assert "p < 0.001. So many would show a difference of" in line
    assert any("20 questions are LEFT OUT" in other for other in others)


def test_what_the_pictures_cost_stands_above(tmp_path: Path) -> None:
    text = run(tmp_path, "m", said([True] * 60))
    seen = run(tmp_path, "m", said([i < 30 for i in range(60)]), task="ssmr_visual")
    (line,) = summary(sides([text, seen])).remarks
    assert line.startswith("ssmr_visual, pictures against text: -50.0 points (")


def test_a_run_is_called_by_all_that_tells_it_apart(tmp_path: Path) -> None:
    runs = [run(tmp_path, name, said([True] * 5)) for name in ("m", "n")]
    seen = run(tmp_path, "m", said([True] * 5), task="ssmr_visual")
    names = [facts.title for facts in summary(sides([*runs, seen])).facts]
    assert names == ["m, ssmr_text", "m, ssmr_visual", "n, ssmr_text"]
    few = summary(sides(runs)).charts[0].description
    assert "(n = " in few
