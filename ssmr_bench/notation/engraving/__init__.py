"""Pictures of scores: MEI, laid out by Verovio, drawn as PNG."""

from ssmr_bench.notation.engraving.engraver import crop, draw, engrave, plate
from ssmr_bench.notation.engraving.layout import Layout

__all__ = ["Layout", "crop", "draw", "engrave", "plate"]
