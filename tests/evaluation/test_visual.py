"""`ssmr-eval` on visual tasks: what a server gets, decoded and counted; and what is said where there are no eyes."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lm_eval import simple_evaluate
from lm_eval.api.model import LM
from lm_eval.tasks import TaskManager
from PIL import Image

from ssmr_bench.evaluation.datasets import doc_to_image, doc_to_text, problems
from ssmr_bench.evaluation.metadata import metadata_of, task_names
from ssmr_bench.evaluation.problems.item import style_of
from ssmr_bench.paths import shipped
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Look, Style, pictures
from ssmr_bench.synthesis.visual.figures import musical
from tests.evaluation.server import Answer, ScriptedServer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

PROBLEMS = splits.load("1.0").problems[:12]


def shown(body: dict[str, Any]) -> list[bytes]:
    """The pictures of a request, decoded to the last pixel."""
    content = body["messages"][-1]["content"]
    parts = content if isinstance(content, list) else []
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    found = [base64.b64decode(url.removeprefix("data:image/png;base64,")) for url in urls]
    for png in found:
        Image.open(BytesIO(png)).load()
    return found


def words(body: dict[str, Any]) -> str:
    content = body["messages"][-1]["content"]
    if isinstance(content, str):
        return content
    return "".join(part["text"] if part["type"] == "text" else "#" for part in content)


def test_one_run_sends_text_to_the_one_task_and_pictures_to_the_other(command: Command, tmp_path: Path) -> None:
    with ScriptedServer(lambda _: Answer(r"\boxed{A}")) as server:
        ended = command(
            *("ssmr-eval", "--model", "qwen3-vl-8b", "--tasks", "ssmr_text,ssmr_visual", "--limit", str(len(PROBLEMS))),
            *("--base-url", server.base_url),
            SSMR_CACHE=str(tmp_path / "cache"),
        )
        assert ended.returncode == 0, ended.stderr
        plain = [body for body in server.bodies if not shown(body)]
        visual = [body for body in server.bodies if shown(body)]
    assert len(plain) == len(visual) == len(PROBLEMS)
    assert all("K:" in words(body) or "|]" in words(body) for body in plain)
    assert not any("X:1" in words(body) or "|]" in words(body) for body in visual)
    sent = sorted(tuple(shown(body)) for body in visual)
    assert sent == sorted(pictures(problem) for problem in PROBLEMS)
    for folder in tmp_path.glob("results/*/*/*/samples.jsonl"):
        rows = [json.loads(line) for line in folder.read_text().splitlines()]
        assert [row["id"] for row in rows] == [problem.id for problem in PROBLEMS]


def test_each_picture_stands_beside_its_letter(problem: Any) -> None:
    row = next(row for row in problems(version="1.0", form="separate")["test"] if row["id"] == PROBLEMS[0].id)
    assert PROBLEMS[0].template == "bar_lines"
    text = doc_to_text(row)
    assert "The music:\n<image>\n" in text
    assert all(f"{letter}. <image>\n" in text for letter in "ABCD")
    assert [picture.source for picture in doc_to_image(row)] == list(pictures(PROBLEMS[0]))
    sheet = row | {"form": "sheet"}
    assert doc_to_text(sheet).count("<image>") == 1
    assert "A. as in the picture" in doc_to_text(sheet)
    assert problem.options[0] not in text


def test_the_tasks_say_how_their_pictures_look() -> None:
    ours = [name for name in task_names() if name.startswith(("ssmr_text", "ssmr_visual"))]
    styles = {name: style_of(metadata_of(name)) for name in ours}
    assert styles == {
        "ssmr_text": None,
        "ssmr_text_open": None,
        "ssmr_visual": Style(),
        "ssmr_visual_open": Style(),
        "ssmr_visual_photo": Style(look=Look("photo")),
        "ssmr_visual_scan": Style(look=Look("scan")),
        "ssmr_visual_sheet": Style("sheet"),
    }


def test_stock_lm_eval_gets_pictures_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Eyes(LM):  # type: ignore[misc]
        MULTIMODAL = True

        def generate_until(self, requests: list[Any]) -> list[str]:
            for request in requests:
                text, _, others = request.args
                assert text.count("<image>") == len(others["visual"])
                assert all(isinstance(picture, Image.Image) and picture.getextrema() for picture in others["visual"])
            return [r"\boxed{A}"] * len(requests)

        def loglikelihood(self, requests: object) -> list[Any]:
            raise NotImplementedError

        loglikelihood_rolling = loglikelihood

    monkeypatch.setenv("SSMR_CACHE", str(tmp_path))
    manager = TaskManager(include_path=str(shipped("tasks")), include_defaults=False)
    report = simple_evaluate(Eyes(), tasks=["ssmr_visual"], task_manager=manager, limit=6, bootstrap_iters=0)
    right = sum(problem.answer == "A" for problem in PROBLEMS[:6])
    assert report["results"]["ssmr_visual"]["accuracy,none"] == pytest.approx(right / 6)


def test_a_model_without_vision_gets_one_line(command: Command) -> None:
    ended = command("ssmr-eval", "--model", "smollm2-135m", "--tasks", "ssmr_text,ssmr_visual")
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("error: the model 'smollm2-135m' has no vision; leave out ssmr_visual; a projector")


def test_a_server_that_refuses_pictures_ends_the_run_with_one_line(command: Command, tmp_path: Path) -> None:
    refusal = Answer(status=400, body='{"error": {"message": "this model does not support images"}}')
    with ScriptedServer(lambda body: refusal if shown(body) else Answer()) as server:
        ended = command(
            *("ssmr-eval", "--model", "qwen3-vl-8b", "--tasks", "ssmr_visual", "--limit", "40"),
            *("--base-url", server.base_url, "--concurrency", "4"),
            SSMR_CACHE=str(tmp_path / "cache"),
        )
        assert len(server.bodies) <= 8
    assert ended.returncode == 2
    last = ended.stderr.strip().splitlines()[-1]
    assert "refused the first pictures" in last
    assert "does not support images" in last
    assert not list(tmp_path.glob("results/**/result.json"))


def test_all_problems_have_pictures_where_their_music_is() -> None:
    assert all(problem.abc or musical(problem) for problem in splits.load("1.0").problems)


@pytest.mark.parametrize("look", ["clean", "photo"])
def test_pictures_are_hashed_without_being_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str) -> None:
    monkeypatch.setenv("SSMR_CACHE", str(tmp_path))
    row = next(iter(problems(version="1.0", prompt="paper", form="separate", look=look)["test"]))
    (first, *_) = doc_to_image(row)
    saved = BytesIO()
    first.save(saved, format="PNG")
    again = Image.open(BytesIO(first.source))
    assert Image.open(saved).tobytes() == again.tobytes()
    if again.format == "PNG":
        assert saved.getvalue() == first.source
    assert first._im is None
