"""The chart of checkpoints: a point for each, with the gate's verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.reporting.charts.ladder import ladder as drawn
from ssmr_bench.reporting.charts.lettering import plain
from ssmr_bench.reporting.gate import Limit, Verdict, gate
from ssmr_bench.reporting.ladder import ladder
from tests.reporting.charts.drawing import drawing, read
from tests.reporting.charts.test_charts import EACH, apart, within
from tests.reporting.charts.test_hostile_names import harmless
from tests.reporting.runs import paired_with, written

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.ladder import Ladder


def climbed(folder: Path, best: bool = False) -> Ladder:
    return ladder(folder, lambda first, run: gate(first, run, Limit()), None, best)


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    first, worse = paired_with(60, 20)
    for name, right in (
        ("step-200", first),
        ("step-1000", worse),
        ("step-2000", paired_with(60, 5)[0]),
        ("step-3000", [*first[:380], *[True] * 20]),
    ):
        written(tmp_path, name, right)
    return tmp_path


def test_every_point_and_verdict_stands_at_its_step(steps: Path) -> None:
    found = climbed(steps)
    shown = drawing(drawn(found))
    numbers = [(float(text.text), text.y) for text in shown.texts if text.text.isdigit() and text.anchor == "end"]
    (low, bottom), (high, top) = min(numbers), max(numbers)
    for rung in found.rungs:
        mark = shown.mark(f"{rung.name}: ")
        share = (100 * (rung.accuracy.value or 0) - low) / (high - low)
        assert mark.y + 4.5 == pytest.approx(bottom + share * (top - bottom), abs=1), "half a letter above its number"
        assert (rung.gate.verdict if rung.gate else "baseline") in mark.said
        label = next(text for text in shown.texts if text.text == f"{rung.step:,}")
        assert label.x == pytest.approx(mark.x, abs=EACH)
    assert [mark.x for mark in shown.marks] == sorted(mark.x for mark in shown.marks)
    looks = {mark.said.split("; ")[1].partition(",")[0]: (mark.fill, mark.outline[:8]) for mark in shown.marks}
    assert len(set(looks.values())) == len(looks) >= 3, "verdicts differ"
    assert {"baseline", "ssmr_text, prompt paper", "baseline step-200; allowed drop 2 points, level 0.05"} <= set(
        shown.words
    )
    apart(shown)
    within(shown)


def test_the_baselines_line_is_there_where_all_are_judged_against_it(steps: Path) -> None:
    (line,) = (line for line in drawing(drawn(climbed(steps))).lines if line.dashed)
    shown = drawing(drawn(climbed(steps)))
    assert line.y == pytest.approx(shown.mark("step-200: ").y, abs=0.6)
    assert not [line for line in drawing(drawn(climbed(steps, best=True))).lines if line.dashed]
    assert (
        "each against the best before it; allowed drop 2 points, level 0.05"
        in drawing(drawn(climbed(steps, True))).words
    )


def test_a_baseline_may_come_from_elsewhere(steps: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "other", "human", paired_with(10, 60)[1])
    found = ladder(steps / "ssmr_text", lambda first, run: gate(first, run, Limit()), other.folder)
    shown = drawing(drawn(found))
    assert "baseline human; allowed drop 2 points, level 0.05" in shown.words
    assert not any("; baseline" in mark.said for mark in shown.marks)
    (line,) = (line for line in shown.lines if line.dashed)
    (best, y), (worst, y2) = (
        (f.accuracy.value or 0, shown.mark(f"{f.name}: ").y) for f in (found.rungs[1], found.rungs[2])
    )
    share = ((other.accuracy.value or 0) - best) / (worst - best)
    assert line.y == pytest.approx(y + share * (y2 - y), abs=0.1)


def test_chance_is_a_line_unless_a_guess_is_worth_nothing(tmp_path: Path) -> None:
    for is_open in (False, True):
        for name in ("a", "b"):
            written(tmp_path / str(is_open), name, [True] * 100 + [False] * 300, open=is_open)
    shown = drawing(drawn(climbed(tmp_path / "False")))
    assert {"chance", "baseline"} <= set(shown.words)
    apart(shown)
    assert "chance" not in drawing(drawn(climbed(tmp_path / "True"))).words


@pytest.mark.parametrize("names", [("a", "b"), ("s-1", "s-1a"), ("step-7", "final"), ("step-07", "step-7")])
def test_checkpoints_without_steps_stand_one_after_the_other(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        written(tmp_path, name, [True] * 5 + [False] * 5)
    shown = drawing(drawn(climbed(tmp_path)))
    first, second = sorted(mark.x for mark in shown.marks)
    assert second - first > 300


def test_sixty_checkpoints_have_room(tmp_path: Path) -> None:
    for step in range(60):
        written(tmp_path, f"run-step-{step * 100}", [i % 60 < step for i in range(60)])
    found = climbed(tmp_path)
    shown = drawing(drawn(found))
    assert len(shown.marks) == 60
    apart(shown)
    within(shown)
    assert found.rungs[30].gate
    assert found.rungs[30].gate.verdict is Verdict.PASS


@pytest.mark.parametrize("name", ["</text><script>x</script>\x1b", "datum.x", "x" * 300, "\u202eabc", "\ud800"])
def test_a_checkpoints_name_is_text(steps: Path, name: str) -> None:
    found = climbed(steps)
    rungs = tuple(replace(rung, run=_renamed(rung.run, f"{name} {i}")) for i, rung in enumerate(found.rungs))
    svg = drawn(replace(found, baseline=_renamed(found.baseline, name), rungs=rungs)).svg()
    harmless(svg)
    within(read(svg))
    assert f"{plain(name)} 3: " in "".join(mark.said for mark in read(svg).marks)


def _renamed(run: Stored, name: str) -> Stored:
    return replace(run, setting=replace(run.setting, model=name))
