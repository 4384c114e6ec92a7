from __future__ import annotations

from pathlib import Path

from ssmr_bench.synthesis.gallery import page
from ssmr_bench.synthesis.templates import names

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"


def test_the_page_is_what_make_docs_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_shows_every_template_and_forty_tunes() -> None:
    text = page()
    assert all(f"### {name}\n" in text for name in names())
    assert text.count("X:1\n") >= 40 + 2 * (len(names()) - 1)
