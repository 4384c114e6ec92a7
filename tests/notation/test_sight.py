from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.engraving import Layout, crop, plate
from ssmr_bench.notation.sight import misreading
from tests.notation.features import FEATURES
from tests.notation.scores import scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.notation.score import Score

TUNES = Path(__file__).parents[2].parent / "shared" / "tunes" / "abc.jsonl"
NARROW = Layout(width=500)


def engraved(score: Score, layout: Layout | None = None) -> str:
    layout = layout or Layout()
    found = plate(score, layout)
    return found.svg(crop(found, layout), layout.ink)


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_can_be_read_off_its_picture(name: str) -> None:
    score = read("X:1\n" + FEATURES[name])
    assert misreading(score, engraved(score)) == ""
    assert misreading(score, engraved(score, NARROW)) == ""


def within_reach(score: Score) -> bool:
    return max(abs(score.clef.place(pitch)) for pitch in score.pitches) <= 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(scores.filter(within_reach))
def test_any_melody_and_any_chords_can_be_read_off_their_picture(score: Score) -> None:
    assert misreading(score, engraved(score)) == ""


@pytest.mark.parametrize("chord", ["[fab]", "[gab]", "[abf']", "[FAB]", "[f'a'b']"])
def test_a_dot_may_make_room_for_another(chord: str) -> None:
    score = read(f"X:1\nL:1/8\nK:C\n{chord}3 |]")
    drawn = engraved(score)
    assert misreading(score, drawn) == ""
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*>', drawn)
    x, top = min(dots, key=lambda dot: float(dot[1]))
    further = drawn.replace(f'cx="{x}" cy="{top}"', f'cx="{x}" cy="{float(top) - 360:g}"')
    assert "belongs to nothing" in misreading(score, further)


@pytest.mark.skipif(not TUNES.exists(), reason="the real tunes lie beside the checkout alone")
def test_real_tunes_can_be_read_off_their_pictures() -> None:
    tunes = [json.loads(line)["abc_music"] for line in TUNES.read_text().split("\n")[1:1000:30] if line]
    wrong = [flaw for tune in tunes if (flaw := misreading(read(tune), engraved(read(tune))))]
    assert not wrong


@pytest.mark.slow
@pytest.mark.skipif(not TUNES.exists(), reason="the real tunes lie beside the checkout alone")
def test_of_the_real_tunes_99_percent_can_be_read_off_and_the_others_are_refused_with_a_reason() -> None:
    tunes = [json.loads(line)["abc_music"] for line in TUNES.read_text().split("\n") if line][::2]
    read_off = count = 0
    for tune in tunes:
        try:
            score = read(tune)
        except NotationError:
            continue
        count += 1
        try:
            read_off += not misreading(score, engraved(score))
        except ValueError as error:
            assert "is engraved" in str(error)  # noqa: PT017 - a longa, which Verovio leaves out
    print(f"{read_off} of {count} read off")
    assert read_off >= 0.99 * count


SCORE = read("X:1\nM:3/4\nL:1/8\nK:D\n^G2 A/2B/2 c =f2 | (3def g2- g2 | [DA]4 z2 | B3 c C2 |]")


def without(pattern: str) -> Callable[[str], str]:
    return lambda svg: re.sub(pattern, "", svg, count=1)


def changed(pattern: str, other: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda svg: re.sub(pattern, other, svg, count=1)


def lower(code: str, units: int) -> Callable[[str], str]:
    def move(match: re.Match[str]) -> str:
        return f"{match[1]}{float(match[2]) + units:g}) scale"

    return lambda svg: re.sub(
        rf'(<use href="#{code}" transform="translate\([\d.]+ )([\d.]+)\) scale', move, svg, count=1
    )


MUTATIONS: dict[str, Callable[[str], str]] = {
    "a note a step lower": lower("E0A4", 90),
    "a note between line and space": lower("E0A4", 45),
    "an accidental dropped": without(r'<use href="#E262" transform="translate\((?!1[0-4]\d\d )[^>]*>'),
    "another accidental": changed(r'(.*)href="#E261"', r'\1href="#E260"'),
    "a sign of the key signature dropped": without(r'<use href="#E262"[^>]*>'),
    "the wrong clef": changed('href="#E050"', 'href="#E062"'),
    "a clef on another line": lower("E050", 180),
    "another time signature": changed('href="#E083"', 'href="#E082"'),
    "a bar line lost": without(r"M(\d+) 1040L\1 1760"),
    "a stem lost": without(r"M(\d+) \d+L\1 (?!1760)\d+"),
    "a half note for a quarter": changed('href="#E0A4"', 'href="#E0A3"'),
    "a beam lost": without(r"<polygon[^>]*>"),
    "a dot lost": without(r"<circle[^>]*>"),
    "a flag lost": without(r'<use href="#E24[01]"[^>]*>'),
    "a rest lost": without(r'<use href="#E4E5"[^>]*>'),
    "a tie lost": without(r'<path d="M[^"]*C[^>]*>'),
    "a triplet without its figure": without(r'<use href="#E883"[^>]*>'),
    "a staff line lost": without(r"M500 1400L\d+ 1400"),
    "a ledger line lost": without(r"M\d+ 1940L\d+ 1940"),
    "a ledger line too many": changed(r"M(\d+) 1940L(\d+) 1940", r"M\1 1940L\2 1940M\1 2120L\2 2120"),
    "a tie that ends at another pitch": changed(r'(<path d="M\S+ \S+ C\S+ \S+ \S+ )\S+ (\S+) \S+ ', r"\1 900 \2 1700 "),
    "a curve that begins at no head": changed(
        "<use", '<path d="M2900 700 C3000 800 3100 800 3200 700 C3100 780 3000 780 2900 700"/><use'
    ),
    "a dot a space lower": changed(r'<circle cx="([\d.]+)" cy="([\d.]+)"', r'<circle cx="\1" cy="2030"'),
    "a dot too many": changed("<use", '<circle cx="5000" cy="1310" r="36"/><use'),
    "a figure of the time signature higher": lower("E083", -180),
    "a clef of another size": changed(r'(href="#E050".*?)scale\(0.72', r"\1scale(0.4"),
    "a flag at no stem": changed(r'(href="#E24[01]" transform="translate\()[\d.]+', r"\g<1>2000"),
    "a second flag": changed(r'(<use href="#E24[01]"[^>]*>)', r"\1\1"),
    "a stem too short": changed(r"M(\d+) (\d+)L\1 (?!1760)\d+", lambda m: f"M{m[1]} {m[2]}L{m[1]} {int(m[2]) + 100}"),
    "a bar line that ends in the staff": changed(r"M(\d+) 1040L\1 1760", r"M\1 1040L\1 1700"),
    "a rest too high": lower("E4E5", -500),
    "a staff line too short": changed(r"M500 1400L\d+ 1400", "M500 1400L3000 1400"),
    "all staff lines too short": lambda svg: re.sub(r"M500 (1040|1220|1400|1580|1760)L\d+ ", r"M500 \1L9000 ", svg),
    "ink of the color of paper": changed('fill="#000000"', 'fill="#ffffff"'),
    "a mark of the color of paper": changed("<use", '<use fill="#ffffff"'),
    "the clef beheaded": lambda svg: re.sub(
        r'viewBox="(\S+) (\S+) (\S+) (\S+)"', lambda m: f'viewBox="{m[1]} 900 {m[3]} {m[4]}"', svg
    ),
    "cut at the right": lambda svg: re.sub(
        r'viewBox="(\S+) (\S+) (\d+)', lambda m: f'viewBox="{m[1]} {m[2]} {int(m[3]) - 900}', svg
    ),
    "blank": lambda svg: re.sub(r"<(use|path|polygon|circle) [^>]*/>", "", svg),
}


def test_the_picture_before_mutations_is_right() -> None:
    assert misreading(SCORE, engraved(SCORE)) == ""


@pytest.mark.parametrize("name", MUTATIONS)
def test_whatever_is_changed_in_a_picture_is_found(name: str) -> None:
    right = engraved(SCORE)
    wrong = MUTATIONS[name](right)
    assert wrong != right
    assert misreading(SCORE, wrong)
