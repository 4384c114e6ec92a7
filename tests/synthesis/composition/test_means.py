"""The yardsticks beside a model's measures are what they are made from."""

from __future__ import annotations

import pytest

from ssmr_bench.synthesis.composition.figures import COMPOSED, COUNT, halves, load
from ssmr_bench.synthesis.composition.means import means, written, yardsticks
from ssmr_bench.synthesis.composition.yardsticks import composed
from tests.notation.tunes import FILE, needed


def test_the_composers_means_are_those_of_its_tunes() -> None:
    for kind in ("continuation", "composition"):
        assert means(kind, composed(COUNT)) == yardsticks()[kind][COMPOSED]


@needed
@pytest.mark.slow
def test_the_means_of_real_tunes_are_theirs() -> None:
    file = written(halves(load(FILE))[1])
    for kind, several in yardsticks().items():
        for name, found in several.items():
            assert f"[{kind}.{name}]\n" + "\n".join(f"{measure} = {value}" for measure, value in found.items()) in file
