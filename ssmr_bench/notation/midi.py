"""Writes performances as Standard MIDI Files (RP-001, format 1): one track for the signs, and one a voice."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from ssmr_bench.notation.score import KeyChange
from ssmr_bench.theory.key import KeySignature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mido import Message, MetaMessage

    from ssmr_bench.notation.performance import Performance, Sign, Sounding
    from ssmr_bench.theory.meter import Meter

_TICKS = 480
_FINEST = 10_080
"""2^5 x 3^2 x 5 x 7."""
_MOST = 0x7FFF
"""What the header has room for: 15 bits."""
_VELOCITY = 80
_DRUMS = 9
_CHANNELS = [channel for channel in range(16) if channel != _DRUMS]
_SLOWEST = 0xFFFFFF
"""Microseconds a quarter note can take at most: 24 bits."""


def midi(performance: Performance) -> bytes:
    """The performance as a file: its notes, tempo, key signatures and meters.

    Notes lie on ticks exactly, unless that needs more than 32,767 ticks a quarter note. Key signatures of other
    than seven notes in fifths, and meters over other than a power of two, have no event in MIDI.
    """
    from mido import MetaMessage, MidiFile, MidiTrack, bpm2tempo

    ticks = ticks_of(performance.notes)
    file = MidiFile(type=1, ticks_per_beat=ticks)
    tempo = min(_SLOWEST, bpm2tempo(float(performance.tempo)))
    first = [(Fraction(0), MetaMessage("set_tempo", tempo=tempo)), *_signs(performance.signs)]
    file.tracks.append(MidiTrack(_timed(first, ticks)))
    for voice in sorted({note.voice for note in performance.notes}):
        notes = [note for note in performance.notes if note.voice == voice]
        file.tracks.append(MidiTrack(_timed(_strokes(notes), ticks)))
    written = BytesIO()
    file.save(file=written)
    return written.getvalue()


def ticks_of(notes: Iterable[Sounding], least: int = _TICKS) -> int:
    """Ticks a quarter note on which all notes begin and end: a multiple of `least`; 10,080 if that takes too many.

    >>> from ssmr_bench.notation.performance import Sounding
    >>> seventh = Sounding(Fraction(0), 60, Fraction(1, 7 * 4))
    >>> ticks_of([seventh]), ticks_of([seventh], 1)
    (3360, 7)
    """
    needed = lcm(least, *((4 * time).denominator for note in notes for time in (note.start, note.duration)))
    return needed if needed <= _MOST else _FINEST


def _strokes(notes: Sequence[Sounding]) -> list[tuple[Fraction, Message]]:
    """Keys that go down and up again; at one moment up before down, so that a repeated note is heard again."""
    from mido import Message

    said = {"channel": _CHANNELS[notes[0].voice % len(_CHANNELS)], "velocity": _VELOCITY}
    ends = [(note.start + note.duration, 0, note.midi) for note in notes]
    begins = [(note.start, 1, note.midi) for note in notes]
    return [(at, Message(("note_off", "note_on")[on], note=key, **said)) for at, on, key in sorted([*ends, *begins])]


def _signs(signs: Sequence[Sign]) -> list[tuple[Fraction, MetaMessage]]:
    said = (
        (sign.start, _key(sign.event) if isinstance(sign.event, KeyChange) else _meter(sign.event.meter))
        for sign in signs
    )
    return [(start, event) for start, event in said if event]


def _key(change: KeyChange) -> MetaMessage | None:
    """MIDI knows major and minor alone; other modes go by the major key with their signature."""
    from mido import MetaMessage

    if not isinstance(change.signature, KeySignature):
        return None
    minor = change.tonic is not None and change.tonic.fifth == change.signature.fifths + 3
    return MetaMessage("key_signature", key=f"{change.tonic}m" if minor else str(change.signature.major))


def _meter(meter: Meter | None) -> MetaMessage | None:
    from mido import MetaMessage

    if meter is None or meter.unit & (meter.unit - 1) or meter.count > 255:
        return None
    # A quarter note has 24 MIDI clocks; one click is the first beat.
    click = max(1, min(255, round(96 * meter.beat_lengths[0])))
    return MetaMessage("time_signature", numerator=meter.count, denominator=meter.unit, clocks_per_click=click)


def _timed(said: Sequence[tuple[Fraction, Message | MetaMessage]], ticks: int) -> list[Message | MetaMessage]:
    """The events with the ticks since the one before."""
    at = [0, *(round(4 * start * ticks) for start, _ in said)]
    waits = (after - before for before, after in pairwise(at))
    return [event.copy(time=wait) for wait, (_, event) in zip(waits, said, strict=True)]
