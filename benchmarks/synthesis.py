"""How fast problems are made, beside music21 only reading them: `python benchmarks/synthesis.py [--memory N]`.

One core, CPU time. A problem is made and written as a line of JSON; music21 reads its music, or its four options where
these are the music, and is so slow that it gets a sample. With --memory instead, how much memory N problems take.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
from itertools import islice
from pathlib import Path
from time import process_time

from ssmr_bench.synthesis.generator import Series, synthesize
from ssmr_bench.synthesis.problem import Problem
from ssmr_bench.synthesis.production import Order, produce
from ssmr_bench.synthesis.splits import even_counts
from ssmr_bench.synthesis.templates import names

WARM_UP = 200
COUNT = 1_000
SAMPLE = 20
GOAL = 1_700


def made(template: str) -> tuple[float, list[str]]:
    """The seconds that it took, and the lines."""
    problems = synthesize(Series("benchmark", "train"), {template: WARM_UP + COUNT})
    for problem in islice(problems, WARM_UP):
        problem.to_json()
    started = process_time()
    lines = [problem.to_json() for problem in problems]
    return process_time() - started, lines


def read(lines: list[str]) -> float:
    """The seconds that it took music21."""
    # Here, so that no child of ours has it in memory.
    from music21 import converter

    problems = map(Problem.from_json, lines)
    tunes = [
        tune
        for problem in problems
        for tune in ([problem.abc] if problem.abc else [f"X:1\nL:1/8\nK:C\n{option}" for option in problem.options])
    ]
    converter.parseData(tunes[0], format="abc")
    started = process_time()
    for tune in tunes:
        converter.parseData(tune, format="abc")
    return process_time() - started


def speed() -> None:
    total = 0.0
    print(f"{'problems a second':20} {'made':>8} {'music21':>8} {'ratio':>7}")
    for template in names():
        seconds, lines = made(template)
        total += seconds
        rate, theirs = COUNT / seconds, SAMPLE / read(lines[:: COUNT // SAMPLE])
        print(f"{template:20} {rate:8.0f} {theirs:8.0f} {rate / theirs:5.1f} x")
    rate = COUNT * len(names()) / total
    print(f"{'all, evenly':20} {rate:8.0f}   the goal is {GOAL}: {rate / GOAL:.0%} of it")


def memory(count: int) -> None:
    order = Order("benchmark", "train", even_counts(count))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "problems.jsonl"
        # Spawned: a fork would begin with all that this process holds.
        child = multiprocessing.get_context("spawn").Process(target=produce, args=(order, out))
        child.start()
        child.join()
        if child.exitcode:
            raise SystemExit(child.exitcode)
        size = out.stat().st_size
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    print(
        f"{count} problems, {size / 1e6:.0f} MB: at most {used.ru_maxrss / 1024:.0f} MiB of memory, {seconds:.1f} s, "
        f"{count / seconds:.0f} problems/s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", type=int, metavar="N", help="measure the memory that N problems take")
    asked = parser.parse_args()
    if asked.memory:
        memory(asked.memory)
    else:
        speed()
