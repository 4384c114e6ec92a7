"""What is drawn is what was measured: the marks of a chart, held against the figures by their places on the sheet."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from hashlib import sha256
from itertools import combinations, pairwise
from math import log10
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.reporting.charts.accuracy import Measured, accuracy
from ssmr_bench.reporting.charts.frontier import Priced, best_for_their_cost, frontier
from ssmr_bench.reporting.charts.gap import _BAND, Gap, gap
from ssmr_bench.reporting.charts.heatmap import Cells, color, heatmap, ink
from ssmr_bench.reporting.charts.levels import MOST, Leveled, levels
from ssmr_bench.reporting.charts.theme import LOOKS, Theme
from tests.reporting.charts.drawing import SVG, drawing, read

if TYPE_CHECKING:
    from ssmr_bench.reporting.charts.chart import Chart
    from tests.reporting.charts.drawing import Drawing, Text

EACH = 0.011
"""Figures are drawn to a hundredth of a percent, and 100 % take 400 pixels at most."""


def examples() -> dict[str, Chart]:
    """A small chart of each kind."""
    some = [("m-1", 900), ("m-2", 400), ("m-3", 1600), ("m-4", 0)]
    return {
        "accuracy": accuracy(
            [Measured(name, Accuracy(n, 1600), s) for name, n in some for s in ("text", "picture")], "T"
        ),
        "levels": levels(
            [Leveled(name, tuple((i, Accuracy(n // 5, 320)) for i in range(1, 6))) for name, n in some], "T"
        ),
        "gap": gap([Gap(name, Accuracy(n, 1600), Accuracy(n // 2, 1600), (-0.3, 0.1)) for name, n in some], "T"),
        "heatmap": heatmap([Cells(name, (("a", Accuracy(n, 1600)), ("b", Accuracy(1, 4)))) for name, n in some], "T"),
        "frontier": frontier(
            [Priced(name, 2.0**i, Accuracy(n, 1600)) for i, (name, n) in enumerate(some)], "T", "", "EUR"
        ),
    }


NAMES = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12)
COUNTED = st.integers(1, 2000).flatmap(lambda n: st.builds(Accuracy, st.integers(0, n), st.just(n)))


@given(st.dictionaries(NAMES, COUNTED, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_each_accuracy_stands_at_its_figure_the_best_first(measured: dict[str, Accuracy]) -> None:
    found = drawing(accuracy([Measured(name, each) for name, each in measured.items()], "T"))
    order = sorted(measured, key=lambda name: (-(measured[name].value or 0), name))
    assert [each.said.partition(":")[0] for each in sorted(found.marks, key=lambda mark: mark.y)] == order
    spans = {line.y: line for line in found.lines if line.stroke == LOOKS[0].color}
    for name, each in measured.items():
        mark = found.mark(f"{name}: ")
        low, high = each.interval or (0, 1)
        assert mark.x == pytest.approx(400 * (each.value or 0), abs=4 * EACH)
        assert [spans[mark.y].x, spans[mark.y].x2] == pytest.approx([400 * low, 400 * high], abs=4 * EACH)
        assert f"{100 * (each.value or 0):.1f}" in row(found, mark.y)
        assert f"({100 * low:.1f} to {100 * high:.1f})" in row(found, mark.y)
        assert name in row(found, mark.y)


def row(found: Drawing, y: float) -> list[str]:
    """The texts that stand at a height; those of a mark stand a little lower than it, by their base line."""
    return [each.text for each in found.texts if 0 <= each.y - y <= 5]


def test_a_point_that_counts_nothing_is_left_out() -> None:
    found = drawing(accuracy([Measured("a", Accuracy(0, 0)), Measured("b", Accuracy(1, 2))], "T"))
    assert [mark.said.partition(":")[0] for mark in found.marks] == ["b"]
    assert "a" not in found.words


@pytest.mark.parametrize("points", [[], [Measured("a", Accuracy(0, 0))]])
def test_nothing_to_draw_is_said(points: list[Measured]) -> None:
    with pytest.raises(ConfigError, match="no accuracy to draw in 'T'"):
        accuracy(points, "T")
    with pytest.raises(ConfigError, match="no accuracy to draw in 'T'"):
        levels([Leveled(p.name, ((1, p.accuracy),)) for p in points], "T")
    with pytest.raises(ConfigError, match="none of these runs has a known cost"):
        frontier([Priced(p.name, 1.0, p.accuracy) for p in points], "T")
    with pytest.raises(ConfigError, match="no pair of text and picture"):
        gap([Gap(p.name, p.accuracy, p.accuracy) for p in points], "T")
    with pytest.raises(ConfigError, match="no accuracy to draw"):
        heatmap([Cells(p.name, ()) for p in points], "T")


def test_text_and_picture_differ_by_shape_and_colour_and_are_named() -> None:
    one = [
        Measured("a", Accuracy(8, 10), "text"),
        Measured("a", Accuracy(5, 10), "picture"),
        Measured("b", Accuracy(1, 10), "text"),
    ]
    found = drawing(accuracy(one, "T"))
    text, picture, alone = (found.mark(start) for start in ("a, text", "a, picture", "b, text"))
    assert text.fill != picture.fill
    assert text.outline[:5] != picture.outline[:5]
    assert alone.fill == text.fill
    assert {"text", "picture"} <= set(found.words)
    assert 10 < picture.y - text.y < 30
    label = next(each for each in found.texts if each.text == "b")
    assert label.y == pytest.approx(alone.y, abs=5), "a single point stands on its row's line"


def test_chance_is_marked_unless_a_guess_is_worth_nothing() -> None:
    points = [Measured("a", Accuracy(8, 10))]
    (line,) = (each for each in drawing(accuracy(points, "T")).lines if each.dashed)
    assert line.x == line.x2 == 100
    assert not [each for each in drawing(accuracy(points, "T", chance=None)).lines if each.dashed]


@pytest.mark.parametrize("size", [1, 2, 40, 120])
def test_many_runs_are_readable(size: int) -> None:
    found = drawing(
        accuracy([Measured(f"organisation/model-{i:03}-instruct", Accuracy(i, 200)) for i in range(size)], "T")
    )
    assert sum("organisation" in each for each in found.words) == size
    apart(found)
    within(found)


def apart(found: Drawing) -> None:
    """No text covers another."""
    for first, second in combinations([text for text in found.texts if text.text], 2):
        assert not _shared(first, second), (first, second)


def _shared(first: Text, second: Text) -> bool:
    a, b = first.box, second.box
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


def within(found: Drawing) -> None:
    """No text is cut off by the sheet's edge."""
    left, top, right, bottom = found.edges
    for text in found.texts:
        a = text.box
        assert left <= a[0] <= a[2] <= right, text
        assert top <= a[1] <= a[3] <= bottom, text


@pytest.mark.parametrize("kind", ["accuracy", "levels", "gap", "heatmap", "frontier"])
def test_no_text_covers_another_or_leaves_the_sheet(kind: str) -> None:
    found = drawing(examples()[kind])
    within(found)
    apart(found)


def test_levels_stand_at_their_figures_and_a_gap_parts_the_line() -> None:
    shown = (
        (1, Accuracy(40, 40)),
        (2, Accuracy(0, 40)),
        (3, Accuracy(0, 0)),
        (4, Accuracy(10, 40)),
        (5, Accuracy(20, 40)),
    )
    found = drawing(levels([Leveled("a", shown)], "T"))
    heights = {each.said.partition(":")[0]: each.y for each in found.marks}
    assert heights == {
        "a, level 1": 0,
        "a, level 2": 340,
        "a, level 4": pytest.approx(0.75 * 340),
        "a, level 5": pytest.approx(170),
    }
    assert [path.get("d", "").count("L") for path in found.paths] == [1, 1]
    assert {"1", "2", "4", "5"} <= set(found.words)


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    runs = [Leveled(f"m{i}", ((1, Accuracy(i, 40)), (2, Accuracy(i, 30)))) for i in range(MOST + 1)]
    found = drawing(levels(runs[:MOST], "T"))
    looks = {(mark.fill, mark.outline) for mark in found.marks}
    assert len(looks) == MOST
    assert len({mark.x for mark in found.marks}) == 2 * MOST, "equal ones stand beside each other"
    with pytest.raises(ConfigError, match="9 lines by level can't be told apart; name 8 runs at most"):
        levels(runs, "T")


def test_more_series_than_looks_are_refused() -> None:
    points = [Measured("m", Accuracy(i, 40), f"task {i}") for i in range(len(LOOKS) + 1)]
    assert len({(mark.fill, mark.outline) for mark in drawing(accuracy(points[:-1], "T")).marks}) == len(LOOKS)
    with pytest.raises(ConfigError, match="9 series can't be told apart; name 8 at most"):
        accuracy(points, "T")


def test_gaps_are_sorted_and_say_their_difference() -> None:
    gaps = [
        Gap("much", Accuracy(90, 100), Accuracy(40, 100), (-0.6, -0.4), Accuracy(26, 100)),
        Gap("none", Accuracy(50, 100), Accuracy(50, 100), (-0.1, 0.1)),
        Gap("gain", Accuracy(50, 100), Accuracy(60, 100)),
        Gap("lost", Accuracy(50, 100), Accuracy(0, 0)),
    ]
    found = drawing(gap(gaps, "T"))
    middle = sorted((mark for mark in found.marks if ", picture:" in mark.said), key=lambda mark: mark.y)
    assert [mark.said.partition(",")[0] for mark in middle] == ["gain", "none", "much"]
    assert {"+10.0"} <= set(row(found, middle[0].y))
    assert {"+0.0", "(-10.0 to +10.0)"} <= set(row(found, middle[1].y))
    assert {"-50.0", "(-60.0 to -40.0)"} <= set(row(found, middle[2].y))
    assert (found.mark("much, text").x, found.mark("much, picture").x) == (360, 160)
    assert found.mark("much, no music, text").x == 104
    assert sum("no music" in mark.said for mark in found.marks) == 1
    assert not any("no music" in word for word in drawing(gap(gaps[1:], "T")).words)


def test_a_gaps_intervals_lie_beside_each_other() -> None:
    half = Accuracy(50, 100)
    found = drawing(gap([Gap(name, half, half, None, half, half) for name in "ab"], "T"))
    heights = sorted(mark.y for mark in found.marks)
    assert len(heights) == 8
    assert all(below - above > _BAND for above, below in pairwise(heights))
    assert {"no music, text", "no music, picture"} <= set(found.words)


def test_a_cell_is_its_number_and_its_colour() -> None:
    table = [
        Cells("first", (("chord_root", Accuracy(40, 40)), ("scale_key", Accuracy(0, 40)))),
        Cells("second", (("scale_key", Accuracy(10, 19)), ("bar_lines", Accuracy(0, 0)))),
    ]
    found = drawing(heatmap(table, "T"))
    cells = {mark.said.partition(":")[0]: mark for mark in found.marks}
    assert {name: mark.fill for name, mark in cells.items()} == {
        "first, chord_root": "#fde725",
        "first, scale_key": "#440154",
        "second, scale_key": "",
        "second, bar_lines": "",
    }
    assert {"100", "0", "(53)", "-", "chord root", "scale key"} <= set(found.words)
    assert any("fewer than 20 answers" in each for each in found.words)
    assert not any("fewer" in each for each in drawing(heatmap(table[:1], "T")).words)


def test_every_number_in_a_cell_can_be_read() -> None:
    grounds = [color(Accuracy(i, 1000)) or "" for i in range(1001)]
    assert min(contrast(ink(ground), ground) for ground in grounds) >= 4.5
    light = [luminance(ground) for ground in grounds]
    assert all(a <= b + 0.001 for a, b in pairwise(light)), "more is lighter, for those who see no colours"


@given(st.lists(st.tuples(st.floats(0.001, 1000), COUNTED), min_size=1, max_size=15))
@settings(max_examples=25, deadline=None)
def test_each_point_stands_at_its_cost_and_the_line_is_above_all(measured: list[tuple[float, Accuracy]]) -> None:
    points = [Priced(f"m{i}", cost, each) for i, (cost, each) in enumerate(measured)]
    found = drawing(frontier(points, "T"))
    low, high = log10(min(p.cost for p in points)) - 0.15, log10(max(p.cost for p in points)) + 0.15
    for point in points:
        mark = found.mark(f"{point.name}: ")
        assert mark.x == pytest.approx(600 * (log10(point.cost) - low) / (high - low), abs=0.1)
        assert mark.y == pytest.approx(400 * (1 - (point.accuracy.value or 0)), abs=4 * EACH)
    best = best_for_their_cost(points)
    for point in points:
        matched = any(b.cost <= point.cost and (b.accuracy.value or 0) >= (point.accuracy.value or 0) for b in best)
        assert matched
        beaten = any(p.cost <= point.cost and (p.accuracy.value or 0) > (point.accuracy.value or 0) for p in points)
        assert not (point in best and beaten)
    within(found)


def test_names_beside_points_keep_apart_where_there_is_room() -> None:
    points = [Priced(f"model-{i:02}-instruct", 1.3**i, Accuracy((37 * i) % 90 + 5, 100)) for i in range(24)]
    apart(drawing(frontier(points, "T")))
    close = [Priced(f"model-{i}", 1.0 + i / 50, Accuracy(500 + 3 * i, 1000)) for i in range(5)]
    found = drawing(frontier([*close, Priced("far", 100.0, Accuracy(1, 10))], "T"))
    apart(found)


def test_what_costs_nothing_is_left_out_and_said() -> None:
    points = [
        Priced("free", 0.0, Accuracy(9, 10)),
        Priced("paid", 1.0, Accuracy(5, 10)),
        Priced("none", 1.0, Accuracy(0, 0)),
    ]
    found = drawing(frontier(points, "T", "N"))
    assert "N; 1 without a cost left out" in found.words
    assert [mark.said.partition(":")[0] for mark in found.marks] == ["paid"]
    assert "0.5 EUR for 1,000" in drawing(frontier([Priced("a", 0.5, Accuracy(1, 2))], "T", "", "EUR")).marks[0].said


def luminance(color: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(color[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted(map(luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#14181d"])
def test_every_series_can_be_seen_on_light_and_dark(ground: str) -> None:
    assert min(contrast(look.color, ground) for look in LOOKS) >= 3
    assert len({look.shape for look in LOOKS}) == len({look.color for look in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize("kind", ["accuracy", "levels", "gap", "heatmap", "frontier"])
def test_a_page_keeps_its_ink_and_a_paper_is_white(kind: str) -> None:
    chart = examples()[kind]
    page, paper = chart.svg(), chart.svg(Theme.PAPER)
    inks = {each.get(name) for each in read(page).root.iter() for name in ("fill", "stroke")}
    series = {look.color for look in LOOKS} | {"none", None}
    numbers = (
        {"#ffffff", "#000000", *(color(Accuracy(i, 1600)) for i in (0, 400, 900, 1600))} if kind == "heatmap" else set()
    )
    assert inks <= series | numbers | {"currentColor"}
    assert "currentColor" not in paper
    assert re.search(r'<rect [^>]*fill="#ffffff"', paper)
    assert not re.search(r" (id|class|style|href|xlink:href|on[a-z]+)=", page + paper)
    assert chart.png().startswith(b"\x89PNG")


def test_a_chart_says_what_it_is() -> None:
    for kind, chart in examples().items():
        root = read(chart.svg()).root
        assert root.get("role") == "graphics-document"
        assert (root.get("aria-label") or "").startswith("T. "), kind
        told = [each for each in root.iter() if each.get("role") in ("graphics-document", "graphics-symbol")]
        assert all(each.get("aria-label") for each in told)


def test_a_picture_is_twice_as_large() -> None:
    from io import BytesIO

    from PIL import Image

    chart = examples()["gap"]
    left, top, right, bottom = drawing(chart).edges
    assert Image.open(BytesIO(chart.png())).size == (2 * (right - left), 2 * (bottom - top))


def test_other_fonts_move_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {kind: chart.svg() for kind, chart in examples().items()}
    config = Theme.config
    monkeypatch.setattr(Theme, "config", lambda theme: config(theme) | {"font": "Courier New"})
    assert {kind: chart.svg() for kind, chart in examples().items()} == before


def test_another_process_draws_the_same() -> None:
    code = (
        "import hashlib\nfrom tests.reporting.charts.test_charts import examples\n"
        "drawn = [chart.svg().encode() + chart.png() for chart in examples().values()]\n"
        "print(*(hashlib.sha256(each).hexdigest() for each in drawn))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = [sha256(chart.svg().encode() + chart.png()).hexdigest() for chart in examples().values()]
    assert ran.stdout.split() == here


def test_nothing_is_left_of_vegas_own() -> None:
    for chart in examples().values():
        root = read(chart.svg()).root
        assert {each.tag for each in root.iter()} <= {
            f"{SVG}{tag}" for tag in ("svg", "g", "path", "line", "text", "rect")
        }
