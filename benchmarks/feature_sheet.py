"""Each feature of notation as we engrave it, above the same by abcm2ps: `python benchmarks/feature_sheet.py OUT.png`.

To be looked at: is every sign there, in its place, and as a player would want it? Needs abcm2ps and librsvg2-bin.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.engraving import engrave
from tests.notation.features import FEATURES

WIDTH, GAP, COLUMNS = 820, 14, 2


def theirs(abc: str, folder: Path) -> Image.Image:
    (folder / "x.abc").write_text(f"{abc}\n")
    (folder / "x001.svg").unlink(missing_ok=True)
    for command in ("abcm2ps -q -g x.abc -O x", "rsvg-convert -z 1.25 -b white -o x.png x001.svg"):
        # abcm2ps ends with 1 where it warns of something, and draws all the same.
        subprocess.run(command.split(), cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Image.open(folder / "x.png").convert("RGB")


def panel(name: str, folder: Path) -> Image.Image:
    abc = f"X:1\n{FEATURES[name]}"
    shown = [Image.open(BytesIO(engrave(read(abc)))).convert("RGB"), theirs(abc, folder)]
    shown = [each.resize((WIDTH, each.height * WIDTH // each.width)) if each.width > WIDTH else each for each in shown]
    out = Image.new("RGB", (WIDTH, 20 + sum(each.height + GAP for each in shown)), "white")
    ImageDraw.Draw(out).text((4, 4), name, fill="#a00000")
    top = 20
    for each in shown:
        out.paste(each, (0, top))
        top += each.height + GAP
    return out


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        panels = [panel(name, Path(place)) for name in FEATURES]
    half = (len(panels) + 1) // COLUMNS
    columns = [panels[at : at + half] for at in range(0, len(panels), half)]
    sheet = Image.new("RGB", (WIDTH * len(columns), max(sum(each.height for each in one) for one in columns)), "white")
    for number, column in enumerate(columns):
        top = 0
        for each in column:
            sheet.paste(each, (number * WIDTH, top))
            top += each.height
    sheet.save(sys.argv[1])
