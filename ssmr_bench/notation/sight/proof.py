"""Proves a picture: what a player reads off the page is the score that it is meant to show."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import (
    Barline,
    Chord,
    ChordSymbol,
    ClefChange,
    Graces,
    KeyChange,
    MeterChange,
    Note,
    Rest,
)
from ssmr_bench.notation.sight.marks import page
from ssmr_bench.notation.sight.reader import read
from ssmr_bench.notation.sight.signs import HEAD_WIDTHS
from ssmr_bench.notation.sight.tokens import BarsRest, ClefSign, KeySign, LineSign, MeterSign, Struck
from ssmr_bench.notation.signature import altered
from ssmr_bench.theory.duration import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.notation.clef import Clef
    from ssmr_bench.notation.score import Bar, Event, Score, Voice
    from ssmr_bench.notation.sight.tokens import Token
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.meter import Meter

_CONTRAST = 60
"""Shades, of 255, by which ink differs from paper at the least."""


def misreading(score: Score, svg: str) -> str:
    """The first thing on the page that is not as in the score; empty if the picture is right.

    Clefs, signatures, pitches (by what signs are in force), written durations, tuplets, ties, graces, bar lines and
    texts must all be there, in order, and nothing else.
    """
    try:
        parts, texts = read(svg, len(score.voices))
    except ValueError as error:
        return str(error)
    for number, (voice, part) in enumerate(zip(score.voices, parts, strict=True), 1):
        for place, (wanted, found) in enumerate(zip_longest(tokens(voice, score), part), 1):
            if wanted != found:
                return f"voice {number}, sign {place}: {found} is drawn, not {wanted}"
    wanted_texts = Counter(_texts(score))
    # A volta that goes on in another system has its figure there again, in parentheses.
    texts = Counter(
        {text: count for text, count in texts.items() if text.strip("()") not in wanted_texts or text[0] != "("}
    )
    if texts != wanted_texts:
        return f"the texts {dict(texts - wanted_texts)} are drawn, not {dict(wanted_texts - texts)}"
    return ""


def faded(png: bytes, svg: str) -> str:
    """The first head or staff line of the page that the picture does not show; empty if all are there.

    The picture must show the box of the page, at whatever size.
    """
    from PIL import Image

    seen = page(svg)
    left, top, right, bottom = seen.box
    with Image.open(BytesIO(png)) as opened:
        picture = opened.convert("L")
    across, down = picture.width / (right - left), picture.height / (bottom - top)
    paper = picture.getpixel((0, 0))
    spots = [(head.x + HEAD_WIDTHS[head.code] * head.scale / 2, head.y) for head in seen.glyphs if head.code == "E0A4"]
    spots += [(line.x1 + (line.x2 - line.x1) / 3, line.y1) for line in seen.lines if line.level]
    for x, y in spots:
        shade = picture.getpixel((int((x - left) * across), int((y - top) * down)))
        if abs(shade - paper) < _CONTRAST:  # type: ignore[operator]  # one band, one number
            return f"nothing is drawn at {x:g}, {y:g}"
    return ""


def tokens(voice: Voice, score: Score) -> Iterator[Token]:
    """What a player should read on a voice's staff."""
    yield _clef(voice.clef)
    yield from _key(score.signature)
    yield from _meter(score.meter)
    if voice.bars and voice.bars[0].opens_repeat:
        yield LineSign("|:")
    key = _altered(score.signature)
    for number, (bar, after) in enumerate(zip(voice.bars, (*voice.bars[1:], None), strict=True)):
        events = _ordered(bar) if number else list(bar.events)
        if number and events and isinstance(events[0], ClefChange):
            events = events[1:]
        leading = _leading(events) if number else 0
        for place, event in enumerate(events):
            if bar.opens_repeat and number and leading and place == leading:
                yield LineSign("|:")
            if isinstance(event, KeyChange):
                # A signature that holds already is not drawn again.
                before, key = key, _altered(event.signature)
                yield from [KeySign(key)] if key != before else []
            else:
                yield from _event(event)
        if after and after.events and isinstance(clef := _ordered(after)[0], ClefChange):
            yield _clef(clef.clef)  # before the bar line
        yield from _line(bar, after)


def _leading(events: Sequence[Event]) -> int:
    """How many changes of key and meter the bar begins with."""
    return sum(1 for _ in takewhile(lambda event: isinstance(event, KeyChange | MeterChange), events))


def _ordered(bar: Bar) -> list[Event]:
    """The events, those that the bar begins with in the order that they are drawn in: clef, key, meter."""
    order = {ClefChange: 0, KeyChange: 1, MeterChange: 2}
    leading = list(takewhile(lambda event: type(event) in order, bar.events))
    return [*sorted(leading, key=lambda event: order[type(event)]), *bar.events[len(leading) :]]


def _event(event: Event) -> Iterator[Token]:
    if isinstance(event, MeterChange):
        yield from _meter(event.meter)
    elif isinstance(event, ClefChange):
        yield _clef(event.clef)
    elif isinstance(event, Graces):
        for note in event.notes:
            for token in _event(note):
                assert isinstance(token, Struck)
                yield Struck(token.pitches, token.value, token.dots, grace=True)
    elif isinstance(event, Rest) and event.bars > 1:
        yield BarsRest(event.bars)
    elif isinstance(event, Note | Chord) or (isinstance(event, Rest) and event.visible):
        yield from _struck(event)


def _struck(event: Note | Chord | Rest) -> Iterator[Token]:
    pitches = tuple(sorted(event.pitches, key=lambda pitch: pitch.step))
    number = event.tuplet.notes if event.tuplet else 0
    parts = Duration.tied(event.duration / (event.tuplet.factor if event.tuplet else 1))
    for part in parts[:-1]:
        yield Struck(pitches, part.value, part.dots, number, len(pitches))
    yield Struck(pitches, parts[-1].value, parts[-1].dots, number, len(getattr(event, "ties", ())))


def _line(bar: Bar, after: Bar | None) -> Iterator[Token]:
    if after and after.opens_repeat and not _leading(after.events):
        yield LineSign("::" if bar.line is Barline.REPEAT else "|:")
    elif bar.line is Barline.PLAIN:
        yield LineSign("|" if after else "|]")
    elif bar.line is not Barline.NONE:
        yield LineSign(bar.line.value)


def _clef(clef: Clef) -> ClefSign:
    return ClefSign(*clef.sign, clef.octaves)


def _key(signature: Signature) -> Iterator[Token]:
    if found := _altered(signature):
        yield KeySign(found)


def _altered(signature: Signature) -> frozenset[tuple[str, int]]:
    return frozenset((name.letter, name.alteration) for name in altered(signature))


def _meter(meter: Meter | None) -> Iterator[Token]:
    if meter:
        yield MeterSign("+".join(map(str, meter.grouping)) or str(meter.count), str(meter.unit))


def _texts(score: Score) -> Iterator[str]:
    for voice in score.voices:
        for bar in voice.bars:
            if bar.volta:
                yield ", ".join(map(str, bar.volta))
            for event in bar.events:
                if isinstance(event, ChordSymbol):
                    yield event.text
                for syllable in getattr(event, "lyrics", ()):
                    if syllable.strip("_-"):
                        yield syllable.removesuffix("-")
