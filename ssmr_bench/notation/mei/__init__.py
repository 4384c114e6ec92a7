"""Scores in MEI, the encoding that the engraver reads."""

from ssmr_bench.notation.mei.writer import write

__all__ = ["write"]
