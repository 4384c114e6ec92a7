"""Writes scores in MEI 5: the header, the staves, and their bars side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ssmr_bench.notation.mei.layer import Layer
from ssmr_bench.notation.mei.signatures import clef_attributes, key_element, meter_attributes
from ssmr_bench.notation.score import Bar, Barline, ClefChange, KeyChange, MeterChange
from ssmr_bench.notation.signature import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.score import Score

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<mei xmlns="http://www.music-encoding.org/ns/mei" meiversion="5.0"><meiHead><fileDesc><titleStmt><title>{title}</title>\
</titleStmt><pubStmt/></fileDesc></meiHead><music><body><mdiv><score>"""
_TAIL = "</score></mdiv></body></music></mei>"
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in XML 1.0 (section 2.2), not even escaped; a title, a syllable or a chord may hold it."""

_LINES = {
    Barline.PLAIN: "single",
    Barline.SINGLE: "single",
    Barline.DOUBLE: "dbl",
    Barline.FINAL: "end",
    Barline.OPENING: "heavy",
    Barline.DOTTED: "dotted",
    Barline.REPEAT: "rptend",
    Barline.NONE: "invis",
}


def write(score: Score, *, beams: bool = True) -> str:
    """The score as an MEI document with one staff a voice.

    Notes bear the accidentals that `notation.abc.write` gives them: text and picture show the same. Beams join what
    lies in a beam group of the meter; without a meter, or with `beams` off, there are flags, which favour none.

    Raises:
        ValueError: on what no sign is engraved for: triple sharps and flats, notes above a breve or below a 256th.
    """
    staves = "".join(
        f'<staffDef n="{number}" lines="5"{clef_attributes(voice.clef)}'
        f"{meter_attributes(score.meter)}>{key_element(score.signature)}</staffDef>"
        for number, voice in enumerate(score.voices, 1)
    )
    group = (
        f'<staffGrp bar.thru="false">{staves}</staffGrp>'
        if len(score.voices) == 1
        else (f'<staffGrp symbol="bracket" bar.thru="true">{staves}</staffGrp>')
    )
    body = "".join(_section(score, beams=beams))
    document = f"{_HEAD.format(title=escape(score.title))}<scoreDef>{group}</scoreDef><section>{body}</section>{_TAIL}"
    return _NO_XML.sub("", document)


def _section(score: Score, *, beams: bool) -> Iterator[str]:
    """The bars, those of each volta within its ending."""
    layers = [Layer(staff, score.signature, score.meter, beams=beams) for staff in range(1, len(score.voices) + 1)]
    rows = list(zip_longest(*(_with_early_clefs(voice.bars) for voice in score.voices), fillvalue=Bar(())))
    open_volta = False
    for number, bars in enumerate(rows, 1):
        row: Sequence[Bar] = bars
        first, after = bars[0], rows[number][0] if number < len(rows) else None
        if open_volta and (first.volta or _ends_volta(rows[number - 2][0])):
            yield "</ending>"
            open_volta = False
        if number > 1:
            row, change = _led(bars, layers)
            yield change
        if first.volta:
            yield f'<ending n="{", ".join(map(str, first.volta))}" lendsym="angledown">'
            open_volta = True
        yield _measure(row, layers, after)
    if open_volta:
        yield "</ending>"


def _with_early_clefs(bars: Sequence[Bar]) -> list[Bar]:
    """The bars, a clef that one begins with at the end of the one before: it stands before the bar line."""
    moved = list(bars)
    for number, bar in enumerate(moved[1:], 1):
        if bar.events and isinstance(clef := bar.events[0], ClefChange):
            before = moved[number - 1]
            moved[number - 1] = replace(before, events=(*before.events, clef))
            moved[number] = replace(bar, events=bar.events[1:])
    return moved


def _led(bars: Sequence[Bar], layers: Sequence[Layer]) -> tuple[Sequence[Bar], str]:
    """The bars without the changes of key and meter that all of them begin with, and these for all staves."""
    attributes, signs = "", ""
    while all(bar.events for bar in bars) and isinstance(change := bars[0].events[0], KeyChange | MeterChange):
        if any(bar.events[0] != change for bar in bars):
            break
        if isinstance(change, MeterChange):
            attributes += meter_attributes(change.meter)
        elif altered(change.signature) != altered(layers[0].signature):
            signs = key_element(change.signature)
        for layer in layers:
            layer.begin(change)
        bars = [replace(bar, events=bar.events[1:]) for bar in bars]
    return bars, f"<scoreDef{attributes}>{signs}</scoreDef>" if attributes or signs else ""


def _ends_volta(bar: Bar) -> bool:
    return bar.line not in {Barline.PLAIN, Barline.SINGLE}


def _measure(bars: Sequence[Bar], layers: Sequence[Layer], after: Bar | None) -> str:
    first = bars[0]
    line = "end" if after is None and first.line is Barline.PLAIN else _LINES[first.line]
    left = ' left="rptstart"' if first.opens_repeat else ""
    staves, controls = [], []
    for staff, (bar, layer) in enumerate(zip(bars, layers, strict=True), 1):
        written = layer.bar(bar)
        staves.append(f'<staff n="{staff}"><layer n="1">{written.events}</layer></staff>')
        controls.append(written.controls)
    return f'<measure right="{line}"{left}>{"".join(staves)}{"".join(controls)}</measure>'
