from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from typer.testing import CliRunner

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, DataError, FileError
from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.reporting.leaderboard import Board, leaderboard, words, write
from ssmr_bench.reporting.leaderboard.drawings import drawings
from ssmr_bench.reporting.leaderboard.part import Part
from ssmr_bench.reporting.leaderboard.reported import reported
from ssmr_bench.reporting.leaderboard.thinking import Measure, Thinking, thinking_of, together
from tests.evaluation.results import row
from tests.evaluation.tampering import TEXT, copied, random_runs, tampered
from tests.reporting.boards import PROBLEMS, SETTING, answers, put

if TYPE_CHECKING:
    from collections.abc import Sequence

PRICE = Price(input=2.0, output=10.0, cached_input=0.5, currency="EUR", date="2026-01-31")
DOCS = Path(__file__).parents[2] / "docs" / "leaderboard.md"


def board(*results: Path, check: Any = lambda _: ()) -> Board:
    return leaderboard(results, check)


def tables(found: Board, out: Path) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    write(found, out)
    wide, long = (pd.read_csv(out / name) for name in ("leaderboard.csv", "scores.csv"))
    return wide, long, (out / "leaderboard.md").read_text()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Two models over text and pictures, one of them in other looks and without music, too."""
    out = tmp_path / "results"
    put(out, answers("a", 0.9), "alpha", PRICE)
    put(out, answers("av", 0.6), "alpha", PRICE, task="ssmr_visual")
    put(out, answers("as", 0.5), "alpha", task="ssmr_visual_scan")
    put(out, answers("af", 0.3), "alpha", prompt="no_music")
    put(out, answers("b", 0.5), "beta")
    put(out, answers("bc", 0.55), "beta", prompt="cot")
    put(out, answers("c", 0.99, 100), "gamma", limit=100, variant="limit=100")
    return out


def test_the_figures_are_those_of_the_rows(mixed: Path, tmp_path: Path) -> None:
    wide, long, _ = tables(board(mixed), tmp_path / "board")
    samples = pd.read_json(mixed / "ssmr_text/alpha/paper/samples.jsonl", lines=True)
    alpha = wide[(wide.model == "alpha") & (wide.prompt == "paper")].iloc[0]
    assert samples.music.is_unique  # so that the plain interval holds
    right = samples.outcome.eq("correct")
    low, high = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    assert (alpha.text_n, alpha.text_correct) == (200, right.sum())
    assert [alpha.text_accuracy, alpha.text_low, alpha.text_high] == pytest.approx([right.mean(), low, high], abs=1e-6)
    answered = samples.outcome.isin(["correct", "wrong"])
    assert alpha.text_answered_accuracy == pytest.approx(right[answered].mean(), abs=1e-6)
    assert alpha.text_unanswered == (~answered).sum() > 0
    assert alpha.text_cut_rate == pytest.approx(samples.outcome.eq("truncated").mean(), abs=1e-6)
    assert alpha.text_chance_adjusted == pytest.approx((right.mean() - 0.25) / 0.75, abs=1e-6)
    spent = (samples.prompt_tokens * 2 + samples.completion_tokens * 10).sum() / 1e6
    assert alpha.text_cost_per_1000 == pytest.approx(1000 * spent / 200, abs=1e-6)
    assert alpha.text_right_per_unit == pytest.approx(right.sum() / spent, abs=1e-4)
    assert (alpha.text_currency, alpha.text_prices_of) == ("EUR", "2026-01-31")
    assert alpha.text_completion_tokens == pytest.approx(samples.completion_tokens.mean(), abs=1e-6)
    ours = long[(long.row == alpha.row) & (long.part == "text")]
    for kind in ("category", "template", "level"):
        counted = samples.assign(right=right).groupby(samples[kind].astype(str)).right.agg(["size", "sum"])
        shown = ours[ours.kind == kind].set_index("name")
        assert shown.n.to_dict() == counted["size"].to_dict()
        assert shown.correct.to_dict() == counted["sum"].to_dict()


def test_a_row_holds_all_that_one_model_was_asked_in_one_way(mixed: Path, tmp_path: Path) -> None:
    wide, long, _ = tables(board(mixed), tmp_path / "board")
    assert list(zip(wide.model, wide.prompt, strict=True)) == [
        *(("alpha", "paper"), ("beta", "cot"), ("beta", "paper")),
        *(("alpha", "no_music"), ("gamma", "paper")),
    ]
    alpha, floor = wide.iloc[0], wide.iloc[3]
    assert set(long[long.row == alpha.row].part) == {"text", "picture", "scan"}
    assert alpha.scan_accuracy == long[(long.part == "scan") & (long.kind == "all")].accuracy.item()
    assert alpha.text_floor == floor.text_accuracy
    assert alpha.text_over_floor == pytest.approx(alpha.text_accuracy - floor.text_accuracy)
    assert (floor.floor, alpha.floor) == (True, False)
    assert pd.isna(floor.text_rank_best)
    assert pd.isna(wide.iloc[1].text_floor)
    assert alpha.date == "2026-03-04"


def test_the_gap_is_that_of_ssmr_compare(mixed: Path, tmp_path: Path) -> None:
    from ssmr_bench.evaluation.stored import stored
    from ssmr_bench.reporting.comparison import compare

    wide, _, _ = tables(board(mixed), tmp_path / "board")
    runs = [stored(mixed / task / "alpha" / "paper") for task in ("ssmr_text", "ssmr_visual")]
    (known,) = compare(runs, ("task",))
    alpha = wide.iloc[0]
    assert [alpha.gap, alpha.gap_low, alpha.gap_high] == pytest.approx(
        [known.whole.value, *known.whole.interval], abs=1e-6
    )
    assert alpha.gap == pytest.approx(alpha.picture_accuracy - alpha.text_accuracy, abs=1e-6)
    assert alpha.gap_n == 200


def _by_hand(right: Sequence[pd.Series[bool]]) -> list[tuple[int, int]]:
    """Ranks by McNemar's exact test and Holm's correction, as SciPy and statsmodels have them."""
    pairs = list(combinations(range(len(right)), 2))
    discordant = [(int((right[i] & ~right[j]).sum()), int((right[j] & ~right[i]).sum())) for i, j in pairs]
    shown = multipletests([binomtest(a, a + b).pvalue if a + b else 1.0 for a, b in discordant], 0.05, "holm")[0]
    above = [(i, j) if a > b else (j, i) for (i, j), (a, b), sure in zip(pairs, discordant, shown, strict=True) if sure]
    count = len(right)
    return [(1 + sum(k == low for _, low in above), count - sum(k == high for high, _ in above)) for k in range(count)]


def test_ranks_are_those_of_all_pairs_by_hand(tmp_path: Path) -> None:
    skills = {"a": 0.95, "b": 0.78, "c": 0.7, "d": 0.62, "e": 0.45, "f": 0.38, "g": 0.3}
    for name, skill in skills.items():
        put(tmp_path / "results", answers(name, skill, 300), name)
    wide, _, text = tables(board(tmp_path / "results"), tmp_path / "board")
    frames = [
        pd.read_json(tmp_path / f"results/ssmr_text/{name}/paper/samples.jsonl", lines=True).sort_values("id")
        for name in wide.model
    ]
    known = _by_hand([frame.outcome.eq("correct").reset_index(drop=True) for frame in frames])
    assert list(zip(wide.text_rank_best, wide.text_rank_worst, strict=True)) == known
    assert len(set(known)) > 3  # some are told apart, and some are not
    assert any(best < worst for best, worst in known)
    assert set(wide.text_ranked) == {7}
    best, worst = next(each for each in known if each[0] < each[1])
    assert f"| {best}-{worst} |" in text


def test_equal_answers_are_ties_and_a_lone_model_shows_no_rank(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path / "results", answers("same", 0.5), name)
    put(tmp_path / "results", answers("v", 0.5), "a", task="ssmr_visual")
    wide, _, text = tables(board(tmp_path / "results"), tmp_path / "board")
    assert set(zip(wide.text_rank_best, wide.text_rank_worst, strict=True)) == {(1, 3)}
    alone = wide[wide.model == "a"].iloc[0]
    assert (alone.picture_rank_best, alone.picture_rank_worst, alone.picture_ranked) == (1, 1, 1)
    assert "| text rank | model |" in text  # the only one in pictures has nobody to be ranked with
    assert "| 1-3 | a | paper |" in text


@pytest.mark.parametrize(
    "other",
    [
        {"split": {"name": "test", "version": "1.0", "sha256": "f" * 64}},
        {"subset": "regression", "variant": "subset=regression"},
        {"limit": 200, "variant": "limit=200"},
        {"orders": 4, "variant": "orders=4"},
        {"repeats": 2, "variant": "repeats=2"},
        {"scorer": 6},
    ],
)
def test_only_what_was_asked_the_same_is_ranked_together(tmp_path: Path, other: dict[str, Any]) -> None:
    put(tmp_path / "results", answers("good", 0.9), "good")
    put(tmp_path / "results", answers("bad", 0.3), "bad", **other)
    found = board(tmp_path / "results")
    assert [[entry.identity.model for entry in ranking.entries] for ranking in found.rankings] == [["good"], ["bad"]]
    wide, _, text = tables(found, tmp_path / "board")
    assert list(wide.text_ranked) == [1, 1]
    assert wide.group.nunique() == 2
    assert text.count("### Split ") == 2


@pytest.mark.parametrize(
    "other", [{"prompt": "cot"}, {"shots": 2}, {"sampling": {"temperature": 1.0}}, {"model_id": "another"}]
)
def test_rows_differ_by_prompt_shots_sampling_and_id(tmp_path: Path, other: dict[str, Any]) -> None:
    put(tmp_path / "one", answers("x", 0.5))
    put(tmp_path / "two", answers("y", 0.5), **other)
    (ranking,) = board(tmp_path / "one", tmp_path / "two").rankings
    assert len(ranking.entries) == 2
    assert ranking.entries[0].identity.key != ranking.entries[1].identity.key


def test_two_results_for_one_figure_are_named(tmp_path: Path) -> None:
    first = put(tmp_path / "one", answers("x", 0.5))
    second = put(tmp_path / "two", answers("y", 0.5), endpoint="http://elsewhere")
    with pytest.raises(ConfigError) as caught:
        board(tmp_path / "one", tmp_path / "two")
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    assert len(board(tmp_path / "one", tmp_path / "one").entries) == 1


def test_a_result_that_was_moved_aside_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, answers("x", 0.5))
    put(tmp_path, answers("y", 0.5), endpoint="http://elsewhere")
    found = board(tmp_path)
    assert found.aside == 1
    assert [entry.endpoints for entry in found.entries] == [("http://elsewhere",)]


def test_what_cannot_stand_is_left_out_by_name(tmp_path: Path) -> None:
    put(tmp_path, answers("x", 0.5), "sound")
    failed = [*answers("x", 0.5)[:-3], *(row(problem, Failure("away")) for problem in PROBLEMS[197:200])]
    folders = {
        "3 of 200 items failed; run ssmr-eval again": put(tmp_path, failed, "incomplete"),
        "it does not verify: 2 findings, the first: row 7 was edited; `ssmr verify`": put(
            tmp_path, answers("x", 0.5), "edited"
        ),
        "the leaderboard has no column for the task gsm8k": put(tmp_path, answers("x", 0.5), "foreign", task="gsm8k"),
        "no task 'ssmr_txt'": put(tmp_path, answers("x", 0.5), "unknown", task="ssmr_txt"),
        "is damaged": put(tmp_path, answers("x", 0.5), "damaged"),
    }
    (folders["is damaged"] / "samples.jsonl").write_text("{")
    found = board(
        tmp_path, check=lambda folder: ("row 7 was edited", "row 9 was edited") if "edited" in str(folder) else ()
    )
    assert [entry.identity.model for entry in found.entries] == ["sound"]
    assert {each.folder for each in found.left_out} == set(folders.values())
    for reason, folder in folders.items():
        assert reason in next(each.reason for each in found.left_out if each.folder == folder)


def test_nothing_to_show_is_said_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no folder"):
        board(tmp_path / "nowhere")
    with pytest.raises(FileError, match=r"there is no result.json below"):
        board(tmp_path)
    put(tmp_path / "results", answers("x", 0.5))
    none = board(tmp_path / "results", check=lambda _: ("it was edited",))
    with pytest.raises(DataError, match="nothing is left"):
        write(none, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_same_results_give_the_same_bytes(mixed: Path, tmp_path: Path) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    write(board(mixed), once)
    write(board(*sorted(mixed.iterdir(), reverse=True)), again)
    assert {path.name: path.read_bytes() for path in once.iterdir()} == {
        p.name: p.read_bytes() for p in again.iterdir()
    }


def test_orders_tell_a_position_bias(tmp_path: Path) -> None:
    turns = ("ABCD", "BCDA", "CDAB", "DABC")
    rows = [row(problem, Completion(r"\boxed{A}"), order) for problem in PROBLEMS[:40] for order in turns]
    put(tmp_path / "results", rows, orders=4, variant="orders=4")
    wide, _, _ = tables(board(tmp_path / "results"), tmp_path / "board")
    assert wide.text_position_bias_p.item() < 1e-6
    assert wide.text_every_order.item() == 0
    assert wide.text_accuracy.item() == 0.25
    assert pd.isna(wide.variant.item())


def _said(text: str, **given: Any) -> Thinking:
    return thinking_of(row(PROBLEMS[0], Completion(text, **given)))


def test_thinking_is_measured_and_the_measure_is_named() -> None:
    assert _said("B", reasoning_tokens=70, completion_tokens=75) == Thinking(70, Measure.REPORTED)
    assert _said("B", reasoning="hmmmmmmmm", completion_tokens=200) == Thinking(180, Measure.SHARED)
    marked = "<think>" + "m" * 81 + "</think>BB"
    assert _said(marked, reasoning="m" * 81, completion_tokens=98) == Thinking(98 * 81 / len(marked), Measure.SHARED)
    assert _said(marked, reasoning_tokens=0, completion_tokens=98).measure is Measure.SHARED
    assert _said("B", completion_tokens=4) == Thinking(0, Measure.NONE)
    assert _said("B", reasoning="hm") == Thinking(None, Measure.UNKNOWN)
    two = [_said("B", reasoning_tokens=told, completion_tokens=50) for told in (30, None)]
    assert together(two) == Thinking(15, Measure.REPORTED)


def test_the_docs_explain_every_column(mixed: Path, tmp_path: Path) -> None:
    write(board(mixed), tmp_path)
    _, *sections = re.split(r"^## `", DOCS.read_text(), flags=re.MULTILINE)
    told = {}
    for section in sections:
        cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
        told[section.partition("`")[0]] = [
            column for cell in cells for said in re.findall(r"`([^`]+)`", cell) for column in _meant(said)
        ]
    assert set(told) == {"leaderboard.csv", "scores.csv", "reported.csv"}
    for name, columns in told.items():
        assert sorted(columns) == sorted(map(str, pd.read_csv(tmp_path / name, nrows=0))), name


def _meant(said: str) -> list[str]:
    """The columns that a name with alternatives stands for, as `{text,picture}_n` for two."""
    if (found := re.search(r"\{(.+?)\}", said)) is None:
        return [said]
    return [each for word in found[1].split(",") for each in _meant(said.replace(found[0], word, 1))]


def test_other_peoples_figures_have_a_source_and_no_rank(mixed: Path, tmp_path: Path) -> None:
    _, _, text = tables(board(mixed), tmp_path / "board")
    ranked, _, others = text.partition("## Reported by others")
    assert "GPT-4" not in ranked
    assert "| GPT-4 | role play and 5-shot | 68.8 | 39.5 |" in others
    assert f"| GPT-3.5 | asked for a letter | 31.2 | {words.NOTHING} |" in others
    assert "arXiv 2402.16153" in others
    assert all(each.source and 0 < each.accuracy < 1 and each.n for each in reported())
    shown = pd.read_csv(tmp_path / "board" / "reported.csv")
    assert shown[shown.system == "gemini-3.1-flash"].accuracy.item() == 0.955
    assert len(shown) == len(reported()) == 23


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    name = "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202e ![x](http://x)"
    setting = replace(SETTING, model="x")
    put(tmp_path / "results", answers("x", 0.5), "safe", model_id=name, split={**setting.split, "name": "a|b\n# c"})
    hostile = put(tmp_path / "results", answers("y", 0.5), "other")
    text = (hostile / "result.json").read_text().replace('"model": "other"', '"model": "=A1 | <b>\\u202e ![x](y)"')
    (hostile / "result.json").write_text(text)
    wide, _, page = tables(board(tmp_path / "results"), tmp_path / "board")
    assert set(wide.model) == {"safe", "'=A1 | <b>\\u202e ![x](y)"}
    assert wide.model_id.iloc[0].startswith("'=cmd") or wide.model_id.iloc[1].startswith("'=cmd")
    assert "=A1 \\| &lt;b>\\\\u202e !\\[x\\](y)" in page
    assert "\n# c" not in page


def test_every_part_has_a_task() -> None:
    from ssmr_bench.evaluation.metadata import task_names
    from ssmr_bench.reporting.leaderboard.part import part_of

    found = [part_of(task) for task in task_names() if task.startswith("ssmr_")]
    assert sorted(filter(None, found)) == sorted(Part)


def test_the_command_ranks_what_verifies_and_names_what_does_not(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runs = random_runs(tmp_path_factory)
    monkeypatch.setenv("SSMR_CACHE", str(runs / "cache"))
    copied(runs / "r" / TEXT, tmp_path / "sound")
    forged = tampered(runs / "r" / TEXT, tmp_path / "forged", _flip)
    out = tmp_path / "board"
    ended = CliRunner().invoke(ssmr, ["leaderboard", str(tmp_path / "sound"), "--out", str(out)])
    assert (ended.exit_code, ended.stderr) == (0, "")
    names = ("index.html", "leaderboard.csv", "scores.csv", "reported.csv", "leaderboard.md")
    assert ended.stdout.split() == [str(out / name) for name in names]
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    # The random model has no tokens: nothing is said of them, and it costs nothing.
    assert b"| text % | unanswered % | date |" in before["leaderboard.md"]
    assert b'data-column="text-thinking"' not in before["index.html"]
    places = [str(tmp_path / "forged"), str(tmp_path / "sound")]
    ended = CliRunner().invoke(ssmr, ["leaderboard", *places, "--out", str(out)])
    assert ended.exit_code == 0
    assert ended.stderr.startswith(f"left out: {forged}: it does not verify: ")
    assert before == {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(DataError, match="nothing is left"):
        CliRunner().invoke(ssmr, ["leaderboard", str(forged), "--out", str(tmp_path / "none")], catch_exceptions=False)
    assert not (tmp_path / "none").exists()


def _flip(rows: list[dict[str, Any]], _: object) -> None:
    wrong = next(each for each in rows if each["outcome"] == "wrong")
    wrong["outcome"] = "correct"


def test_where_points_are_many_only_the_best_for_their_cost_are_named(tmp_path: Path) -> None:
    for i in range(26):
        put(
            tmp_path,
            answers("same", 0.9 if i in (3, 7) else 0.5, 40),
            f"model-{i}",
            Price(1 + i, 2, 1, "USD", "2026-01-31"),
        )
    (ranking,) = board(tmp_path).rankings
    (chart,) = (each.chart.svg() for each in drawings(ranking) if each.chart and "cost" in each.label)
    named = set(re.findall(r">(model-\d+)<", chart))
    assert named == {"model-0", "model-3"}  # the cheapest, and the cheapest of the best
    assert "named are those that nothing cheaper matches" in chart
    assert chart.count('aria-roledescription="point"') >= 26


def test_a_board_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "results", answers("a", 0.5), "a")
    found, out = board(tmp_path / "results"), tmp_path / "board"
    out.mkdir()
    for path in write(found, tmp_path / "sample"):
        (out / path.name).write_text("OLD")

    written = Path.write_text

    def broken(path: Path, *words: str, **more: str) -> int:
        if "leaderboard.md" in path.name:
            raise OSError(28, "No space left on device")
        return written(path, *words, **more)

    monkeypatch.setattr(Path, "write_text", broken)
    with pytest.raises(FileError, match="No space left on device"):
        write(found, out)
    monkeypatch.undo()
    assert [path.read_text() for path in out.iterdir()] == ["OLD"] * 5
