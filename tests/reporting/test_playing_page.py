"""The play buttons of `ssmr report` and `ssmr show` in a real browser, down to what is struck and how it sounds."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import mido
import numpy as np
import pytest

from ssmr_bench.evaluation.problems.item import ProblemItem
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.performance import perform
from ssmr_bench.reporting.playing import numbers
from ssmr_bench.reporting.report.album import Album
from ssmr_bench.reporting.report.details import details
from ssmr_bench.reporting.report.exhibit import exhibits
from ssmr_bench.reporting.report.repertoire import Repertoire, music
from ssmr_bench.reporting.report.side import sides
from ssmr_bench.reporting.show import as_page
from ssmr_bench.synthesis.visual import Style
from tests.notation import midi as reader
from tests.reporting.browser import Opened, opened
from tests.reporting.reports import PROBLEMS, page, run, said

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from ssmr_bench.notation.score import Score

SCORED = next(problem for problem in PROBLEMS if problem.template == "interval_note")
SPELLED = next(problem for problem in PROBLEMS if problem.template == "scale_spelling")
_NOTED = """
window.contexts = 0;
window.struck = [];
window.damped = 0;
window.AudioContext = class extends AudioContext {
  constructor(...said) { super(...said); window.contexts += 1; }
};
window.OscillatorNode = class extends OscillatorNode {
  start(at) { window.struck.push([this.frequency.value, at]); super.start(at); }
  stop(at) { if (at === undefined) window.damped += 1; super.stop(at); }
};
"""
"""Before the page's own script: what it strikes is noted, and sounds all the same."""
_RENDERED = """async (piece) => {
  const notes = notesOf(piece);
  const end = Math.max(...notes.map((note) => note.start + note.length));
  const context = new OfflineAudioContext(1, Math.ceil((end + 0.5) * 44100), 44100);
  for (const { start, key, length } of notes) strike(context, context.destination, { at: start, key, length });
  return [...(await context.startRendering()).getChannelData(0)];
}"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shown")
    return page(folder / "report.html", run(folder, "m", said([i % 3 == 0 for i in range(60)])))


def ready(tab: Opened, path: Path, problem: str = SCORED.id) -> None:
    tab.page.add_init_script(_NOTED)
    tab.go(path, f"#item=ssmr_text:{problem}:ABCD:0")
    tab.page.wait_for_selector("#title")


def struck(tab: Opened) -> list[tuple[float, float]]:
    """The frequency and the time of each note so far, from the first note on."""
    found = tab.page.evaluate("window.struck")
    return [(frequency, at - found[0][1]) for frequency, at in found]


def expected(score: Score, speed: float = 1) -> list[Any]:
    played = perform(score)
    first = played.notes[0].start
    return [
        pytest.approx(
            (440 * 2 ** ((note.midi - 69) / 12), float((note.start - first) / played.second) / speed), abs=0.01
        )
        for note in played.notes
    ]


def test_nothing_sounds_until_a_button_is_pressed(tab: Opened, shown: Path) -> None:
    ready(tab, shown)
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("k")
    assert tab.page.evaluate("[contexts, struck.length]") == [0, 0]


def test_what_is_struck_is_the_score(tab: Opened, shown: Path) -> None:
    ready(tab, shown)
    tab.page.get_by_role("button", name="Play the score").click()
    score = read(SCORED.abc)
    tab.until(f"struck.length === {len(score.pitches)}")
    assert struck(tab) == expected(score)
    tab.until("player.playing === null")
    assert tab.page.get_by_role("button", name="Play the score").count() == 1
    assert (tab.strays, tab.ran) == ([], [])


def test_an_option_is_heard_too_and_only_one_piece_at_a_time(tab: Opened, shown: Path) -> None:
    ready(tab, shown, SPELLED.id)
    assert tab.page.get_by_role("button", name="the score").count() == 0
    tab.page.get_by_role("button", name="Play option B").click()
    tab.until("struck.length > 1")
    first = struck(tab)
    assert first == expected(read(f"L:1/8\nK:C\n{SPELLED.options[1]}"))[: len(first)]
    tab.page.evaluate("window.struck = []")
    tab.page.get_by_role("button", name="Play option C").click()
    tab.until("struck.length > 1")
    assert tab.page.get_by_role("button", name="Stop option B").count() == 0
    assert tab.page.get_by_role("button", name="Stop option C").count() == 1
    tab.until("damped > 0")
    again = struck(tab)
    assert again == expected(read(f"L:1/8\nK:C\n{SPELLED.options[2]}"))[: len(again)]
    assert tab.page.evaluate("contexts") == 1


@pytest.mark.parametrize("how", ["button", "key", "next"])
def test_it_stops(tab: Opened, shown: Path, how: str) -> None:
    ready(tab, shown)
    button = tab.page.locator("#item .play").first
    button.focus()
    tab.page.keyboard.press("p" if how == "key" else "Enter")
    tab.until("struck.length > 0")
    assert button.get_attribute("aria-label") == "Stop the score"
    if how == "next":
        tab.page.keyboard.press("k")
    else:
        tab.page.keyboard.press("p" if how == "key" else "Enter")
    tab.until("player.playing === null && damped > 0")
    if how != "next":
        assert button.get_attribute("aria-label") == "Play the score"
    before = tab.page.evaluate("struck.length")
    tab.page.wait_for_timeout(400)
    assert tab.page.evaluate("struck.length") == before


def test_the_tempo_holds_for_all_pieces_and_changes_while_one_sounds(tab: Opened, shown: Path) -> None:
    ready(tab, shown)
    slider = tab.page.get_by_role("slider", name="Tempo")
    slider.fill("160")
    assert tab.page.locator(".tempo output").inner_text() == "160 %"
    tab.page.get_by_role("button", name="Play the score").click()
    score = read(SCORED.abc)
    tab.until(f"struck.length === {len(score.pitches)}")
    assert struck(tab) == expected(score, 1.6)
    tab.page.evaluate("window.struck = []")
    slider.fill("40")  # it goes on from where it is, and what is to come is struck again, later
    tab.until("struck.length > 0")
    assert len(struck(tab)) < len(score.pitches)
    tab.page.keyboard.press("k")
    tab.until(f"at('title').textContent !== '{SCORED.id}'")
    assert tab.page.get_by_role("slider", name="Tempo").input_value() == "40"
    assert tab.strays == []


def test_the_midi_file_holds_the_same_notes(tab: Opened, shown: Path, tmp_path: Path) -> None:
    ready(tab, shown)
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="MIDI file of the score").click()
    assert download.value.suggested_filename == f"{SCORED.id.replace('/', '-')}-the-score.mid"
    download.value.save_as(tmp_path / "x.mid")
    found = reader.sounds((tmp_path / "x.mid").read_bytes())
    assert found == list(perform(read(SCORED.abc)).notes)
    assert tab.strays == []


MUSIC = ("C E G c |", "C C C2 |", "[CEG]4 [C-G-]2 [CG]2 |", "|: (3CDE z2 {d}e4 :|", "C,,8 c''//// C |", "C999 D999 |")


@pytest.mark.parametrize("abc", MUSIC)
def test_a_midi_file_of_any_music_is_read_by_others(tab: Opened, shown: Path, abc: str) -> None:
    ready(tab, shown)
    score = read(f"L:1/8\nM:4/4\nK:C\n{abc}")
    written = bytes(tab.page.evaluate("(piece) => [...midiFile(piece)]", numbers(score)))
    assert sorted(reader.sounds(written)) == sorted(perform(score).notes)
    down = set[int]()
    for message in mido.MidiFile(file=BytesIO(written)):
        if message.type == "note_on":
            assert message.note not in down  # it would not be heard again
            down.add(message.note)
        elif message.type == "note_off":
            down.remove(message.note)
    assert not down


def test_what_the_browser_makes_of_it_sounds_at_the_right_pitches(tab: Opened, shown: Path) -> None:
    ready(tab, shown)
    score = read("L:1/4\nM:4/4\nK:C\nC e [Gb] z A,, |")
    sound = np.array(tab.page.evaluate(_RENDERED, numbers(score)))
    assert 0.1 < np.max(np.abs(sound)) < 1
    for note in perform(score).notes:
        begin = round((float(note.start) * 2.4 + 0.1) * 44100)
        part = sound[begin : begin + 17640] * np.hanning(17640)
        spectrum = np.abs(np.fft.rfft(part)) ** 2
        at = np.fft.rfftfreq(17640, 1 / 44100)
        frequency = 440 * 2 ** ((note.midi - 69) / 12)
        near = [spectrum[np.abs(at - partial * frequency) < 8].sum() / spectrum.sum() for partial in (1, 2, 3)]
        wrong = spectrum[np.abs(at - 1.09 * frequency) < 3].sum() / spectrum.sum()
        assert sum(near) > 0.3
        assert wrong < 0.02
    rest = sound[round(2.1 * 44100) : round(2.35 * 44100)]
    assert np.max(np.abs(rest)) < 0.01
    jumps = np.abs(np.diff(sound))
    assert max(jumps[:10].max(), jumps[-100:].max()) < 0.05 * jumps.max()  # no click


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_everybody_can_play(browser: Browser, shown: Path, scheme: Any, width: int) -> None:
    with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as tab:
        ready(tab, shown)
        tab.page.get_by_role("button", name="Play the score").click()
        tab.until("struck.length > 0")
        assert tab.violations() == []
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_problem_alone_is_played_too(tab: Opened, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(as_page(SCORED, Style()))
    tab.page.add_init_script(_NOTED)
    tab.go(tmp_path / "x.html")
    tab.page.get_by_role("button", name="Play the music").click()
    score = read(SCORED.abc)
    tab.until(f"struck.length === {len(score.pitches)}")
    assert struck(tab) == expected(score)
    assert tab.page.get_by_role("button", name="Stop the music").count() == 1
    assert tab.page.get_by_role("button", name="Play option").count() == 4
    assert tab.violations() == []
    assert tab.strays == []


def test_each_piece_stands_in_a_report_once_and_options_in_the_order_asked(tmp_path: Path) -> None:
    both = run(tmp_path, "m", said([True] * 20)), run(tmp_path, "m", said([True] * 20), task="ssmr_visual")
    found = exhibits(sides(both))
    album, repertoire = Album(), Repertoire()
    plays = [details(each, album, repertoire)["plays"] for each in found]
    assert plays[:20] == plays[20:]
    for each, numbered in zip(found, plays, strict=True):
        assert isinstance(each.item, ProblemItem)
        turned = music(replace(each.item, order="BCDA"))
        assert [repertoire.number(score) for score in turned[1:]] == numbered["options"][1:] + numbered["options"][:1]
        assert (numbered["score"] is None) == (not each.item.problem.abc)
    assert len(repertoire.pieces) == len(set(repertoire.pieces))
