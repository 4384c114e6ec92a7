from __future__ import annotations

from pathlib import Path

from ssmr_bench.synthesis.gallery import page, sheets
from ssmr_bench.synthesis.templates import names

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"


def test_the_page_is_what_make_docs_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_its_pictures_are_what_make_docs_draws() -> None:
    drawn = sheets()
    assert {path.name for path in (PAGE.parent / "gallery").iterdir()} == set(drawn)
    for name, picture in drawn.items():
        assert (PAGE.parent / "gallery" / name).read_bytes() == picture, name


def test_the_page_shows_three_problems_of_every_template_with_their_pictures_and_forty_tunes() -> None:
    text = page()
    for name in names():
        assert f"### {name}\n" in text
        assert text.count(f"](gallery/{name}-") == 3
    assert text.count("X:1\n") >= 40 + 3 * (len(names()) - 1)
