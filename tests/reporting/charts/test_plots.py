"""The pictures in docs/plots.md and docs/gate.md are what is drawn of their runs."""

from __future__ import annotations

from pathlib import Path

from tests.reporting.charts.drawing import drawing
from tests.reporting.charts.plots import charts
from tests.reporting.charts.test_charts import apart, within

DOCS = Path(__file__).parents[3] / "docs"


def test_the_pictures_in_the_docs_are_what_is_drawn(tmp_path: Path) -> None:
    drawn = charts(tmp_path)
    verdicts = [mark.said.partition("; ")[2] for mark in drawing(drawn["gate/ladder.png"]).marks]
    assert [verdict.partition(",")[0] for verdict in verdicts[-2:]] == ["inconclusive", "regression"]
    for place, chart in drawn.items():
        shown = drawing(chart)
        within(shown)
        if not place.endswith("frontier.png"):
            apart(shown)
        assert (DOCS / place).read_bytes() == chart.png(), f"{place}: make docs"
    assert {path.name for path in (DOCS / "plots").iterdir()} == {
        Path(place).name for place in drawn if "plots" in place
    }


def test_the_page_shows_each_of_them() -> None:
    page = (DOCS / "plots.md").read_text("utf-8")
    for kind in ("accuracy", "gap", "levels", "heatmap", "frontier"):
        assert f"](plots/{kind}.png)" in page
    assert "](gate/ladder.png)" in page
