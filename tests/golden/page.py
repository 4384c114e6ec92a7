"""The page docs/extraction.md, which `make docs` writes: how an answer is read, counted over the golden transcripts."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ssmr_bench.evaluation.judging.extraction import Rule
from ssmr_bench.files import write_whole
from tests.golden import transcripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD = (Path(__file__).parent / "page.md").read_text("utf-8")


def page() -> str:
    """The page; the same every time."""
    labelled = transcripts()
    rules = Counter(each.rule for each in labelled)
    outcomes = Counter(each.outcome for each in labelled)
    shapes = Counter(each.shape for each in labelled)
    tables = (
        _table("rule", ((f"`{rule}`", rules[rule]) for rule in get_args(Rule) if rule != "log_likelihood")),
        _table("outcome", sorted(outcomes.items())),
        _table("shape", sorted(shapes.items())),
    )
    return _HEAD.replace("TOTAL", str(len(labelled))) + "\n" + "\n".join(tables)


def _table(name: str, counts: Iterable[tuple[str, int]]) -> str:
    return "\n".join(_rows(name, counts)) + "\n"


def _rows(name: str, counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield f"| {name} | transcripts |"
    yield "|---|---:|"
    for label, count in counts:
        yield f"| {label} | {count} |"


if __name__ == "__main__":
    write_whole(Path(sys.argv[1]) / "extraction.md", page())
