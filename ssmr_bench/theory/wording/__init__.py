"""Reads names as people and models write them: notes, intervals, triads, scales and meters.

Each reader is total: it gives the one value that a whole text names, and None where the text names none, more than one,
or can be taken in two ways. German names are left out ("B" is another note there), and so are names without a quality
("a fifth") or without a spelling ("a tritone").
"""

from ssmr_bench.theory.wording.chord import harmony
from ssmr_bench.theory.wording.interval import interval
from ssmr_bench.theory.wording.meter import meter
from ssmr_bench.theory.wording.note import note, notes
from ssmr_bench.theory.wording.scale import scale

__all__ = ["harmony", "interval", "meter", "note", "notes", "scale"]
