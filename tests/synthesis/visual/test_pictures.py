from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from ssmr_bench.errors import DataError
from ssmr_bench.notation.engraving import Layout, crop, plate
from ssmr_bench.notation.engraving.plate import Plate
from ssmr_bench.notation.score import ALTO, BASS, TREBLE
from ssmr_bench.notation.sight.marks import page
from ssmr_bench.notation.sight.staves import staves
from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.problem import Problem
from ssmr_bench.synthesis.visual import FORMS, Look, Style, prints
from ssmr_bench.synthesis.visual.cache import digest, frozen
from ssmr_bench.synthesis.visual.figures import figures, musical
from ssmr_bench.synthesis.visual.leaks import PICTURED, attacks_on_pictures, measured
from ssmr_bench.synthesis.visual.prints import Form, pictures

PROBLEMS = splits.load("1.0").problems
ONE_EACH = {problem.template: problem for problem in reversed(PROBLEMS)}
SOME = [PROBLEMS[place * 37 % len(PROBLEMS)] for place in range(40)]


def size(png: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(png)).size


def test_options_that_are_music_are_pictures_too() -> None:
    assert {name for name, problem in ONE_EACH.items() if musical(problem)} == set(PICTURED)
    for problem in ONE_EACH.values():
        assert len(pictures(problem)) == bool(problem.abc) + 4 * musical(problem)
        assert len(pictures(problem, "sheet")) == 1


def test_a_sheet_holds_all_the_pictures_one_under_the_other() -> None:
    for name in PICTURED:
        each = [size(png) for png in pictures(ONE_EACH[name])]
        (whole,) = [size(png) for png in pictures(ONE_EACH[name], "sheet")]
        assert whole[0] >= max(width for width, _ in each) - 1
        assert whole[1] > 0.5 * sum(height for _, height in each)


@pytest.mark.parametrize("template", PICTURED)
def test_each_letter_of_a_sheet_stands_at_the_first_staff_of_its_option(template: str) -> None:
    own = [problem for problem in PROBLEMS if problem.template == template]
    for problem in [*own[4::25], *own[70:71], *own[158:159]]:
        shown = figures(problem, Layout(width=1165))
        plates = [plate(score, shown.layout) for score in shown.all]
        sheet = prints._sheet(plates, len(plates) - 4)
        seen = page(sheet.svg(crop(sheet, shown.layout), "#000000"))
        counts = [len(staves(page(each.svg(crop(each, shown.layout), "#000000")))) for each in plates]
        lines = staves(seen)
        assert len(lines) == sum(counts)
        firsts = [sum(counts[:number]) for number in range(len(plates) - 4, len(plates))]
        for letter, number in zip("ABCD", firsts, strict=True):
            (word,) = [word for word in seen.words if word.text == f"{letter}."]
            assert lines[number].top < word.y < lines[number].bottom
        gaps = [after.top - before.bottom for before, after in pairwise(lines)]
        between = [gaps[number - 1] for number in firsts if number]
        assert min(between) > max([gap for gap in gaps if gap not in between], default=0)


def test_nothing_in_a_picture_of_unbarred_music_shows_the_bars() -> None:
    shown = figures(ONE_EACH["bar_lines"])
    for score in shown.all:
        found = plate(score, shown.layout)
        assert "<polygon" not in found.svg(crop(found, shown.layout), "#000000")
    assert shown.music
    assert shown.music.meter
    assert all(option.meter is None for option in shown.options)


def test_options_stand_under_the_clef_of_the_music_or_under_one_that_fits() -> None:
    for problem in SOME:
        shown = figures(problem)
        clefs = {option.clef for option in shown.options}
        if shown.music and shown.options:
            assert clefs == {shown.music.clef}
        elif shown.options:
            (clef,) = clefs
            reach = {c: max(abs(c.place(p)) for p in shown.options[0].pitches) for c in (TREBLE, BASS, ALTO)}
            assert reach[clef] == min(reach.values())


@pytest.mark.parametrize("form", FORMS)
def test_the_pictures_of_the_frozen_split_are_those_that_were_frozen(form: Form) -> None:
    known = frozen(form)
    assert set(known) == {problem.id for problem in PROBLEMS}
    for problem in SOME:
        assert digest(pictures(problem, form)) == known[problem.id]


def _digests(problems: list[Problem]) -> list[list[str]]:
    return [[digest(pictures(problem, form)) for form in FORMS] for problem in problems]


@pytest.mark.slow
def test_every_picture_of_the_frozen_split_can_be_read_back_and_is_the_one_that_was_frozen() -> None:
    shares = [list(PROBLEMS[at::8]) for at in range(8)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for share, found in zip(shares, pool.map(_digests, shares), strict=True):
            assert found == [[frozen(form)[problem.id] for form in FORMS] for problem in share]


@pytest.mark.parametrize("lost", [0, 5, 9])
def test_a_picture_that_does_not_show_its_score_is_an_error(monkeypatch: pytest.MonkeyPatch, lost: int) -> None:
    def flawed(*given: object) -> Plate:
        found = plate(*given)  # type: ignore[arg-type]
        return Plate(found.marks[:lost] + found.marks[lost + 1 :], found.outlines)

    monkeypatch.setattr(prints, "plate", flawed)
    with pytest.raises(DataError, match=r"the picture of problem '1\.0/test/scale_key/0' is wrong: "):
        pictures(ONE_EACH["scale_key"])


def test_a_blank_picture_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def blank(found: Plate, layout: Layout) -> bytes:
        left, top, right, bottom = crop(found, layout)
        out = BytesIO()
        Image.new("L", (round((right - left) / 18), round((bottom - top) / 18)), 255).save(out, "PNG")
        return out.getvalue()

    monkeypatch.setattr(prints, "draw", blank)
    with pytest.raises(DataError, match="nothing is drawn at"):
        pictures(ONE_EACH["scale_key"])


@pytest.mark.parametrize("kind", ["scan", "photo"])
def test_a_look_is_the_same_for_the_same_name_and_stronger_where_asked(kind: str) -> None:
    (clean,) = pictures(ONE_EACH["scale_key"])
    seen = [Look(kind, strength).on(clean, "a") for strength in (1, 2, 3)]  # type: ignore[arg-type]
    assert seen == [Look(kind, strength).on(clean, "a") for strength in (1, 2, 3)]  # type: ignore[arg-type]
    assert len({*seen, Look(kind, 1).on(clean, "b"), clean}) == 5  # type: ignore[arg-type]
    contrasts = []
    for picture in seen:
        low, high = Image.open(BytesIO(picture)).convert("L").getextrema()
        contrasts.append(high - low)  # type: ignore[operator]
    assert min(contrasts) > 100


def test_a_clean_look_changes_nothing() -> None:
    assert Style().draw(ONE_EACH["bar_lines"]) == pictures(ONE_EACH["bar_lines"])
    assert Look().on(b"any", "name") == b"any"


def test_pictures_are_measured_from_outside() -> None:
    out = BytesIO()
    picture = Image.new("L", (20, 10), 255)
    picture.paste(0, (0, 0, 5, 10))
    picture.save(out, "PNG")
    assert measured(out.getvalue()) == (20, 10, 50, 0.25, len(out.getvalue()))


def test_a_leaking_size_is_found() -> None:
    def widest(problem: Problem) -> Problem:
        seen = [measured(picture)[0] for picture in pictures(problem)[-4:]]
        return Problem.from_json(
            problem.to_json().replace(f'"answer": "{problem.answer}"', f'"answer": "{"ABCD"[seen.index(max(seen))]}"')
        )

    own = [problem for problem in PROBLEMS if problem.template == "scale_spelling"][:60]
    assert all(attack.errors < 4 for attack in attacks_on_pictures(own))
    leaks = {attack.attacker for attack in attacks_on_pictures(map(widest, own)) if attack.errors > 4}
    assert "most width" in leaks
