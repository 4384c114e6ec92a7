"""The curve in docs/gate.md is what `ssmr gate --ladder` draws of these checkpoints."""

from __future__ import annotations

import random
from pathlib import Path

from ssmr_bench.reporting.curve import png
from ssmr_bench.reporting.gate import Limit, gate
from ssmr_bench.reporting.ladder import Ladder, ladder
from tests.reporting.runs import PROBLEMS, written

PICTURE = Path(__file__).parents[2] / "docs" / "gate" / "ladder.png"
STEPS = {0: 0.31, 250: 0.42, 500: 0.52, 1000: 0.58, 1500: 0.61, 2000: 0.605, 3000: 0.585, 4000: 0.54}


def example(out: Path) -> Ladder:
    for step, chance in STEPS.items():
        common, own = random.Random("items"), random.Random(step)
        luck = [(common.random(), own.random(), own.random()) for _ in PROBLEMS]
        written(out, f"step-{step}", [(shared if alike < 0.85 else alone) < chance for shared, alike, alone in luck])
    return ladder(out, lambda old, new: gate(old, new, Limit()), best=True)


def test_the_picture_in_the_docs_is_what_is_drawn(tmp_path: Path) -> None:
    found = example(tmp_path)
    assert [each.verdict for each in found.gates[-2:]] == ["inconclusive", "regression"]
    assert PICTURE.read_bytes() == png(found)
