"""A run of lm-eval's tasks from end to end: outcomes, rescoring, verification, report, comparison."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lm_eval.tasks._index import TaskIndex
from rich.console import Console
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, FileError, MissingExtraError, UnknownNameError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.foreign import task as foreign_task
from ssmr_bench.evaluation.foreign.groups import expanded
from ssmr_bench.evaluation.foreign.task import ForeignTask
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.plan import Plan
from ssmr_bench.evaluation.prompt import Image
from ssmr_bench.evaluation.rescoring import rescored
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.evaluation.task import find
from ssmr_bench.evaluation.verification import verify
from ssmr_bench.paths import shipped
from ssmr_bench.reporting.leaderboard.part import part_of
from ssmr_bench.reporting.report.album import Album
from ssmr_bench.reporting.report.details import details
from ssmr_bench.reporting.report.exhibit import exhibits
from ssmr_bench.reporting.report.repertoire import Repertoire
from ssmr_bench.reporting.report.side import sides
from ssmr_bench.reporting.table import run_table
from tests.evaluation.foreign import layouts
from tests.evaluation.foreign.runs import UNSAID, items, ran, scripted
from tests.evaluation.foreign.test_parity import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

MATHEMATICS = ("gsm8k", "minerva_math500", "aime24")


@pytest.mark.parametrize(
    ("reply", "outcome", "letter"),
    [
        (Completion("3 + 20 = 23\n#### 23"), Outcome.CORRECT, "23"),
        (Completion("<think>Is it 24?</think>It is 23"), Outcome.CORRECT, "23"),
        (Completion("It is 23, said </think> 22"), Outcome.WRONG, "22"),
        (Completion("<think>It is 23", "length"), Outcome.TRUNCATED, None),
        (Completion("It is 2", "length"), Outcome.TRUNCATED, None),
        (Completion("It is 23 and", "length"), Outcome.CORRECT, "23"),
        (Completion("Many."), Outcome.UNPARSED, None),
        (Completion("  "), Outcome.EMPTY, None),
        (Completion("I'm sorry, but I can't help with that."), Outcome.REFUSED, None),
        (Completion("", "content_filter"), Outcome.REFUSED, None),
        (Failure("the server is gone"), Outcome.FAILED, None),
    ],
)
def test_an_answer_gets_its_outcome(reply: Completion | Failure, outcome: Outcome, letter: str | None) -> None:
    found = items("gsm8k", 1)[0].judged(reply)
    assert (found.outcome, found.letter) == (outcome, letter)


@pytest.mark.parametrize(
    ("task", "reply", "letter"),
    [
        ("gsm8k", "23", "23"),
        ("minerva_math500", r"First $\boxed{3}$, no, $\boxed{\frac{1}{2}}$.", r"\frac{1}{2}"),
        ("minerva_math500", "So:\n\nIt is $0.5$. \n", "It is $0.5$."),
        ("aime24", r"\boxed{12}", "12"),
        ("aime24", "x" * 1000, "x" * 80),
    ],
)
def test_what_an_answer_comes_to_is_told_in_few_words(task: str, reply: str, letter: str) -> None:
    assert items(task, 1)[0].judged(Completion(reply)).letter == letter


def test_categories_and_levels_are_those_of_the_data() -> None:
    assert [(item.category, item.level, item.key) for item in items("minerva_math500")] == [
        (subject, level, answer) for _, answer, subject, level in layouts.MATHS
    ]
    assert {(item.category, item.level) for item in items("gsm8k")} == {("gsm8k", 0)}
    assert [item.key for item in items("gsm8k")] == RIGHT["gsm8k"]
    assert {item.category for item in items("mmmu_val_music")} == {"Music"}


def test_pictures_are_sent_in_their_places_the_same_to_the_byte() -> None:
    first, second, *_ = items("mmmu_val_music")
    (message,) = first.messages.messages
    assert [isinstance(part, Image) for part in message.parts] == [False, True, False, True, False]
    assert first.messages.sha256 == replace(first).messages.sha256 != second.messages.sha256
    (shown,) = [part for message in second.messages.messages for part in message.parts if isinstance(part, Image)]
    assert shown.data.startswith(b"\x89PNG")


def test_a_choice_that_the_tasks_code_throws_dice_for_is_no_answer() -> None:
    item = items("mmmu_val_music", 1)[0]
    assert {item.judged(Completion("Hm.")).outcome for _ in range(12)} == {Outcome.UNPARSED}
    assert item.judged(Completion("(A)")).outcome is Outcome.CORRECT


def test_a_run_is_rescored_and_verified_offline(tmp_path: Path) -> None:
    replies = {task: [rf"<think>Hm.</think>\boxed{{{right}}}" for right in RIGHT[task]] for task in MATHEMATICS}
    results = ran(scripted("oracle", replies, tmp_path), MATHEMATICS, tmp_path)
    assert [result.accuracy.value for result in results] == [1.0, 1.0, 1.0]
    for result in results:
        folder = result.setting.folder(tmp_path / "results")
        assert verify(folder).findings == ()
        assert not rescored(stored(folder)).changed
        rows = [json.loads(line) for line in (folder / "samples.jsonl").read_text().splitlines()]
        rows[0]["answer"] = r"\boxed{0}"
        (folder / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        assert any("outcome" in finding.flaw for finding in verify(folder).findings)


def test_other_data_are_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ModelEntry(name="m", backend="scripted", model="m", reply="#### 23")
    (result,) = ran(entry, ["gsm8k"], tmp_path)
    layouts.gsm8k(tmp_path / "other", 5)
    monkeypatch.setenv("SSMR_DATA", str(tmp_path / "other"))
    findings = verify(result.setting.folder(tmp_path / "results")).findings
    assert any("sha256" in finding.place for finding in findings)


def test_an_item_is_found_by_its_id_and_by_no_other() -> None:
    first, second, *_ = items("gsm8k")
    material = find("gsm8k").material()
    assert material.item(second.id, second.order, "own", 5) == second
    for strange in ("gsm8k/1", f"gsm8k/1-{first.id[-8:]}", "gsm8k/99-00000000", "gsm8k/-1", "gsm8k/\u0661-0"):
        with pytest.raises(KeyError):
            material.item(strange, second.order, "own", 5)


def test_what_is_not_here_is_named_with_the_way_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSMR_DATA", str(tmp_path))
    plan = Plan(
        ModelEntry(name="m", backend="scripted", model="m", reply="A"), MATHEMATICS, Manner(), tmp_path, unsaid=UNSAID
    )
    with pytest.raises(FileError) as error:
        plan.check()
    assert [f"ssmr data pull {name}" in str(error.value) for name in ("gsm8k", "math_500", "aime24")] == [True] * 3


def test_a_run_looks_through_none_of_the_files_that_lm_eval_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    look = TaskIndex._iter_yaml_files

    def watched(root: Path) -> Iterable[Path]:
        seen.append(root)
        return look(root)  # type: ignore[no-any-return]

    monkeypatch.setattr(TaskIndex, "_iter_yaml_files", watched)
    ran(ModelEntry(name="m", backend="scripted", model="m", reply="#### 23"), ["gsm8k", "ssmr_text"], tmp_path, limit=1)
    assert seen == [shipped("tasks")]


def test_groups_stand_for_their_tasks() -> None:
    assert expanded(["math_transfer", "gsm8k"]) == MATHEMATICS
    assert len(expanded(["mmmu_val_humanities_and_social_science"])) > 2
    with pytest.raises(UnknownNameError, match="did you mean 'ssmr_text'"):
        expanded(["ssmr_txt"])
    with pytest.raises(UnknownNameError, match="did you mean 'minerva_math500'"):
        expanded(["minerva_maths500"])
    with pytest.raises(ConfigError, match="is a group; its tasks are gsm8k, minerva_math500, aime24"):
        find("math_transfer")


@pytest.mark.parametrize(
    ("task", "manner", "said"),
    [
        ("gsm8k", {"prompt": "cot"}, "gsm8k has a prompt of its own; leave --prompt out"),
        ("gsm8k", {"orders": 4}, "knows no orders"),
        ("gsm8k", {"subset": "smoke"}, "knows no subset"),
        ("mmmu_val_music", {"shots": 2}, "knows no shots"),
        ("humaneval", {}, "runs what a model writes"),
        ("wikitext", {}, "asks for loglikelihood_rolling"),
    ],
)
def test_what_a_task_can_not_be_asked_is_refused(task: str, manner: dict[str, object], said: str) -> None:
    found = ForeignTask.of(task)
    with pytest.raises(ConfigError, match=said):
        found.check(found.manner(Manner(**manner), UNSAID - manner.keys()))  # type: ignore[arg-type]


def test_what_mathematics_needs_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    task = ForeignTask.of("minerva_math500")
    monkeypatch.setattr(foreign_task, "find_spec", lambda name: None if name == "math_verify" else object())
    with pytest.raises(MissingExtraError, match=r"math_verify; install it with: pip install 'ssmr-bench\[math\]'"):
        task.check(task.manner(Manner(), UNSAID))


def test_choices_are_scored_by_their_likelihoods(tmp_path: Path) -> None:
    first, *_ = items("sciq")
    assert not find("sciq").open
    choices = [" 0 and 1", " 0 and 2", " 0 and 3", " 0"]

    def likely(best: int) -> Completion:
        return Completion(Likelihoods({each: -float(i != best) for i, each in enumerate(choices)}).text)

    assert [first.judged(likely(i)).outcome for i in range(4)] == [Outcome.WRONG] * 3 + [Outcome.CORRECT]
    assert first.judged(Completion("B")).outcome is Outcome.UNPARSED
    (result,) = ran(ModelEntry(name="dice", backend="scripted", model="dice", seed=3), ["sciq"], tmp_path)
    assert result.failed == 0
    assert verify(result.setting.folder(tmp_path / "results")).findings == ()


def said(*arguments: str) -> str:
    """What an `ssmr` command prints."""
    import ssmr_bench.cli  # noqa: F401 - its commands

    ended = CliRunner().invoke(ssmr, arguments, catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_a_trained_model_is_compared_with_its_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    right = [f"#### {each}" for each in RIGHT["gsm8k"]]
    for name, replies in {"base": ["#### 0"] * 6 + right[6:], "trained": right}.items():
        ran(scripted(name, {"gsm8k": replies}, tmp_path), ["gsm8k"], tmp_path)
    folders = [f"results/gsm8k/{name}/own,shots=5" for name in ("base", "trained")]
    compared = said("compare", *folders)
    assert "trained against base: better" in compared
    assert "+50.0" in compared
    said("report", *folders, "--out", "two.html")
    assert (tmp_path / "two.html").stat().st_size > 10_000
    first, *_ = exhibits(sides([stored(Path(folder)) for folder in folders]))
    shown = details(first, Album(), Repertoire())
    assert [side["answer"] for side in shown["sides"]] == ["#### 0", "#### 23"]
    assert shown["answer"] == first.item.key
    assert shown["question"].startswith("Question: Ada has 3 reeds")
    (prompt,) = shown["prompts"]
    assert "How many reeds has she?" in prompt[-1][1]
    assert all(side["confirmed"] for side in shown["sides"])
    assert part_of("gsm8k") is None  # the leaderboard has no place for it, and says so


def test_mathematics_stands_in_one_table_and_one_report_with_music(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = ModelEntry(name="m", backend="scripted", model="m", reply=r"\boxed{A} #### 23")
    tasks = ("ssmr_text", "gsm8k", "minerva_math500")
    results = ran(entry, tasks, tmp_path, limit=2)
    console = Console(width=160, record=True, file=StringIO())
    console.print(run_table(results))
    table = console.export_text()
    assert re.search(r"gsm8k +2 +50\.0%", table)
    assert "quality" not in table  # that of music
    folders = [str(result.setting.folder(tmp_path / "results")) for result in results]
    said("report", *folders, "--out", "one.html")
    page = (tmp_path / "one.html").read_text()
    assert all(task in page for task in tasks)


def test_two_states_of_one_set_stand_in_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ModelEntry(name="m", backend="scripted", model="m", reply="#### 23")
    (before,) = ran(entry, ["gsm8k"], tmp_path, limit=2)
    layouts.gsm8k(tmp_path / "other", 5)
    monkeypatch.setenv("SSMR_DATA", str(tmp_path / "other"))
    (after,) = ran(replace(entry, name="other"), ["gsm8k"], tmp_path, limit=2)
    runs = [stored(each.setting.folder(tmp_path / "results")) for each in (before, after)]
    with pytest.raises(ConfigError, match="different splits"):
        sides(runs)
