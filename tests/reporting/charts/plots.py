"""The charts of docs/plots.md and docs/gate.md, of runs made up for the purpose; `make docs` writes them."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.prices import Price
from ssmr_bench.evaluation.result import Result
from ssmr_bench.reporting.charts.collection import collection
from ssmr_bench.reporting.charts.kinds import KINDS
from ssmr_bench.reporting.charts.ladder import ladder as climbed
from ssmr_bench.reporting.gate import Limit, gate
from ssmr_bench.reporting.ladder import ladder
from tests.evaluation.results import row
from tests.reporting.runs import PROBLEMS, SETTING, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.reporting.charts.chart import Chart
    from ssmr_bench.reporting.ladder import Ladder

STEPS = {0: 0.31, 250: 0.42, 500: 0.52, 1000: 0.58, 1500: 0.61, 2000: 0.605, 3000: 0.585, 4000: 0.54}
MODELS = {
    "north-large": (0.97, 0.05, 0.09, 5200, 12.0),
    "north-small": (0.88, 0.09, 0.21, 2600, 1.2),
    "delta-72b": (0.80, 0.10, 0.17, 900, 2.4),
    "delta-8b": (0.64, 0.11, 0.30, 700, 0.3),
    "brook-14b": (0.58, 0.06, 0.14, 3100, 0.9),
    "pebble-1b": (0.33, 0.03, 0.06, 400, 0.06),
}
"""What is right on level 1, what each level more costs, what pictures cost, tokens an answer, and their price."""
ASKED = Manner(subset="regression").chosen(PROBLEMS)
HARD = {
    "bar_lines": -0.08,
    "chord_completion": -0.05,
    "interval_name": 0.04,
    "scale_key": 0.06,
    "time_signature": -0.03,
}


def example(out: Path) -> Ladder:
    """Eight checkpoints of one training, the last worse than the best."""
    for step, chance in STEPS.items():
        common, own = random.Random("items"), random.Random(step)
        luck = [(common.random(), own.random(), own.random()) for _ in PROBLEMS]
        written(out, f"step-{step}", [(shared if alike < 0.85 else alone) < chance for shared, alike, alone in luck])
    return ladder(out, lambda old, new: gate(old, new, Limit()), best=True)


def runs(out: Path) -> None:
    """Six models by text and by pictures, and without music."""
    for name, (best, level, picture, tokens, price) in MODELS.items():
        for task, prompt, lost in (
            ("ssmr_text", "paper", 0.0),
            ("ssmr_visual", "paper", picture),
            ("ssmr_text", "no_music", 1.0),
        ):
            setting = replace(
                SETTING,
                task=task,
                model=name,
                prompt=prompt,
                subset="regression",
                variant="subset=regression",
                split={"name": "test", "version": "1.0", "sha256": "7f3a91c2e0"},
            )
            rows = tuple(_rows(f"{name} {task} {prompt}", best - lost, level, tokens))
            cost = Price(input=price / 4, output=price, cached_input=price / 8, currency="USD", date="2026-01-01")
            Result(setting, rows, "2026-01-01T00:00:00+00:00", 0, cost).write(out)


def _rows(seed: str, best: float, level: float, tokens: int) -> Iterator[Row]:
    luck = random.Random(seed)
    for problem in ASKED:
        chance = max(0.25, best - level * (problem.level - 1) + HARD.get(problem.template, 0.0))
        right = luck.random() < chance
        letter = problem.answer if right else "ABCD"["BCDA".index(problem.answer)]
        answer = Completion(rf"\boxed{{{letter}}}", "stop")
        yield replace(row(problem, answer), prompt_tokens=300, completion_tokens=round(tokens * (0.5 + luck.random())))


def charts(folder: Path) -> dict[str, Chart]:
    """Each chart by its file below docs."""
    runs(folder / "runs")
    every = collection([folder / "runs"])
    both = every.of(run for run in every.runs if run.setting.prompt == "paper")
    text = both.of(run for run in both.runs if run.setting.task == "ssmr_text")
    shown = {"accuracy": both, "gap": every, "levels": text, "heatmap": text, "frontier": text}
    made = {f"plots/{kind}.png": KINDS[kind](some, "") for kind, some in shown.items()}
    return made | {"gate/ladder.png": climbed(example(folder / "ladder"))}


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for place, chart in charts(Path(scratch)).items():
            chart.write(Path(sys.argv[1]) / place)
