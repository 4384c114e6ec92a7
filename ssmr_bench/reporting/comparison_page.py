"""A comparison as tables, as a page and as data, and what flipped item by item."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from ssmr_bench.reporting.grid import Grid, plain_markdown
from ssmr_bench.reporting.pairing import Pair, names
from ssmr_bench.reporting.table import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.reporting.comparison import Comparison, Difference

COLUMNS = (
    "first", "second", "id", "order", "repeat", "template", "category", "level", "key", "first_letter", "second_letter",
    "first_outcome", "second_outcome", "change",
)  # fmt: skip


def grids(comparisons: Sequence[Comparison]) -> list[Grid]:
    """The runs, their differences, and these by category and level."""
    runs = list({id(run): run for each in comparisons for run in (each.pairing.first, each.pairing.second)}.values())
    called = dict(zip(map(id, runs), names(runs), strict=True))
    titles = [f"{called[id(each.pairing.second)]} - {called[id(each.pairing.first)]}" for each in comparisons]
    accuracies = tuple((called[id(run)], str(len(run.rows)), str(run.failed), *percent(run.accuracy)) for run in runs)
    p_value = "p" if len(comparisons) == 1 else "p (Holm)"
    return [
        Grid("Accuracy", ("run", "rows", "failed", "accuracy", "95 % interval"), accuracies),
        Grid(
            "Difference in points",
            ("second - first", "difference", "95 % interval", "lost", "gained", p_value),
            tuple(_line(title, each) for title, each in zip(titles, comparisons, strict=True)),
        ),
        *(_parts(title, each) for title, each in zip(titles, comparisons, strict=True)),
    ]


def verdicts(comparisons: Sequence[Comparison]) -> list[str]:
    """A line for each comparison."""
    return [f"{' against '.join(reversed(each.pairing.names))}: {each.verdict}" for each in comparisons]


def warnings(comparisons: Sequence[Comparison]) -> list[str]:
    """What a reader must know of the runs before the figures."""
    said = []
    for each in comparisons:
        pairing = each.pairing
        pair = " and ".join(pairing.names)
        if pairing.failed:
            said.append(
                f"{pairing.failed} questions are LEFT OUT of {pair}, for one of the two got no answer; "
                "run ssmr-eval again, which asks only these"
            )
        if pairing.alone:
            said.append(f"{pairing.alone} questions are LEFT OUT of {pair}, for only one of the two was asked")
        said.extend(f"{pair} differ in {difference}" for difference in pairing.differences)
    return said


def page(comparisons: Sequence[Comparison], shown: int) -> str:
    """The comparison as Markdown, with so many of the items that flipped."""
    notes = "".join(f"> **{plain_markdown(each)}**\n\n" for each in warnings(comparisons))
    said = "".join(f"- {plain_markdown(line)}\n" for line in verdicts(comparisons))
    tables = "\n".join(grid.markdown() for grid in (*grids(comparisons), *flip_grids(comparisons, shown)))
    return f"## Comparison\n\n{notes}{said}\n{tables}"


def flip_grids(comparisons: Sequence[Comparison], shown: int) -> list[Grid]:
    """Of each comparison the first items that one model had right and the other had not."""
    made = []
    for each in comparisons if shown else ():
        rows = [row for row in flips([each]) if row]
        title = f"{' against '.join(each.pairing.names)}: {len(rows)} items flipped"
        if len(rows) > shown:
            title += f", the first {shown}"
        cells = tuple(
            (row["id"], row["template"], str(row["level"]), row["key"], *_said(row), row["change"])
            for row in rows[:shown]
        )
        made.append(Grid(title, ("id", "template", "level", "key", "first", "second", "change"), cells, 2, remark=True))
    return made


def _said(row: dict[str, Any]) -> tuple[str, str]:
    """What each of the two said, or why it said nothing."""
    return tuple(row[f"{side}_letter"] or row[f"{side}_outcome"] for side in ("first", "second"))


def flips(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    """A record for each item that one model had right and the other had not; the columns are `COLUMNS`."""
    return [
        dict(zip(COLUMNS, (*each.pairing.names, *_record(pair)), strict=True))
        for each in comparisons
        for pair in each.pairing.pairs
        if pair.flipped
    ]


def _record(pair: Pair) -> tuple[object, ...]:
    a, b = pair.first, pair.second
    asked = (a.id, a.order, a.repeat, a.template, a.category, a.level, a.key)
    change = "gained" if Pair.right(b) else "lost"
    return *asked, a.letter, b.letter, a.outcome.value, b.outcome.value, change


def flips_csv(comparisons: Sequence[Comparison]) -> str:
    """The flipped items as CSV."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(flips(comparisons))
    return out.getvalue()


def flips_json(comparisons: Sequence[Comparison]) -> str:
    """The flipped items as JSON."""
    return json.dumps(flips(comparisons), indent=2) + "\n"


def as_json(comparisons: Sequence[Comparison]) -> str:
    """All figures, shares from 0 to 1, and the flipped items."""
    return json.dumps([_data(each) for each in comparisons], indent=2) + "\n"


def _data(each: Comparison) -> dict[str, Any]:
    pairing = each.pairing
    return {
        "first": str(pairing.first.folder),
        "second": str(pairing.second.folder),
        "standing": each.standing,
        "verdict": each.verdict,
        **_figures(each.whole),
        "bootstrap_interval": each.bootstrap,
        "p_value": each.p_value,
        "p_holm": each.adjusted,
        "detectable": each.detectable,
        "failed": pairing.failed,
        "alone": pairing.alone,
        "differences": pairing.differences,
        "parts": [{"kind": kind, "name": name, **_figures(part)} for (kind, name), part in each.parts.items()],
        "flips": flips([each]),
    }


def _figures(part: Difference) -> dict[str, Any]:
    first, second = part.accuracies
    return {
        "n": part.counts.n,
        "clusters": len(part.counts.sizes),
        "design_effect": part.counts.design_effect,
        "accuracies": [first.value, second.value],
        "intervals": [first.interval, second.interval],
        "difference": part.value,
        "interval": part.interval,
        "lost": sum(part.counts.lost),
        "gained": sum(part.counts.gained),
    }


def _line(title: str, each: Comparison) -> tuple[str, ...]:
    return (
        *(title, *points(each.whole), str(sum(each.whole.counts.lost)), str(sum(each.whole.counts.gained))),
        p_text(each.adjusted),
    )


def _parts(title: str, each: Comparison) -> Grid:
    rows = tuple(
        (kind, name, str(part.counts.n), *(percent(side)[0] for side in part.accuracies), *points(part))
        for (kind, name), part in each.parts.items()
    )
    columns = ("", "", "n", "first", "second", "difference", "95 % interval")
    return Grid(f"{title}: by category and level, for information", columns, rows, 2)


def points(part: Difference) -> tuple[str, str]:
    """A difference and its interval, in percentage points."""
    low, high = part.interval
    return f"{100 * part.value:+.1f}", f"{100 * low:+.1f} to {100 * high:+.1f}"


def p_text(p_value: float) -> str:
    """A p-value as people write it."""
    return "< 0.001" if p_value < 0.001 else f"{p_value:.3f}"
