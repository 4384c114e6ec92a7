from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.evaluation.prices import Price
from ssmr_bench.reporting.leaderboard import leaderboard, write
from tests.reporting.boards import answers, put
from tests.reporting.browser import opened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

    from tests.reporting.browser import Opened

HOSTILE = '<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202e" onmouseover=alert(3) '
PRICE = Price(input=2.0, output=10.0, cached_input=0.5, currency="USD", date="2026-01-31")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of six rows that were asked everything, and two that were asked a part."""
    out: Path = tmp_path_factory.mktemp("board")
    results = out / "results"
    put(results, answers("a", 0.95), "model-2", PRICE)
    put(results, answers("av", 0.3), "model-2", PRICE, task="ssmr_visual")
    put(results, answers("as", 0.28), "model-2", task="ssmr_visual_scan")
    put(results, answers("af", 0.25), "model-2", prompt="no_music")
    put(results, answers("b", 0.7), "model-10", Price(20, 100, 1, "USD", "2026-01-31"))
    put(results, answers("bv", 0.6), "model-10", task="ssmr_visual")
    put(results, answers("bc", 0.72), "model-10", prompt="cot")
    put(results, answers("c", 0.4), "zeta")
    put(results, answers("cv", 0.6), "zeta", task="ssmr_visual")
    folder = put(results, answers("h", 0.5), "hostile", endpoint=HOSTILE, model_id=HOSTILE)
    summary = (folder / "result.json").read_text()
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    (folder / "result.json").write_text(summary.replace('"model": "hostile"', f'"model": "{quoted}"'))
    for name in ("small", "smaller"):
        put(results, answers(name, 0.4, 80), name, subset="smoke", variant="subset=smoke")
    write(leaderboard([results], lambda _: ()), out / "site")
    return out / "site" / "index.html"


@pytest.fixture(autouse=True)
def _impatient(tab: Opened) -> None:
    tab.page.set_default_timeout(5000)


def shown(tab: Opened, column: str = "model", section: int = 0) -> list[str]:
    """What the cells of a column say, of the rows that are to be seen."""
    rows = tab.page.locator(".ranking").nth(section).locator("tbody tr:not([hidden])")
    return [
        text.strip()
        for text in rows.locator(f'[data-column="{column}"] > :is(bdi, a)').all_inner_texts()
        if text.strip()
    ]


def head(tab: Opened, name: str) -> Locator:
    return tab.page.locator(".ranking").first.get_by_role("button", name=name, exact=True)


def numbers(tab: Opened, column: str) -> list[float]:
    return [float(text.replace(",", "")) for text in shown(tab, column)]


def test_the_page_is_whole_without_its_script(browser: Browser, index: Path) -> None:
    with opened(browser, java_script_enabled=False) as tab:
        tab.go(index)
        assert len(tab.page.locator(".ranking tbody tr").all()) == 8
        assert tab.page.get_by_role("columnheader", name="Text: scale key %").first.is_visible()
        assert tab.page.locator("#choose").is_hidden()
        assert tab.page.locator(".ranking svg").first.is_visible()
        assert not tab.strays


def test_a_column_sorts_by_size_both_ways_and_says_so(tab: Opened, index: Path) -> None:
    tab.go(index)
    heading = tab.page.locator('.ranking th[data-column="text-accuracy"]').first
    assert heading.get_attribute("aria-sort") is None
    head(tab, "Text %").click()
    assert numbers(tab, "text-accuracy") == sorted(numbers(tab, "text-accuracy"), reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    head(tab, "Text %").click()
    assert numbers(tab, "text-accuracy") == sorted(numbers(tab, "text-accuracy"))
    assert heading.get_attribute("aria-sort") == "ascending"
    assert tab.page.locator("[aria-sort]").count() == tab.page.locator(".ranking").count()  # one a table
    assert "sorted by Text %, ascending" in tab.page.get_by_role("status").inner_text()
    head(tab, "Gap, points").click()  # signs are part of numbers, and a hyphen is one
    assert numbers(tab, "gap") == sorted(numbers(tab, "gap"), reverse=True)
    assert numbers(tab, "gap")[0] > 0 > numbers(tab, "gap")[1] > numbers(tab, "gap")[2]
    assert not tab.strays


def test_words_sort_as_people_do_and_empty_cells_stay_last(tab: Opened, index: Path) -> None:
    tab.go(index)
    head(tab, "Model").click()
    names = [name for name in shown(tab) if name.startswith(("model", "zeta"))]
    assert names[::4] == ["model-10", "zeta"] or names == [*["model-2"] * 2, *["model-10"] * 2, "zeta"]
    for _ in range(2):
        head(tab, "Picture rank").click()
        rows = tab.page.locator(".ranking").first.locator("tbody tr")
        filled = [bool(text.strip()) for text in rows.locator('[data-column="picture-rank"]').all_inner_texts()]
        assert filled == sorted(filled, reverse=True)
        assert any(filled)
        assert not all(filled)


def test_sorting_is_stable(tab: Opened, index: Path) -> None:
    tab.go(index)
    before = tab.page.locator(".ranking").first.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    assert before == re.findall('<tr id="([^"]+)"', index.read_text().partition("</section>")[0])
    head(tab, "Prompt").click()
    rows = tab.page.locator(".ranking").first.locator("tbody tr")
    after: Sequence[tuple[str, str]] = rows.evaluate_all("rows => rows.map(row => [row.dataset.prompt, row.id])")
    for prompt in ("cot", "no_music", "paper"):
        same = [key for asked, key in after if asked == prompt]
        assert same == [key for key in before if key in same]
    assert [asked for asked, _ in after] == sorted(asked for asked, _ in after)


def test_filters_and_search_leave_what_fits(tab: Opened, index: Path) -> None:
    tab.go(index)
    status = tab.page.get_by_role("status")
    assert status.inner_text() == "8 of 8 rows shown"
    tab.page.locator("#controls [name=prompt]").select_option("cot")
    assert shown(tab) == ["model-10"]
    assert status.inner_text() == "1 of 8 rows shown"
    assert tab.page.locator(".ranking").nth(1).is_hidden()
    tab.page.get_by_role("button", name="Clear").click()
    assert status.inner_text() == "8 of 8 rows shown"
    tab.page.locator("#controls [name=q]").fill("MODEL-1 paper")
    assert shown(tab) == ["model-10"]
    tab.page.locator("#controls [name=q]").fill("no such thing")
    assert status.inner_text() == "0 of 8 rows shown"
    tab.page.get_by_role("button", name="Clear").click()
    tab.page.locator("#controls [name=model]").select_option("zeta")
    assert shown(tab) == ["zeta"]
    tab.page.get_by_role("button", name="Clear").click()
    tab.page.locator("#controls [name=group]").select_option(index=2)
    assert tab.page.locator(".ranking:not([hidden]) h2").all_inner_texts() == [
        "Split test 1.0 (450d3360), subset smoke, scorer 7"
    ]
    assert status.inner_text() == "2 of 8 rows shown"
    assert not tab.strays


def test_columns_come_and_go(tab: Opened, index: Path) -> None:
    tab.go(index)
    table = tab.page.locator(".ranking table").first
    assert table.get_by_role("columnheader", name="Picture %", exact=True).is_visible()
    tab.page.locator("#controls [name=part]").select_option("text")
    assert table.get_by_role("columnheader", name="Picture %", exact=True).is_hidden()
    assert table.get_by_role("columnheader", name="Text %", exact=True).is_visible()
    assert table.locator('td[data-column="picture-accuracy"]').first.is_hidden()
    assert table.get_by_role("columnheader", name="Text: scale key %").is_hidden()
    tab.page.locator("#controls [value=template]").check()
    assert table.get_by_role("columnheader", name="Text: scale key %").is_visible()
    assert table.locator('td[data-column="text-template-scale_key"]').first.is_visible()
    tab.page.locator("#controls [value=looks]").check()
    assert table.get_by_role("columnheader", name="Scan %").is_hidden()  # no text
    tab.page.locator("#controls [name=part]").select_option("")
    assert table.get_by_role("columnheader", name="Scan %").is_visible()
    tab.page.locator("#controls [value=looks]").uncheck()
    assert table.get_by_role("columnheader", name="Scan %").is_hidden()
    for row in table.locator("tr").all():  # no cell without its head
        assert row.locator(":scope > :not([hidden])").count() == table.locator("thead th:not([hidden])").count()


def test_the_address_holds_the_state(tab: Opened, browser: Browser, index: Path) -> None:
    tab.go(index)
    tab.page.locator("#controls [name=q]").fill("model")
    tab.page.locator("#controls [value=tokens]").check()
    head(tab, "Text cost of 1,000").click()
    wanted = shown(tab)
    assert numbers(tab, "text-cost") == sorted(numbers(tab, "text-cost"))
    with opened(browser) as other:
        other.page.goto(tab.page.url)
        assert shown(other) == wanted
        assert other.page.locator("#controls [name=q]").input_value() == "model"
        assert other.page.locator("#controls [value=tokens]").is_checked()
        assert other.page.locator('th[aria-sort="ascending"]').first.inner_text() == "Text cost of 1,000"


def test_a_link_leads_to_a_row(tab: Opened, index: Path) -> None:
    tab.page.set_viewport_size({"width": 800, "height": 300})
    tab.go(index)
    key = tab.page.locator('tr[data-model="zeta"]').get_attribute("id")
    tab.page.goto("about:blank")
    tab.go(index, f"#{key}")
    tab.page.wait_for_function("document.activeElement.closest('tr')")
    row = tab.page.locator(f"#{key}".replace(".", "\\."))
    assert "linked" in (row.get_attribute("class") or "")
    top = row.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < 300
    assert tab.page.evaluate("document.activeElement.closest('tr').id") == key
    assert tab.page.locator(".linked").count() == 1
    tab.page.get_by_role("link", name="model-10").first.click()
    assert "row=model-10" in tab.page.url
    tab.go(index, "#row=%3Cnothing&sort=zzz:descending&columns=zzz&part=%22")
    assert not tab.strays


def test_the_keyboard_is_enough(tab: Opened, index: Path) -> None:
    tab.go(index)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    tab.page.keyboard.press("Enter")
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.closest('th')?.dataset.column") == "text-accuracy":
            break
    tab.page.keyboard.press("Enter")
    assert tab.page.locator('th[data-column="text-accuracy"]').first.get_attribute("aria-sort") == "descending"
    tab.page.keyboard.press(" ")
    assert tab.page.locator('th[data-column="text-accuracy"]').first.get_attribute("aria-sort") == "ascending"
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_dark_and_light_follow_the_system_until_the_button_is_pressed(browser: Browser, index: Path) -> None:
    with opened(browser, color_scheme="dark") as tab:
        tab.go(index)
        ground = "getComputedStyle(document.body).backgroundColor"
        assert tab.page.evaluate(ground) == "rgb(20, 24, 29)"
        tab.page.get_by_role("button", name="Show the page light").click()
        assert tab.page.evaluate(ground) == "rgb(255, 255, 255)"
        tab.page.reload()
        assert tab.page.evaluate(ground) == "rgb(255, 255, 255)"


def test_a_phone_scrolls_the_table_and_not_the_page(browser: Browser, index: Path) -> None:
    with opened(browser, viewport={"width": 360, "height": 740}) as tab:
        tab.go(index)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 360
        table = tab.page.locator(".ranking .scrolled").first
        name = tab.page.locator('.ranking tbody th[data-column="model"]').first
        before, _ = name.bounding_box(), table.evaluate("box => { box.scrollLeft = 200; }")
        after = name.bounding_box()
        assert table.evaluate("box => box.scrollLeft") == 200
        assert before is not None
        assert after is not None
        assert before["x"] == after["x"]
        assert tab.page.locator("#controls").is_hidden()  # folded away
        assert tab.violations() == []


def test_print_leaves_the_controls_out(tab: Opened, index: Path) -> None:
    tab.go(index)
    tab.page.emulate_media(media="print", color_scheme="dark")
    assert tab.page.locator("#choose").is_hidden()
    assert tab.page.get_by_text("Text %", exact=True).first.is_visible()
    assert len(shown(tab)) == 6
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, index: Path, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as tab:
        tab.go(index)
        if scheme == "dark":  # and with all that can be shown
            for box in tab.page.locator("#controls [type=checkbox]").all():
                box.check()
            tab.page.locator(".how summary").click()
            head(tab, "Text %").click()
        assert tab.violations() == []
        assert not tab.strays


def test_tables_name_their_parts_for_screen_readers(tab: Opened, index: Path) -> None:
    tab.go(index)
    table = tab.page.locator(".ranking table").first
    assert table.locator("caption").is_visible()
    assert table.locator("caption").inner_text().startswith("6 rows over 200 items, with 95 % intervals.")
    assert table.locator("thead th:not([scope=col])").count() == 0
    assert table.locator("tbody tr > :first-child:not(th[scope=row])").count() == 0
    assert tab.page.get_by_role("status").count() == 1


def test_names_run_nothing_and_no_request_leaves(tab: Opened, index: Path) -> None:
    tab.go(index)
    for box in tab.page.locator("#controls [type=checkbox]").all():
        box.check()
    row = tab.page.locator("tr", has_text="onerror").first
    row.hover()
    tab.page.locator("#controls [name=model]").select_option(index=1)
    tab.page.locator("#controls [name=q]").fill("<img")
    assert len(shown(tab)) == 1
    assert "\\u202e" in shown(tab)[0]
    assert tab.page.locator("img, iframe, object, embed").count() == 0
    assert tab.ran == []
    assert not tab.strays
    source = index.read_text()
    assert source.count("<script") == 2  # the one that runs, and the names of columns
    assert " onerror=" not in source.replace("src=x onerror=alert(1)&gt;", "")
    assert 'style="' not in source


def test_files_lie_beside_the_page(tab: Opened, index: Path) -> None:
    tab.go(index)
    links = tab.page.locator(".files a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links == ["leaderboard.csv", "scores.csv", "reported.csv", "leaderboard.md"]
    assert all((index.parent / link).is_file() for link in links)


def test_charts_and_the_word_in_their_place(tab: Opened, index: Path) -> None:
    tab.go(index)
    whole, part = tab.page.locator(".ranking").all()
    assert whole.locator("figure").count() == 4  # accuracies, templates of text and of pictures, cost
    assert part.locator("figure").count() == 2
    assert part.get_by_text("No accuracy over cost: the prices of none of these runs are known.").is_visible()
    assert tab.page.locator("figure svg text", has_text="onerror").count() > 0
