"""Compositions in a report, in a real browser; what stands beside their measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.evaluation.completion import Completion, Failure
from ssmr_bench.evaluation.compositions.item import CompositionItem
from ssmr_bench.evaluation.row import Row
from ssmr_bench.notation.abc import read, write
from ssmr_bench.notation.performance import perform
from ssmr_bench.reporting.report.album import Album
from ssmr_bench.reporting.report.composition import Composition, composition, joined
from ssmr_bench.reporting.report.repertoire import Repertoire
from ssmr_bench.synthesis.composition import frozen
from ssmr_bench.synthesis.composition.generator import answer
from ssmr_bench.synthesis.composition.means import yardsticks
from tests.reporting.browser import Opened, opened
from tests.reporting.hostile import LONG, TEXTS
from tests.reporting.reports import composed, page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

CONTINUED = frozen.load("1.0").of("continuation")
ASKED = frozen.load("1.0").of("composition")
OURS = [Completion(f"```abc\n{write(answer(each))}\n```", "stop") for each in CONTINUED[:3]]
WRONG = Completion("```abc\nX:1\nM:5/4\nL:1/8\nK:C\nC2 E2 | G9 |]\n```", "stop")
BROKEN = Completion("```abc\nX:1\nM:4/4\nK:C\nC2 [EG | E2 C2 |]\n```", "stop")
_STRUCK = """
window.struck = [];
window.OscillatorNode = class extends OscillatorNode {
  start(at) { window.struck.push(this.frequency.value); super.start(at); }
};
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A continuation by our composer, one that is wrong, one that can't be read, one that failed, and a composition."""
    folder = tmp_path_factory.mktemp("composed")
    continued: list[Completion | Failure] = [OURS[0], WRONG, BROKEN, Failure("the server was away")]
    melody = Completion(write(answer(ASKED[0])), "stop")
    runs = composed(folder, "m", "continuation", continued), composed(folder, "m", "composition", [melody])
    return page(folder / "report.html", *runs)


def ready(tab: Opened, path: Path, task: str = "ssmr_continuation", place: int = 0) -> Any:
    """The item's part of the page, and the answer's."""
    name = (CONTINUED if task == "ssmr_continuation" else ASKED)[place].id
    tab.page.add_init_script(_STRUCK)
    tab.go(path, f"#item={task}:{name}:ABCD:0")
    tab.page.wait_for_selector("#title")
    tab.until(f"at('title').textContent === '{name}'")
    return tab.page.locator("#item"), tab.page.locator("#item .beside section")


def heard(tab: Opened, button: str, notes: int) -> list[int]:
    """The keys that are struck first when a button is pressed."""
    tab.page.evaluate("window.struck = []")
    tab.page.get_by_role("button", name=button, exact=True).click()
    tab.until(f"struck.length >= {notes}")
    return [
        round(69 + 12 * each) for each in tab.page.evaluate(f"struck.slice(0, {notes}).map(hz => Math.log2(hz / 440))")
    ]


def test_a_continuation_is_engraved_measured_and_heard_with_its_excerpt(tab: Opened, shown: Path) -> None:
    whole, section = ready(tab, shown)
    assert CONTINUED[0].abc in whole.locator("pre").all_text_contents()
    assert whole.locator(".sheet img").count() == 2
    assert section.locator(".sheet img").count() == 1
    assert "correct; music was found by the rule fenced (the last block of code)." in section.inner_text()
    assert "without these options" not in whole.inner_text()
    introduction = tab.page.locator("main > p").first.inner_text()
    assert "asks for music" in introduction
    assert "four options" not in introduction
    rows = [row.split("\t") for row in section.locator("tbody tr").all_inner_texts()]
    item = CompositionItem(CONTINUED[0], "paper")
    measured = Composition.of(item, Row.of(item, 0, item.messages.sha256, OURS[0])).measures
    assert [row[0] for row in rows] == [name.replace("_", " ") for name in measured]
    assert [float(row[1]) for row in rows] == [pytest.approx(value, abs=0.006) for value in measured.values()]
    (quality,) = (row for row in rows if row[0] == "quality")
    assert [float(each) for each in quality[2:]] == [
        pytest.approx(yardsticks()["continuation"][name]["quality"], abs=0.006) for name in ("real", "composer")
    ]
    excerpt, tune = CONTINUED[0].excerpt, answer(CONTINUED[0])
    assert excerpt
    for button, score in (
        ("Play the score", excerpt),
        ("Play the tune alone", tune),
        ("Play the tune after the excerpt", joined(excerpt, tune)),
    ):
        assert heard(tab, button, 3) == [note.midi for note in perform(score).notes[:3]]
    assert tab.strays == []


def test_two_models_compose_side_by_side(tab: Opened, tmp_path: Path) -> None:
    both = composed(tmp_path, "a", "continuation", OURS), composed(tmp_path, "b", "continuation", [WRONG, *OURS[1:]])
    ready(tab, page(tmp_path / "report.html", *both))
    sections = tab.page.locator("#item .beside section")
    assert [each.locator(".play").count() for each in sections.all()] == [2, 2]
    assert [each.locator(".flaws").count() for each in sections.all()] == [0, 1]
    assert tab.strays == []


def test_flaws_are_named(tab: Opened, shown: Path) -> None:
    _, section = ready(tab, shown, place=1)
    flaws = section.locator(".flaws li").all_inner_texts()
    assert len(flaws) >= 3
    assert section.locator(".sheet img").count() == 1
    assert section.locator(".play").count() == 2


def test_what_cannot_be_read_is_said_with_the_reason(tab: Opened, shown: Path) -> None:
    _, section = ready(tab, shown, place=2)
    assert "unparsed" in section.inner_text()
    assert "No music was read: every measure is 0." in section.inner_text()
    assert "line 5, column 4: a bracket that opens no chord" in section.locator(".flaws").inner_text()
    assert section.locator(".play, .sheet").count() == 0
    assert section.locator("table").count() == 0
    _, section = ready(tab, shown, place=3)
    assert "There is no music to measure." in section.inner_text()
    assert section.locator("table, .flaws").count() == 0
    assert tab.strays == []


def test_a_melody_to_a_brief_shows_the_brief(tab: Opened, shown: Path) -> None:
    item, section = ready(tab, shown, "ssmr_composition")
    assert item.locator(".question").inner_text().startswith(f"Write a melody of exactly {ASKED[0].bars} bars")
    assert item.locator(".question").inner_text().count("\n") > 3
    assert section.get_by_role("button", name="Play the tune", exact=True).count() == 1
    assert tab.page.get_by_role("slider", name="Tempo").count() == 1
    notes = [note.midi for note in perform(answer(ASKED[0])).notes[:3]]
    assert heard(tab, "Play the tune", 3) == notes


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_everybody_can_read_it(browser: Browser, shown: Path, scheme: Any, width: int) -> None:
    for place in (0, 2):
        with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as tab:
            ready(tab, shown, place=place)
            for each in tab.page.locator("details").all():
                each.evaluate("element => { element.open = true; }")
            assert tab.violations() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_that_stands_in_a_tune_is_run(tab: Opened, tmp_path: Path) -> None:
    answers = [Completion(f"```abc\nX:1\nK:C\nC2 | {text}\n```", "stop") for text in (*TEXTS.values(), LONG[:9000])]
    path = page(tmp_path / "report.html", composed(tmp_path, "m", "continuation", answers))
    ready(tab, path)
    for place in range(len(answers)):
        tab.page.evaluate(f"open({place})")
        tab.until(f"at('title').textContent === '{CONTINUED[place].id}'")
        assert tab.page.locator("#item script, #item iframe, #item a, #item svg, #item form").count() == 0
    assert (tab.strays, tab.ran) == ([], [])


def test_a_tune_that_is_read_but_not_drawn_is_heard() -> None:
    album = Album()
    found = composition(Composition("L:1/1\nM:4/4\nK:C\nC64 |", (), {}), album, Repertoire())
    assert (found["tune"], len(album), found["plays"]) == (None, 0, {"tune": 0, "both": None})


def test_a_model_that_went_round_in_circles_is_heard_and_not_drawn() -> None:
    album = Album()
    for bars, drawn in (("CDEF " * 300 + "|]", 0), ("CDEF | " * 20, 1)):
        found = composition(Composition(f"L:1/4\nM:4/4\nK:C\n{bars}", (), {}), album, Repertoire())
        assert (found["tune"] is not None, len(album), found["plays"]["tune"]) == (bool(drawn), drawn, 0)


def test_a_continuation_that_changes_key_and_meter_is_joined_with_both() -> None:
    excerpt = read("L:1/8\nM:3/4\nK:G\nG2 B2 d2 | c2 A2 F2 |")
    played = perform(joined(excerpt, read("L:1/8\nM:6/8\nK:D\nF3 D3 | D6 |]")))
    assert [float(sign.start) for sign in played.signs] == [0, 0, 1.5, 1.5]
    assert [note.midi for note in played.notes] == [67, 71, 74, 72, 69, 66, 66, 62, 62]
