"""What the glyphs of the music font mean, by their code points in SMuFL 1.4."""

from __future__ import annotations

from fractions import Fraction

HEADS = {"E0A0": Fraction(2), "E0A1": Fraction(2), "E0A2": Fraction(1), "E0A3": Fraction(1, 2), "E0A4": Fraction(1, 4)}
"""The value of each notehead without flags or beams."""
FLAGS = {f"E24{digit:X}": digit // 2 + 1 for digit in range(16)}
"""Flags on a stem, up or down."""
RESTS = {"E4E1": Fraction(4)} | {f"E4{code:X}": Fraction(2) / 2**place for place, code in enumerate(range(0xE2, 0xED))}
ACCIDENTALS = {"E264": -2, "E260": -1, "E261": 0, "E262": 1, "E263": 2}
CLEFS = {
    "E050": ("G", 0),
    "E051": ("G", -2),
    "E052": ("G", -1),
    "E053": ("G", 1),
    "E054": ("G", 2),
    "E05C": ("C", 0),
    "E05D": ("C", -1),
    "E062": ("F", 0),
    "E063": ("F", -2),
    "E064": ("F", -1),
    "E065": ("F", 1),
    "E066": ("F", 2),
    "E07A": ("G", 0),
    "E07B": ("C", 0),
    "E07C": ("F", 0),
}
"""The letter of each clef, and its octaves."""
FIGURES = {f"E08{digit}": str(digit) for digit in range(10)} | {"E08C": "+", "E08D": "+"}
"""What time signatures and rests of several bars are numbered with."""
TUPLETS = {f"E88{digit}": str(digit) for digit in range(10)}
REPEAT_DOT = "E044"
IGNORED = {"E003", "E004"}
"""The ends of the bracket that joins staves."""
FULL, SMALL = 0.72, 0.54
"""The scales of signs, and of grace notes and theirs."""
HEAD_WIDTHS = {"E0A0": 545, "E0A1": 348, "E0A2": 405, "E0A3": 314, "E0A4": 314}
"""In units of the font at scale 1, as all below."""
SIGN_WIDTHS = {"E264": 388, "E260": 198, "E261": 157, "E262": 197, "E263": 257}
