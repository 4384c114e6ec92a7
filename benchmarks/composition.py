"""How fast compositions are measured, and which tunes please most and least: `python benchmarks/composition.py TUNES`.

TUNES is a file of tunes, ABC or JSON lines. One core, CPU time; reading is not counted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

from ssmr_bench.notation.abc import write
from ssmr_bench.synthesis.composition.figures import load
from ssmr_bench.synthesis.composition.line import line_of
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality
from ssmr_bench.synthesis.composition.repertoire import Repertoire, moves_of
from ssmr_bench.synthesis.composition.yardsticks import parts

SHOWN = 3


def main(path: Path) -> None:
    scores = load(path)
    started = process_time()
    values = [measured(Heard(score)) for score in scores]
    print(f"measured   {len(scores) / (process_time() - started):8.0f} tunes/s")
    pairs = [pair for score in scores if (pair := parts(score))]
    started = process_time()
    for excerpt, onward in pairs:
        measured(Heard(onward, excerpt))
    print(f"continued  {len(pairs) / (process_time() - started):8.0f} continuations/s")
    started = process_time()
    known = Repertoire.of(scores)
    print(f"index      {process_time() - started:8.2f} s for {known.tunes:,} tunes, {len(known.endings):,} moves")
    lines = [moves_of(line_of(score)) for score in scores[:500]]
    started = process_time()
    for line in lines:
        known.longest(line)
    print(f"looked up  {(process_time() - started) / len(lines) * 1000:8.2f} ms a tune")
    order = sorted(range(len(scores)), key=lambda place: quality(values[place]))
    for place in (*order[:SHOWN], *order[-SHOWN:]):
        weak = ", ".join(f"{name} {value:.2f}" for name, value in values[place].items() if value < 0.8)
        print(f"\ntune {place}: {quality(values[place]):.2f} ({weak or 'nothing weak'})\n{write(scores[place])}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
