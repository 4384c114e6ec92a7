from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from itertools import pairwise

import pytest
import resvg_py
from PIL import Image, ImageChops, ImageStat

from ssmr_bench.errors import ConfigError
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.engraving import Layout, crop, draw, engrave, plate
from ssmr_bench.notation.engraving.plate import UNIT
from ssmr_bench.notation.engraving.raster import FONT
from tests.notation.features import FEATURES

TUNE = "X:1\nM:3/4\nL:1/8\nK:Bb\n_D4 G2 | G2 D2 F G |]"
LONG = "X:1\nM:3/4\nL:1/8\nK:Bb\n" + "_D4 G2 | G2 D2 F G | " * 8 + "B6 |]"
UNBARRED = "X:1\nL:1/8\nK:Bb\n" + "D G F B, " * 20 + "|]"


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def margins(picture: Image.Image, paper: str = "#ffffff") -> tuple[int, int, int, int]:
    blank = Image.new("RGB", picture.size, paper)
    left, top, right, bottom = ImageChops.difference(picture, blank).getbbox()  # type: ignore[misc]
    return left, top, picture.width - right, picture.height - bottom


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\ufffe"])
def test_what_no_document_may_hold_is_left_out(sign: str) -> None:
    abc = 'X:1\nT:A{0} tune\nM:3/4\nL:1/8\nK:Bb\n"B{0}b"_D4 G2 | G2 D2 F G |]\nw: l{0}a\n'
    assert engrave(read(abc.format(sign))) == engrave(read(abc.format("")))


def test_six_processes_draw_the_same_bytes() -> None:
    code = (
        "import sys\nfrom hashlib import sha256\nfrom ssmr_bench.notation.abc import read\n"
        "from ssmr_bench.notation.engraving import engrave\n"
        "for abc in sys.argv[1:]: print(sha256(engrave(read(abc))).hexdigest())"
    )
    tunes = [TUNE, LONG, "X:1\n" + FEATURES["lyrics"], "X:1\n" + FEATURES["two voices"]]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, *tunes[number % 2 :], *tunes[: number % 2]], stdout=subprocess.PIPE
        )
        for number in range(6)
    ]
    printed = [sorted(process.communicate()[0].split()) for process in running]
    assert len(printed[0]) == 4
    assert all(lines == printed[0] for lines in printed)


@pytest.mark.parametrize("name", FEATURES)
def test_the_crop_is_tight_with_an_even_margin(name: str) -> None:
    layout = Layout(space=8, margin=3)
    found = margins(opened(engrave(read("X:1\n" + FEATURES[name]), layout)))
    assert min(found) >= 22
    # The box of a text is guessed from its length.
    assert max(found) <= (26 if "Words" not in str(plate(read("X:1\n" + FEATURES[name]))) else 120)


def test_staff_lines_fall_on_rows_of_pixels() -> None:
    for space in (6, 10, 13):
        picture = opened(engrave(read(TUNE), Layout(space=space))).convert("L")
        column = [picture.getpixel((picture.width - 3 * space - space // 2, y)) for y in range(picture.height)]
        dark = [y for y, value in enumerate(column) if isinstance(value, int) and value < 128]
        assert len(dark) == 5, column
        assert {after - before for before, after in pairwise(dark)} == {space}


@pytest.mark.parametrize("tune", [LONG, UNBARRED])
@pytest.mark.parametrize("width", [500, 900])
def test_a_long_score_goes_on_in_further_systems(tune: str, width: int) -> None:
    picture = opened(engrave(read(tune), Layout(width=width)))
    assert width * 0.6 < picture.width <= width
    assert picture.height > 250
    assert margins(picture)[2] >= 19


@pytest.mark.parametrize("name", FEATURES)
def test_the_pixels_are_those_that_resvg_alone_would_draw(name: str) -> None:
    layout = Layout()
    found = plate(read("X:1\n" + FEATURES[name]), layout)
    svg = found.svg(crop(found, layout), layout.ink, thinnest=UNIT / layout.space)
    alone = resvg_py.svg_to_bytes(
        svg_string=svg, background="#ffffff", zoom=layout.space / UNIT, skip_system_fonts=True, font_files=[str(FONT)]
    )
    one, other = opened(draw(found, layout)).convert("L"), opened(alone).convert("L")
    assert one.size == other.size
    difference = ImageChops.difference(one, other)
    assert ImageStat.Stat(difference).mean[0] < 1.5


def test_paper_and_ink_may_be_chosen() -> None:
    picture = opened(engrave(read(TUNE), Layout(paper="#fff8e0", ink="#203050")))
    colors = {color for _, color in picture.getcolors(1 << 20) or []}
    assert {(0xFF, 0xF8, 0xE0), (0x20, 0x30, 0x50)} <= colors
    assert (0, 0, 0) not in colors


@pytest.mark.parametrize("change", [{"space": 1}, {"width": 300}, {"margin": -1}, {"paper": "white"}, {"ink": "#FFF"}])
def test_a_layout_without_room_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Layout(**change)  # type: ignore[arg-type]


def test_what_has_no_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="512"):
        engrave(read("X:1\nL:1/512\nK:C\nC |]"))
