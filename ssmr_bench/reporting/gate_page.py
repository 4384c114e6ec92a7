"""The gate's verdict as a page for a job's summary, as a table and as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ssmr_bench.reporting.comparison_page import points
from ssmr_bench.reporting.gate import Verdict
from ssmr_bench.reporting.grid import Grid, plain_markdown
from ssmr_bench.reporting.table import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.comparison import Difference
    from ssmr_bench.reporting.gate import Gate

_SIGNS = {Verdict.PASS: "✅", Verdict.REGRESSION: "❌", Verdict.INCONCLUSIVE: "❔"}


def headline(each: Gate) -> str:
    """The verdict on one line."""
    baseline, candidate = each.pairing.names
    return f"{each.verdict}: {candidate} against {baseline}: {each.reason}"


def figures(each: Gate) -> Grid:
    """The accuracies and their difference, over all and by category."""
    n, items = each.whole.counts.n, len(each.whole.counts.sizes)
    asked = f"{n} items" if n == items else f"{n} answers to {items} items"
    title = f"{each.pairing.second.setting.task}, {asked}; differences in points"
    columns = ("", "n", "baseline", "candidate", "difference", "95 % interval", "lost", "gained")
    parts = {"all": each.whole, **each.parts}
    return Grid(title, columns, tuple((name, *_cells(part)) for name, part in parts.items()))


def power(each: Gate) -> str:
    """What could have been seen."""
    return (
        f"With these items, a true drop of {100 * each.detectable:.1f} points or more would be shown in 4 of 5 cases."
    )


def page(each: Gate) -> str:
    """The verdict as Markdown."""
    baseline, candidate = map(plain_markdown, each.pairing.names)
    seen = f"{power(each)} Categories are for information."
    notes = "".join(f"> The runs differ in {plain_markdown(said)}.\n\n" for said in each.pairing.differences)
    return (
        f"## {_SIGNS[each.verdict]} ssmr gate: {each.verdict}\n\n"
        f"**{candidate}** against **{baseline}**: {plain_markdown(each.reason)}.\n\n"
        f"{notes}{figures(each).markdown()}\n{seen}\n"
    )


def drop_text(part: Difference) -> str:
    """A difference in words."""
    (first, _), (second, _) = map(percent, part.accuracies)
    value, interval = points(part)
    return f"{first} to {second}: {value} points ({interval}), n = {part.counts.n}"


def as_json(gates: Sequence[Gate]) -> str:
    """All figures, shares from 0 to 1."""
    return json.dumps([_data(each) for each in gates], indent=2) + "\n"


def _data(each: Gate) -> dict[str, Any]:
    return {
        "verdict": each.verdict,
        "reason": each.reason,
        "baseline": str(each.pairing.first.folder),
        "candidate": str(each.pairing.second.folder),
        "max_drop": each.limit.max_drop,
        "alpha": each.limit.alpha,
        "p_of_more": each.p_of_more,
        "p_of_less": each.p_of_less,
        "detectable": each.detectable,
        "needed": each.needed if each.verdict is Verdict.INCONCLUSIVE else None,
        **_figures(each.whole),
        "categories": {name: _figures(part) for name, part in each.parts.items()},
        "differences": each.pairing.differences,
    }


def _figures(part: Difference) -> dict[str, Any]:
    return {
        "n": part.counts.n,
        "accuracies": [side.value for side in part.accuracies],
        "difference": part.value,
        "interval": part.interval,
        "lost": sum(part.counts.lost),
        "gained": sum(part.counts.gained),
    }


def _cells(part: Difference) -> tuple[str, ...]:
    counts = (str(sum(part.counts.lost)), str(sum(part.counts.gained)))
    return str(part.counts.n), *(percent(side)[0] for side in part.accuracies), *points(part), *counts
