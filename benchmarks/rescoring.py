"""How long it takes to judge stored answers again, beside reading their lines and looking for a box in each.

python benchmarks/rescoring.py [100000]
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from ssmr_bench.evaluation.completion import Completion
from ssmr_bench.evaluation.judging.scoring import SCORER
from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.evaluation.rescoring import rescored
from ssmr_bench.evaluation.result import Result
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.setting import Setting
from ssmr_bench.evaluation.stored import stored
from ssmr_bench.synthesis import splits

SAID = (
    "The first note is C and the last is E-flat, so the interval is a minor third. The key signature has three flats, "
    "and the answer of a hasty reader would be A, for the natural sign of the second bar no longer holds here. "
)
SHAPES = (r"{}\boxed{{{}}}", "<think>{}</think>The answer is **{}**.", "{}\n\n{}", "{}So the correct option is ({}).")


def result(count: int) -> Result:
    """Answers as thinking models give them: a shape in four, and up to twelve hundred characters before the choice."""
    chance = random.Random("rescoring")
    split = splits.load("1.0")
    rows = []
    for number in range(count):
        problem = split.problems[number % len(split.problems)]
        text = chance.choice(SHAPES).format(SAID * chance.randrange(6), chance.choice("ABCD"))
        item = ProblemItem(problem, "paper", 0, "ABCD", split.version, None)
        rows.append(Row.of(item, number // len(split.problems), "0" * 64, Completion(text)))
    setting = Setting(
        *("ssmr_text", "m", "paper", "", "scripted", "m"),
        open=False,
        shots=0,
        orders=1,
        repeats=1 + count // len(split.problems),
        subset=None,
        limit=None,
        concurrency=1,
        sampling={},
        split={"name": split.name, "version": split.version, "sha256": split.sha256},
        versions={},
        scorer=SCORER,
        variant="",
    )
    return Result(setting, tuple(rows), "2026-01-01T00:00:00+00:00", count)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = result(count).write(Path(place))
        begun = time.perf_counter()
        before = stored(folder)
        read = time.perf_counter()
        again = rescored(before)
        judged = time.perf_counter()
        with (folder / "samples.jsonl").open(encoding="utf-8") as lines:
            boxes = sum(bool(re.search(r"\\boxed\{(\w)\}", json.loads(line)["answer"])) for line in lines)
        bare = time.perf_counter() - judged
    assert not again.changed
    assert replace(again.result, rows=()) == replace(result(1), setting=again.result.setting, rows=(), sent=count)
    whole = judged - begun
    print(f"{count} answers: read in {read - begun:.1f} s, judged in {judged - read:.1f} s, together {whole:.1f} s")
    print(f"bare lines and one regular expression ({boxes} boxes): {bare:.1f} s; ratio {whole / bare:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
