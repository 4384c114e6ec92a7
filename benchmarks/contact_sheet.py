"""A hundred pictures of one look, to be looked at: `python benchmarks/contact_sheet.py LOOK OUT.png [STRENGTH]`."""

from __future__ import annotations

import sys
from io import BytesIO

from PIL import Image

from ssmr_bench.synthesis import splits
from ssmr_bench.synthesis.visual import Look, Style

COUNT, COLUMNS, WIDTH, HEIGHT = 100, 5, 420, 130

if __name__ == "__main__":
    style = Style(look=Look(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 2))  # type: ignore[arg-type]
    problems = splits.load("1.0").problems
    sheet = Image.new("RGB", (COLUMNS * WIDTH, COUNT // COLUMNS * HEIGHT), "#8888ff")
    # A stride that meets every template: they stand in a regular order.
    for number, problem in enumerate(problems[place * 37 % len(problems)] for place in range(COUNT)):
        picture = Image.open(BytesIO(style.draw(problem)[0])).convert("RGB")
        picture.thumbnail((WIDTH - 6, HEIGHT - 6), Image.Resampling.LANCZOS)
        row, column = divmod(number, COLUMNS)
        sheet.paste(picture, (column * WIDTH, row * HEIGHT))
    sheet.save(sys.argv[2])
