"""What stands in a bar of one staff, in MEI: notes with their signs, beams and tuplets, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ssmr_bench.notation.mei.signatures import ACCIDENTALS, clef_attributes, key_element, meter_attributes
from ssmr_bench.notation.score import Chord, ChordSymbol, Graces, KeyChange, MeterChange, Note, Rest
from ssmr_bench.notation.signature import altered
from ssmr_bench.notation.signs import Signs
from ssmr_bench.theory.duration import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.score import Bar, ClefChange, Tuplet
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import Pitch

_BREVE = Fraction(2)
_SHORTEST = Fraction(1, 256)


@dataclass(frozen=True, slots=True)
class Written:
    """A bar in MEI: what stands in the layer, and what hangs on the bar."""

    events: str
    controls: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """An event in XML, and what joins it to its neighbours."""

    xml: str
    tuplet: Tuplet | None = None
    beam: int | None = None
    """The number of its beam group in the bar; None for what bears no flags."""
    passed: bool = False
    """Whether a beam goes on over it, as over grace notes."""


class Layer:
    """A voice while it is written, bar by bar."""

    def __init__(self, staff: int, signature: Signature, meter: Meter | None, *, beams: bool) -> None:
        self._staff = staff
        self.signature = signature
        """The one in force."""
        self._signs = Signs(signature)
        self._meter = meter
        self._beams = beams
        self._tied: tuple[Pitch, ...] = ()
        """The pitches that sound on into the next note or chord."""

    def begin(self, change: KeyChange | MeterChange) -> None:
        """A change has been written before the bar."""
        if isinstance(change, KeyChange):
            self.signature = change.signature
            self._signs.change(change.signature)
        else:
            self._meter = change.meter

    def bar(self, bar: Bar) -> Written:
        """The bar, and the state after it."""
        pieces: list[_Piece] = []
        symbols: list[str] = []
        start = Fraction(0)
        for event in bar.events:
            if isinstance(event, ChordSymbol):
                symbols.append(self._symbol(event, start))
            elif isinstance(event, Note | Chord | Rest):
                pieces += self._sounding(event, start)
            elif isinstance(event, Graces):
                pieces.append(_Piece(self._graces(event), passed=True))
            else:
                pieces.append(_Piece(self._change(event)))
            start += event.duration
        self._signs.end_bar()
        return Written("".join(_joined(pieces)), "".join(symbols))

    def _symbol(self, symbol: ChordSymbol, start: Fraction) -> str:
        beat = 1 + float(start * (self._meter.unit if self._meter else 4))
        return f'<harm staff="{self._staff}" place="above" tstamp="{beat:g}">{escape(symbol.text)}</harm>'

    def _change(self, event: KeyChange | MeterChange | ClefChange) -> str:
        if isinstance(event, KeyChange):
            before = altered(self.signature)
            self.begin(event)
            return key_element(event.signature) if before != altered(event.signature) else ""
        if isinstance(event, MeterChange):
            self.begin(event)
            return f"<meterSig{meter_attributes(event.meter, '')}/>" if event.meter else ""
        return f"<clef{clef_attributes(event.clef, '')}/>"

    def _sounding(self, event: Note | Chord | Rest, start: Fraction) -> Iterator[_Piece]:
        """The event, in notes tied together where one does not last as long."""
        if isinstance(event, Rest) and event.bars:
            self._tied = ()
            self._signs.sounded(())
            yield _Piece(f'<multiRest num="{event.bars}"/>' if event.bars > 1 else "<mRest/>")
            return
        written = event.duration / (event.tuplet.factor if event.tuplet else 1)
        parts = Duration.tied(written)
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            xml = self._rest(event, part) if isinstance(event, Rest) else self._note(event, part, last=last)
            yield _Piece(xml, event.tuplet, self._group(start) if part.flags and not isinstance(event, Rest) else None)
            start += part.length * (event.tuplet.factor if event.tuplet else 1)
        if not isinstance(event, Rest):
            self._signs.sounded(event.ties)

    def _group(self, start: Fraction) -> int | None:
        """The beam group that a moment lies in."""
        if self._meter is None or not self._beams:
            return None
        bars, within = divmod(start, self._meter.bar)
        groups = self._meter.beam_groups
        reached = Fraction(0)
        for number, length in enumerate(groups):
            reached += length
            if within < reached:
                return int(bars) * len(groups) + number
        raise AssertionError("beam groups fill the bar")

    def _rest(self, rest: Rest, part: Duration) -> str:
        self._tied = ()
        self._signs.sounded(())
        return f"<{'rest' if rest.visible else 'space'}{_length(part)}/>"

    def _note(self, event: Note | Chord, part: Duration, *, last: bool) -> str:
        onward = event.ties if last else event.pitches
        heads = [self._head(pitch, onward) for pitch in event.pitches]
        verses = "".join(_verse(number, text) for number, text in enumerate(event.lyrics, 1)) if last else ""
        self._tied = onward
        if len(heads) == 1 and isinstance(event, Note):
            return heads[0].format(length=_length(part), inside=verses)
        notes = "".join(head.format(length="", inside="") for head in heads)
        return f"<chord{_length(part)}>{notes}{verses}</chord>"

    def _head(self, pitch: Pitch, onward: Sequence[Pitch]) -> str:
        """A note, with places for its length and what it contains."""
        held = pitch in self._tied
        tie = {(True, True): "m", (True, False): "t", (False, True): "i"}.get((held, pitch in onward))
        needed = self._signs.needed(pitch) and not held
        if pitch.alteration not in ACCIDENTALS:
            raise ValueError(f"no sign is engraved for {pitch}; two sharps or flats are the most")
        accidental = f' accid="{ACCIDENTALS[pitch.alteration]}"' if needed else ""
        tied = f' tie="{tie}"' if tie else ""
        place = f'pname="{pitch.letter.lower()}" oct="{pitch.octave}"'
        return f"<note{{length}} {place}{accidental}{tied}>{{inside}}</note>"

    def _graces(self, graces: Graces) -> str:
        kind = ' grace="unacc" stem.mod="1slash"' if graces.slashed else ' grace="acc"'
        notes = []
        for event in graces.notes:
            length = _length(Duration.tied(event.duration)[0]) + kind
            heads = [self._head(pitch, ()) for pitch in event.pitches]
            if isinstance(event, Note):
                notes.append(heads[0].format(length=length, inside=""))
            else:
                notes.append(f"<chord{length}>{''.join(head.format(length='', inside='') for head in heads)}</chord>")
        beamed = f"<beam>{''.join(notes)}</beam>" if len(notes) > 1 else notes[0]
        return f"<graceGrp>{beamed}</graceGrp>"


def _length(part: Duration) -> str:
    if part.value < _SHORTEST:
        raise ValueError(f"no note as short as {part.length} is engraved; a 256th is the shortest")
    if part.value > _BREVE:
        raise ValueError(f"no note as long as {part.length} is engraved; a breve is the longest")
    name = "breve" if part.value == _BREVE else str(1 / part.value)
    return f' dur="{name}"' + (f' dots="{part.dots}"' if part.dots else "")


def _verse(number: int, text: str) -> str:
    """A syllable; one that goes on is followed by a hyphen, one that is held by a line."""
    if not text:
        return ""
    if text == "_":
        return f'<verse n="{number}"><syl con="u"/></verse>'
    onward = ' con="d" wordpos="i"' if text.endswith("-") else ""
    return f'<verse n="{number}"><syl{onward}>{escape(text.removesuffix("-"))}</syl></verse>'


def _joined(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The pieces, those of a tuplet within one, and beams within and beside tuplets."""
    numbered, number = [], 0
    for piece in pieces:
        number += piece.tuplet is None or piece.tuplet.place == 0
        numbered.append((number if piece.tuplet else 0, piece))
    for in_tuplet, group in groupby(numbered, lambda each: each[0]):
        own = [piece for _, piece in group]
        inside = "".join(_beamed(own))
        tuplet = own[0].tuplet
        yield (
            f'<tuplet num="{tuplet.notes}" numbase="{tuplet.time}">{inside}</tuplet>'
            if in_tuplet and tuplet
            else inside
        )


def _beamed(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The pieces, neighbours of one beam group under one beam."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and (piece.passed or piece.beam == run[0].beam is not None):
            run.append(piece)
            continue
        yield from _run(run)
        run = [piece]
    yield from _run(run)


def _run(run: list[_Piece]) -> Iterator[str]:
    """A run of pieces; grace notes at its end stand outside the beam."""
    after = []
    while run and run[-1].passed:
        after.append(run.pop().xml)
    inside = "".join(piece.xml for piece in run)
    yield f"<beam>{inside}</beam>" if sum(piece.beam is not None for piece in run) > 1 else inside
    yield from reversed(after)
