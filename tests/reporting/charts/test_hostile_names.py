"""Names of models are other people's texts: shown as they are, never evaluated, and never in the way of others."""

from __future__ import annotations

import re

import pytest

from ssmr_bench.evaluation.accuracy import Accuracy
from ssmr_bench.reporting.charts.accuracy import Measured, accuracy
from ssmr_bench.reporting.charts.frontier import Priced, frontier
from ssmr_bench.reporting.charts.gap import Gap, gap
from ssmr_bench.reporting.charts.heatmap import Cells, heatmap
from ssmr_bench.reporting.charts.levels import Leveled, levels
from ssmr_bench.reporting.charts.theme import Theme
from tests.reporting.charts.drawing import SVG, TAGS, read
from tests.reporting.charts.test_charts import within

HALF = Accuracy(20, 40)
CHARTS = {
    "accuracy": lambda name: accuracy([Measured(name, HALF, name), Measured("b", HALF)], name, name),
    "levels": lambda name: levels([Leveled(name, ((1, HALF), (2, HALF))), Leveled("b", ((1, HALF),))], name, name),
    "gap": lambda name: gap([Gap(name, HALF, HALF, (-0.1, 0.1), HALF), Gap("b", HALF, HALF)], name, name),
    "heatmap": lambda name: heatmap([Cells(name, ((name, HALF), ("b", HALF)))], name, name),
    "frontier": lambda name: frontier([Priced(name, 1.0, HALF, name), Priced("b", 2.0, HALF)], name, name, name),
}
ESCAPED = {
    "right-to-left override": ("a\u202egnp.exe", r"a\u202egnp.exe"),
    "isolates": ("\u2067a\u2069", r"\u2067a\u2069"),
    "control characters": ("a\x00\x1b[31m\x07\n\r\tb", r"a\x00\x1b[31m\x07\n\r\tb"),
    "lone surrogates": ("a\ud800b\udfff", r"a\ud800b\udfff"),
    "no characters": ("\ufffe\uffff", r"\ufffe\uffff"),
    "zero width": ("a\u200bb", r"a\u200bb"),
}
AS_THEY_ARE = (
    "<script>alert(1)</script>",
    "</svg><img src=x>",
    "</text></svg>",
    "a\"b'c`d",
    "&lt;b&gt;",
    "<![CDATA[x]]>",
    "<!--x-->",
    "datum.x",
    "javascript:alert(1)",
    "https://a.example",
    "{signal: width}",
    "data:text/html,x",
    "'+datum.y+'",
    "null",
    "NaN",
    "1e5",
    "2024-01-01",
    "true",
    "__proto__",
    "constructor",
    "#{x}",
    "%s",
    "😀 🎼",
    "模型",
    "نموذج",
)


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_a_name_is_text_and_nothing_else(kind: str, name: str) -> None:
    svg = CHARTS[kind](name).svg()
    harmless(svg)
    said = name.replace("_", " ").split() if kind == "heatmap" else name.split()
    assert all(any(word in text for text in read(svg).words) for word in said)
    assert name in read(svg).words
    assert any(name in mark.said for mark in read(svg).marks)


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("name", ESCAPED)
def test_what_is_no_letter_is_written_out(kind: str, name: str) -> None:
    given, said = ESCAPED[name]
    svg = CHARTS[kind](given).svg()
    harmless(svg)
    assert said in read(svg).words
    assert any(said in mark.said for mark in read(svg).marks)
    assert CHARTS[kind](given).png().startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize(
    "name", ["x" * 200, "W" * 10_000, "word " * 50, "\u0301" * 500, "a" + "\u0335" * 300, "模" * 300]
)
def test_a_long_name_is_shortened(kind: str, name: str) -> None:
    svg = CHARTS[kind](name).svg()
    harmless(svg)
    within(read(svg))
    assert all(len(word) < 150 for word in read(svg).words)


def test_names_that_are_shortened_alike_keep_rows_of_their_own() -> None:
    names = ["x" * 200 + str(i) + "y" * 200 for i in range(3)]
    found = read(accuracy([Measured(name, Accuracy(i, 10)) for i, name in enumerate(names)], "T").svg())
    assert len({mark.y for mark in found.marks}) == 3


def harmless(svg: str) -> None:
    """Passes where an SVG is well-formed and consists of shapes and texts, without links, identifiers and handlers."""
    svg.encode()
    root = read(svg).root
    assert {each.tag for each in root.iter()} <= {f"{SVG}{tag}" for tag in TAGS}
    named = {attribute for each in root.iter() for attribute in each.attrib}
    assert not {name for name in named if re.search(r"^on|href|^id$|class|style|src", name)}
    values = {each.get(name) or "" for each in root.iter() for name in ("fill", "stroke", "transform", "d")}
    assert not {value for value in values if "url" in value or "script" in value}


def test_both_themes_are_harmless() -> None:
    harmless(CHARTS["accuracy"]("</svg><script>").svg(Theme.PAPER))
