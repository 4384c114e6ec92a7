"""Writes scores in ABC."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import lyrics
from ssmr_bench.notation.abc.fields import ALTERATIONS, MODES
from ssmr_bench.notation.clef import TREBLE
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
from ssmr_bench.notation.signature import altered
from ssmr_bench.notation.signs import Signs
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from ssmr_bench.notation.clef import Clef
    from ssmr_bench.notation.score import Bar, Event, Score, Tuplet, Voice
    from ssmr_bench.notation.signature import Signature
    from ssmr_bench.theory.pitch import NoteName, Pitch

_SIGNS = {alteration: sign for sign, alteration in ALTERATIONS.items()}


def write(score: Score, unit: Fraction = Fraction(1, 8)) -> str:
    """The score as an ABC tune, each voice on one line with its lyrics below; no line break at the end.

    Its accidentals mean the same to those for whom a sign holds to the end of the bar in its own octave, as in engraved
    music, and to those for whom it holds in every octave, the standard's default (11.3, `propagate-accidentals`).

    Args:
        score: What to write. Bars without events leave nothing but a bar line.
        unit: The length of a note that bears no figure (`L:`), as a part of a whole note.

    Raises:
        ValueError: on what ABC has no sign for: a triple sharp or flat, line breaks and quotes in texts.
    """
    title = [f"T:{_text(score.title)}"] if score.title else []
    meter = [f"M:{score.meter}"] if score.meter else []
    key = f"K:{_key(score.signature, score.tonic)}"
    if not score.lower:
        body = _voice(score.voices[0], score.signature, unit)
        return "\n".join(["X:1", *title, *meter, f"L:{unit}", key + _clef(score.clef), *body])
    names = [f"V:{number}" for number in range(1, len(score.voices) + 1)]
    header = [name + _clef(voice.clef) for name, voice in zip(names, score.voices, strict=True)]
    lines = ["X:1", *title, *meter, f"L:{unit}", *header, key]
    for name, voice in zip(names, score.voices, strict=True):
        lines += [name, *_voice(voice, score.signature, unit)]
    return "\n".join(lines)


def _voice(voice: Voice, signature: Signature, unit: Fraction) -> list[str]:
    """Its line of music, and its lines of lyrics."""
    writing = _Writing(voice.clef, signature, unit)
    music = [_opening(voice.bars[0]) if voice.bars else ""]
    for bar, after in zip(voice.bars, (*voice.bars, None)[1:], strict=True):
        music += [writing.bar(bar), _line(bar, after)]
    notes = [event for bar in voice.bars for event in bar.events if isinstance(event, Note | Chord)]
    return ["".join(music) if voice.bars else " |]", *lyrics.lines(notes)]


def _opening(first: Bar) -> str:
    volta = f"[{','.join(map(str, first.volta))} " if first.volta else ""
    return ("|: " if first.opens_repeat else "") + volta


def _line(bar: Bar, after: Bar | None) -> str:
    """The bar line after a bar, with what begins there."""
    if after is None:
        return {Barline.PLAIN: " |]", Barline.NONE: ""}.get(bar.line, f" {bar.line.value}")
    volta = ",".join(map(str, after.volta))
    if bar.line is Barline.NONE and volta and not after.opens_repeat:
        return f" [{volta} "
    line = bar.line.value or "|"
    if after.opens_repeat:
        line = {"|": "|:", ":|": "::", "[|]": "[|]:"}.get(line, f"{line} |:")
    if not volta:
        return f" {line} "
    return f" {line}{volta} " if line.endswith("|") else f" {line} [{volta} "


class _Writing:
    """A voice while it is written."""

    def __init__(self, clef: Clef, signature: Signature, unit: Fraction) -> None:
        self._octaves = clef.octaves
        self._signs = Signs(signature)
        self._unit = unit

    def bar(self, bar: Bar) -> str:
        text = " ".join(map(self._event, bar.events))
        self._signs.end_bar()
        return text

    def _event(self, event: Event) -> str:
        if isinstance(event, Note | Chord):
            text = self._opened(event) + self._sounding(event)
            self._signs.sounded(event.ties)
            return text
        if isinstance(event, Rest):
            self._signs.sounded(())
            return self._rest(event)
        if isinstance(event, Graces):
            return f"{{{'/' if event.slashed else ''}{' '.join(map(self._sounding, event.notes))}}}"
        return f'"{_quoted(event.text)}"' if isinstance(event, ChordSymbol) else f"[{self._change(event)}]"

    def _change(self, event: KeyChange | MeterChange | ClefChange) -> str:
        if isinstance(event, KeyChange):
            self._signs.change(event.signature)
            return f"K:{_key(event.signature, event.tonic)}"
        if isinstance(event, MeterChange):
            return f"M:{event.meter or 'none'}"
        self._octaves = event.clef.octaves
        return f"K:clef={event.clef.name}"

    def _opened(self, event: Note | Chord | Rest) -> str:
        """The figures of a tuplet that begins with the event."""
        tuplet = event.tuplet
        if tuplet is None or tuplet.place:
            return ""
        if (tuplet.notes, tuplet.time, tuplet.length) == (3, 2, 3):
            return "(3"
        return f"({tuplet.notes}:{tuplet.time}:{tuplet.length}"

    def _rest(self, rest: Rest) -> str:
        if rest.bars:
            return f"{'Z' if rest.visible else 'X'}{rest.bars if rest.bars > 1 else ''}"
        return f"{self._opened(rest)}{'z' if rest.visible else 'x'}{self._length(rest)}"

    def _sounding(self, event: Note | Chord) -> str:
        tie = "-" if event.ties else ""
        if isinstance(event, Note):
            return self._head(event.pitch) + self._length(event) + tie
        whole = set(event.ties) == set(event.pitches)
        heads = [self._head(pitch) + ("-" if pitch in event.ties and not whole else "") for pitch in event.pitches]
        return f"[{''.join(heads)}]{self._length(event)}{tie if whole else ''}"

    def _head(self, pitch: Pitch) -> str:
        octave = pitch.octave - self._octaves
        head = pitch.letter.lower() + "'" * (octave - 5) if octave >= 5 else pitch.letter + "," * (4 - octave)
        return self._sign(pitch) + head

    def _sign(self, pitch: Pitch) -> str:
        if not self._signs.needed(pitch):
            return ""
        if pitch.alteration not in _SIGNS:
            raise ValueError(f"ABC has no sign for {pitch}; two sharps or flats are the most")
        return _SIGNS[pitch.alteration]

    def _length(self, event: Note | Chord | Rest) -> str:
        return _figure(event.duration, self._unit, event.tuplet)


@lru_cache(maxsize=4096)
def _figure(duration: Fraction, unit: Fraction, tuplet: Tuplet | None) -> str:
    """The length of a note or rest in units, as it is written after it: "" for one, "3/2" for one and a half."""
    units = duration / unit / (tuplet.factor if tuplet else 1)
    above = "" if units.numerator == 1 else str(units.numerator)
    below = "" if units.denominator == 1 else f"/{units.denominator}"
    return above + below


def _key(signature: Signature, tonic: NoteName | None) -> str:
    if isinstance(signature, KeySignature):
        if tonic is None:
            return str(signature.major)
        for mode, sharps in MODES.items():
            if signature.fifths == tonic.fifth + sharps:
                return f"{tonic}{mode}"
    signs = "".join(f" {_SIGNS[name.alteration]}{name.letter}" for name in altered(signature))
    return f"{tonic or 'none'} exp{signs}"


def _clef(clef: Clef) -> str:
    return "" if clef == TREBLE else f" clef={clef.name}"


def _text(text: str) -> str:
    """The text as a field holds it."""
    if "\n" in text or "\r" in text or text != text.strip(" \t"):
        raise ValueError(f"{text!r} does not fit into one line of ABC")
    return text.replace("%", "\\%")


def _quoted(text: str) -> str:
    if '"' in text or text[:1] in {"", *"^_<>@"}:
        raise ValueError(f"{text!r} would not be read as a chord symbol")
    return _text(text)
