"""ABC, read and written by the standard 2.1 (http://abcnotation.com/wiki/abc:standard:v2.1).

A sign before a note holds to the end of the bar in every octave, as the standard (11.3, `propagate-accidentals`) and
abc2midi have it. In engraved music it holds in its own octave alone; `write` repeats signs so that both readings agree.
A tie over a bar line carries its note's sign with it.

Not kept, as a score has no place for them: slurs, decorations, annotations, tempo, beams, line breaks, and the symbols
of `M:C` and `M:C|`, which are read as 4/4 and 2/2. Voice overlays (`&`) are refused.
"""

from ssmr_bench.notation.abc.reader import read
from ssmr_bench.notation.abc.writer import write

__all__ = ["read", "write"]
