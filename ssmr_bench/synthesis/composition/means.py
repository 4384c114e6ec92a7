"""What the measures of compositions say of real tunes and of our composer's: the yardsticks beside a model's.

`python -m ssmr_bench.synthesis.composition.means TUNES` writes them, from a file of tunes: one half of it, held out
from the design of the measures, as in docs/composition-measures.md. Without a file it leaves them as they are.
"""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.files import write_whole
from ssmr_bench.synthesis.composition.figures import COMPOSED, COUNT, REAL, halves, load
from ssmr_bench.synthesis.composition.measure import Heard, measured, quality
from ssmr_bench.synthesis.composition.training import training
from ssmr_bench.synthesis.composition.yardsticks import composed, opening, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ssmr_bench.notation.score import Score

Means = dict[str, float]
"""The mean share of each measure, over the pieces that it applies to, and of their sum (`quality`)."""
_FILE = Path(__file__).with_suffix(".toml")
_BARS = 8
"""Of what is held against a composition: its first full bars. A continuation is four bars after four."""


@cache
def yardsticks() -> dict[str, dict[str, Means]]:
    """The means by kind of assignment, and by what was measured: `REAL` or `COMPOSED`."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def means(kind: str, tunes: Iterable[Score]) -> Means:
    """The means of tunes, beside the training set and cut as an assignment of that kind asks."""
    found = [measured(each, training()) for tune in tunes for each in _cut(kind, tune)]
    names = dict.fromkeys(name for values in found for name in values)
    said = {name: [values[name] for values in found if name in values] for name in names}
    whole = {"quality": [quality(values) for values in found], **said}
    return {name: round(sum(values) / len(values), 3) for name, values in whole.items()}


def _cut(kind: str, tune: Score) -> Iterator[Heard]:
    if kind == "continuation":
        if pair := parts(tune):
            yield Heard(pair[1], pair[0])
    elif part := opening(tune, _BARS):
        yield Heard(part)


def written(tunes: Sequence[Score]) -> str:
    """The file, from these real tunes."""
    tables = []
    for kind in ("continuation", "composition"):
        for name, found in ((REAL, means(kind, tunes)), (COMPOSED, means(kind, composed(COUNT)))):
            tables.append(
                "\n".join([f"[{kind}.{name}]", *(f"{measure} = {value}" for measure, value in found.items())])
            )
    return (
        "# Written by `python -m ssmr_bench.synthesis.composition.means TUNES`; not edited.\n\n"
        + "\n\n".join(tables)
        + "\n"
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_whole(_FILE, written(halves(load(Path(name)))[1]))
