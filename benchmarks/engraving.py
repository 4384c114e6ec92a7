"""How fast pictures are made, beside the way of the paper: `python benchmarks/engraving.py`.

CPU time, children included, over the music of 200 problems. Ours: the score to MEI, Verovio, pixels, in this process;
and the same with every picture read back and compared with its score. Theirs: abcm2ps for each piece, and then
ImageMagick, which has Ghostscript draw the page, or librsvg. ImageMagick's own policy often forbids it PostScript;
then it is left out, and the Ghostscript command that it would run stands alone. All draw ten pixels to a staff space.

Needs abcm2ps, ghostscript and librsvg2-bin; uses imagemagick where it is allowed to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import read
from ssmr_bench.notation.engraving import Layout, crop, draw, engrave, plate
from ssmr_bench.notation.sight import misreading
from ssmr_bench.synthesis import splits

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 200
SPACE = 10
DENSITY = 72 * SPACE / 6
"""abcm2ps draws staff lines six points apart."""
LAYOUT = Layout(space=SPACE)


def ours(abc: str, folder: Path) -> None:
    (folder / "ours.png").write_bytes(engrave(read(abc), LAYOUT))


def proved(abc: str, folder: Path) -> None:
    score = read(abc)
    found = plate(score, LAYOUT)
    assert not misreading(score, found.svg(crop(found, LAYOUT), LAYOUT.ink))
    (folder / "proved.png").write_bytes(draw(found, LAYOUT))


def magick(abc: str, folder: Path) -> None:
    _abcm2ps(abc, folder, "-E")
    _run(folder, "convert", "-density", f"{DENSITY:g}", "x001.eps", "magick.png")


def ghostscript(abc: str, folder: Path) -> None:
    _abcm2ps(abc, folder, "-E")
    command = "gs -q -dBATCH -dNOPAUSE -dSAFER -dEPSCrop -sDEVICE=pnggray -dTextAlphaBits=4 -dGraphicsAlphaBits=4"
    _run(folder, *command.split(), f"-r{DENSITY:g}", "-sOutputFile=gs.png", "x001.eps")


def librsvg(abc: str, folder: Path) -> None:
    _abcm2ps(abc, folder, "-g")
    _run(folder, "rsvg-convert", "-z", f"{SPACE / 6 * 0.75:g}", "-b", "white", "-o", "rsvg.png", "x001.svg")


def _abcm2ps(abc: str, folder: Path, form: str) -> None:
    (folder / "x.abc").write_text(f"{abc}\n")
    _run(folder, "abcm2ps", "-q", form, "x.abc", "-O", "x")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rate(make: Callable[[str, Path], None], tunes: list[str], folder: Path) -> float:
    """Pictures a CPU-second."""
    make(tunes[0], folder)
    before = sum(os.times()[:4])
    for tune in tunes:
        make(tune, folder)
    return len(tunes) / (sum(os.times()[:4]) - before)


if __name__ == "__main__":
    for tool in ("abcm2ps", "gs", "rsvg-convert"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is missing: apt-get install abcm2ps ghostscript librsvg2-bin")
    tunes = [problem.abc for problem in splits.load("1.0").problems if problem.abc][:COUNT]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {"abcm2ps + ghostscript": ghostscript, "abcm2ps + librsvg": librsvg}
        try:
            magick(tunes[0], folder)
            paths = {"abcm2ps + ImageMagick": magick, **paths}
        except (OSError, subprocess.CalledProcessError):
            print("ImageMagick may not read PostScript here, and is left out")
        rates = {make.__name__: rate(make, tunes, folder) for make in (ours, proved)}
        rates |= {name: rate(make, tunes[::4], folder) for name, make in paths.items()}
    print(f"{'pictures a CPU-second':24} {'':7} {'ours':>8} {'proved':>8}")
    for name, found in rates.items():
        print(f"{name:24} {found:7.1f} {rates['ours'] / found:7.1f}x {rates['proved'] / found:7.1f}x")
