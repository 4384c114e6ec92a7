"""`ssmr report` in a real browser."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.metadata import metadata_of
from ssmr_bench.evaluation.problems.item import ProblemItem, style_of
from tests.reporting.browser import Opened, opened
from tests.reporting.hostile import LONG, TEXTS
from tests.reporting.reports import PROBLEMS, page, run, said

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model over two tasks: every third right in text, every fourth in pictures; some went otherwise."""
    folder = tmp_path_factory.mktemp("one")
    text: list[Completion | Failure] = [*said([i % 3 == 0 for i in range(60)])]
    text[1:5] = [
        Completion("", "stop"),
        Completion("I could not say", "stop"),
        Completion("Well, let me", "length"),
        Failure("the server was away"),
    ]
    text[6] = Completion("The answer is A", "stop", "first I count the lines")
    seen = said([i % 4 == 0 for i in range(60)])
    return page(folder / "report.html", run(folder, "m", text), run(folder, "m", seen, task="ssmr_visual"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    first = run(folder, "first", said([i % 3 == 0 for i in range(60)]))
    return page(folder / "report.html", first, run(folder, "second", said([i % 2 == 0 for i in range(40)])))


def options(tab: Opened) -> list[str]:
    """The rows that exist just now."""
    return tab.page.locator("#list [role=option]").all_inner_texts()


def count(tab: Opened) -> str:
    return tab.page.locator("#count").inner_text()


def title(tab: Opened) -> str:
    tab.until("document.getElementById(`row-${current}`) && at('title')")
    return tab.page.locator("#title").inner_text()


def ready(tab: Opened, path: Path, hash_: str = "") -> None:
    tab.go(path, hash_)
    tab.page.wait_for_selector("#title")


def test_all_items_are_there_and_only_those_in_sight_are_drawn(tab: Opened, one: Path) -> None:
    ready(tab, one)
    right = 20 - 2 + 15  # two of those that would be right in text went otherwise
    assert count(tab) == f"120 of 120 items; {right} of 119 right ({100 * right / 119:.1f} %)"
    drawn = options(tab)
    assert 15 < len(drawn) < 60
    assert [row[0] for row in drawn[:5]] == ["✓", "∅", "?", "…", "!"]
    assert tab.page.locator("#list").evaluate("list => list.scrollHeight") == 120 * 36
    assert (tab.strays, tab.ran) == ([], [])


def test_an_item_shows_all_that_is_known_of_it(tab: Opened, one: Path) -> None:
    problem = PROBLEMS[6]
    ready(tab, one, f"#item=ssmr_text:{problem.id}:ABCD:0")
    shown = tab.page.locator("#item")
    assert title(tab) == problem.id
    text = shown.inner_text()
    assert problem.question in text
    assert "by the rule answer_line (a line that states the answer); the key is" in text
    assert shown.locator("pre", has_text="first I count the lines").count() == 1
    assert shown.locator(".key .letter").inner_text() == f"{problem.answer}."
    assert shown.locator(".chosen .letter").inner_text() == "A."
    shown.locator("summary", has_text="Prompt as sent").click()
    rendered = ProblemItem(problem, "paper", 0, "ABCD", "1.0", None).messages.messages[-1].parts
    assert shown.locator("details", has_text="Prompt as sent").locator("pre").inner_text() == rendered[0]
    natural = shown.locator("img").first.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]")
    assert min(natural) > 60


def test_a_picture_is_the_one_that_was_sent(tab: Opened, one: Path) -> None:
    problem = next(problem for problem in PROBLEMS if problem.template == "interval_name")
    ready(tab, one, f"#item=ssmr_visual:{problem.id}:ABCD:0")
    tab.page.locator("summary", has_text="Prompt as sent").click()
    (sent,) = ProblemItem(problem, "paper", 0, "ABCD", "1.0", style_of(metadata_of("ssmr_visual"))).pictures
    expected = list(Image.open(BytesIO(sent)).convert("L").tobytes())
    drawn = tab.page.locator("details img").evaluate(
        """picture => { const canvas = document.createElement("canvas");
        canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
        const context = canvas.getContext("2d"); context.drawImage(picture, 0, 0);
        return [...context.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0); }"""
    )
    assert drawn == expected


@pytest.mark.parametrize("value", ["empty", "unparsed", "truncated", "failed"])
def test_a_filter_leaves_what_it_names(tab: Opened, one: Path, value: str) -> None:
    ready(tab, one)
    tab.page.select_option("#outcome0", value)
    assert count(tab).startswith("1 of 120 items")
    (row,) = options(tab)
    assert value in row
    assert f"outcome0={value}" in tab.page.url


def test_filters_join(tab: Opened, one: Path) -> None:
    ready(tab, one)
    tab.page.select_option("#task", "ssmr_visual")
    tab.page.select_option("#template", "scale_key")
    wanted = [problem for problem in PROBLEMS if problem.template == "scale_key"]
    assert count(tab).startswith(f"{len(wanted)} of 120 items")
    level = wanted[0].level
    tab.page.select_option("#level", str(level))
    assert count(tab).startswith(f"{sum(problem.level == level for problem in wanted)} of 120 items")
    tab.page.click("text=Clear")
    assert count(tab).startswith("120 of 120 items")


def test_search_finds_ids_at_once_and_texts_on_enter(tab: Opened, one: Path) -> None:
    ready(tab, one)
    tab.page.fill("#search", "scale_key/1")
    assert count(tab).startswith("2 of 120 items")
    tab.page.fill("#search", "COUNT the lines")
    assert count(tab).startswith("0 of 120 items")
    tab.page.press("#search", "Enter")
    tab.until("at('count').textContent.startsWith('1 of 120')")
    assert PROBLEMS[6].id.removeprefix("1.0/test/") in options(tab)[0]


def test_keys_walk_through_the_items(tab: Opened, one: Path) -> None:
    ready(tab, one)
    for key, place in (("j", 1), ("j", 2), ("k", 1)):
        tab.page.keyboard.press(key)
        tab.until(f"at('title').textContent === '{PROBLEMS[place].id}'")
    tab.page.focus("#list")
    tab.page.keyboard.press("End")
    tab.until(f"at('title').textContent === '{PROBLEMS[59].id}'")
    active = tab.page.locator("#list").get_attribute("aria-activedescendant")
    assert tab.page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert tab.page.locator(f"#{active}").get_attribute("aria-posinset") == "120"
    assert tab.page.locator("#next").is_disabled()
    tab.page.keyboard.press("/")
    assert tab.page.evaluate("document.activeElement.id") == "search"
    tab.page.keyboard.type("jj")
    assert tab.page.input_value("#search") == "jj"


def test_the_address_brings_an_item_and_its_filters_back(tab: Opened, one: Path, browser: Browser) -> None:
    ready(tab, one)
    tab.page.select_option("#outcome0", "wrong")
    tab.page.select_option("#task", "ssmr_visual")
    tab.page.keyboard.press("j")
    tab.until("at('title').textContent !== '1.0/test/bar_lines/0'")
    before = title(tab), count(tab), options(tab)
    with opened(browser) as other:
        ready(other, one, f"#{tab.page.url.partition('#')[2]}")
        assert (title(other), count(other), options(other)) == before


@pytest.mark.parametrize("part", ["summary", "items", "asked"])
def test_a_link_to_a_part_of_the_page_shows_the_items_too(tab: Opened, one: Path, part: str) -> None:
    ready(tab, one, f"#{part}")
    assert count(tab).startswith("120 of 120 items")
    assert len(options(tab)) > 15


def test_the_address_brings_a_search_of_all_texts_back(tab: Opened, one: Path, browser: Browser) -> None:
    ready(tab, one)
    tab.page.fill("#search", "count the lines")
    tab.page.press("#search", "Enter")
    tab.until("at('count').textContent.startsWith('1 of 120')")
    with opened(browser) as other:
        ready(other, one, f"#{tab.page.url.partition('#')[2]}")
        other.until("at('count').textContent.startsWith('1 of 120')")


def test_a_share_is_rounded_as_in_the_tables(tab: Opened, one: Path) -> None:
    ready(tab, one)
    for part, whole in ((100, 1600), (4, 1600), (12, 1600), (20, 1600), (393, 1600), (1, 3), (2, 3), (0, 7), (7, 7)):
        assert tab.page.evaluate(f"percent({part}, {whole})") == f"{part / whole:.1%}".removesuffix("%")


def test_a_prompt_that_was_not_sent_is_not_called_so(tab: Opened, tmp_path: Path) -> None:
    whole = run(tmp_path, "m", said([True] * 3))
    first, *others = whole.rows
    forged = replace(first, prompt_sha256="0" * 64, rule="constructor")
    ready(tab, page(tmp_path / "report.html", replace(whole, rows=(forged, *others))))
    assert "Prompt as it is put now; another was sent" in tab.page.locator("#item").inner_text()
    assert "native code" not in tab.page.locator("#item").inner_text()


def test_an_address_that_names_nothing_shows_everything(tab: Opened, one: Path) -> None:
    ready(tab, one, "#item=no:such:item:0&outcome0=nonsense&template=<script>")
    assert count(tab).startswith("120 of 120 items")
    assert (tab.strays, tab.ran) == ([], [])


def test_two_models_stand_side_by_side_where_they_differ(tab: Opened, two: Path) -> None:
    ready(tab, two)
    differing = sum((i % 3 == 0) != (i % 2 == 0) for i in range(40))
    assert count(tab).startswith(f"{differing} of 60 items; first: ")
    assert "%" not in count(tab)  # a share of items that were chosen for their outcome says nothing
    assert tab.page.locator("#item .beside section").count() == 2
    tab.page.select_option("#difference", "only the second is right")
    assert count(tab).startswith(f"{sum(i % 3 != 0 and i % 2 == 0 for i in range(40))} of 60 items")
    tab.page.click("text=Clear")
    tab.page.focus("#list")
    tab.page.keyboard.press("End")
    tab.until(f"at('title').textContent === '{PROBLEMS[59].id}'")
    assert "was not asked this" in tab.page.locator("#item").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_can_be_read_by_everybody(browser: Browser, one: Path, two: Path, scheme: Any, width: int) -> None:
    for path in (one, two):
        with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as tab:
            ready(tab, path)
            for each in tab.page.locator("details").all():
                each.evaluate("element => { element.open = true; }")
            assert tab.violations() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_and_light_by_the_system_and_by_the_button(browser: Browser, one: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, color_scheme="dark") as tab:
        ready(tab, one)
        assert tab.page.evaluate(paper) == "rgb(20, 24, 29)"
        tab.page.click("#theme")
        assert tab.page.evaluate(paper) == "rgb(255, 255, 255)"
        ready(tab, one)
        assert tab.page.evaluate(paper) == "rgb(255, 255, 255)"  # it is remembered


def test_what_the_model_did_not_see_is_said(tab: Opened, tmp_path: Path) -> None:
    answers = [Completion("C-sharp", "stop")] * 8
    scored = next(problem for problem in PROBLEMS if problem.abc)
    for prompt, task, words in (
        ("no_music", "ssmr_text", "The music was not shown to the model."),
        ("paper", "ssmr_text_open", "It was asked in its open form, without these options."),
    ):
        told = {"prompt": prompt, "task": task, "open": task.endswith("open")}
        ready(tab, page(tmp_path / f"{task}.html", run(tmp_path, "m", answers, **told)))
        tab.page.evaluate(f"open(places.get('{task}:{scored.id}:ABCD:0'))")
        tab.until(f"at('title').textContent === '{scored.id}'")
        said_there = tab.page.locator("#item").inner_text()
        assert words in said_there
        assert ("was not shown" in said_there) == (prompt == "no_music")


def hostile(folder: Path) -> Path:
    """Every text wherever one can stand."""
    answers: list[Completion | Failure] = [Completion(text, "stop", text) for text in TEXTS.values()]
    answers += [Completion(LONG, "stop", LONG), Completion(f"<think>{LONG}</think> B", "stop")]
    answers += [Failure(text) for text in TEXTS.values() if text.isprintable()]
    name = "<script>alert('ran')</script>"
    both = [run(folder, "x", answers, variant=variant) for variant in "ab"]
    told: dict[str, Any] = {"model": name, "endpoint": name, "model_id": TEXTS["handler"], "versions": {name: name}}
    return page(folder / "report.html", *(replace(each, setting=replace(each.setting, **told)) for each in both))


def test_nothing_that_a_model_wrote_is_run(tab: Opened, tmp_path: Path) -> None:
    ready(tab, hostile(tmp_path))
    unfold = "document.querySelectorAll('#item details').forEach(each => { each.open = true; })"
    for place, text in enumerate([*TEXTS.values(), LONG]):
        tab.page.evaluate(f"open({place}).then(() => {unfold})")
        shown = tab.page.locator("#item .beside section").first.locator("pre").last
        assert shown.evaluate("block => block.textContent") == text[:20000]
    tab.page.locator("text=Show more").first.click()
    tab.page.fill("#search", "alert('ran')")
    tab.page.press("#search", "Enter")
    tab.until("found !== null")
    assert tab.ran == []
    assert tab.strays == []
    assert tab.page.locator("#item script, #item iframe, #item a, #item svg, #item form").count() == 0
    assert tab.page.title() == tab.page.locator("h1").inner_text()
