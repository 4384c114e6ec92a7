"""Sight-reading: takes an engraved page for nothing but marks, and reads the music off it again."""

from ssmr_bench.notation.sight.proof import faded, misreading
from ssmr_bench.notation.sight.reader import read

__all__ = ["faded", "misreading", "read"]
