"""Clefs, key signatures and time signatures in MEI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.notation.signature import altered
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from ssmr_bench.notation.clef import Clef
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.meter import Meter

ACCIDENTALS = {-2: "ff", -1: "f", 0: "n", 1: "s", 2: "x"}
"""The name of each sign."""
_FIGURES = {1: 8, 2: 15}
"""What stands at a clef for so many octaves."""


def clef_attributes(clef: Clef, prefix: str = "clef.") -> str:
    """The attributes of a clef, in a `staffDef` or, without the prefix, in an element of its own."""
    letter, line = clef.sign
    octaves = ""
    if clef.octaves:
        side = "above" if clef.octaves > 0 else "below"
        octaves = f' {prefix}dis="{_FIGURES[abs(clef.octaves)]}" {prefix}dis.place="{side}"'
    return f' {prefix}shape="{letter}" {prefix}line="{line}"{octaves}'


def key_element(signature: Signature) -> str:
    """The element of a signature; for none at all, with the naturals that cancel the one before."""
    if isinstance(signature, KeySignature):
        count = f"{abs(signature.fifths)}{'s' if signature.fifths > 0 else 'f'}" if signature.fifths else "0"
        return f'<keySig sig="{count}"/>' if signature.fifths else '<keySig sig="0" cancelaccid="before"/>'
    signs = "".join(
        f'<keyAccid pname="{name.letter.lower()}" accid="{ACCIDENTALS[name.alteration]}"/>'
        for name in altered(signature)
    )
    return f'<keySig sig="mixed">{signs}</keySig>'


def meter_attributes(meter: Meter | None, prefix: str = "meter.") -> str:
    """The attributes of a time signature; none for music without one."""
    if meter is None:
        return ""
    count = "+".join(map(str, meter.grouping)) or str(meter.count)
    return f' {prefix}count="{count}" {prefix}unit="{meter.unit}"'
