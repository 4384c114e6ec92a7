"""Hears published ABC as bars of sounds, under both ways of reading accidentals, which must agree.

A sign before a note holds to the end of the bar: in every octave, as the ABC standard has it (2.1, clause 11.3), or in
its own octave alone, as in engraved music.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ssmr_bench.errors import NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.synthesis.audit.spelling import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ssmr_bench.theory.meter import Meter
    from ssmr_bench.theory.pitch import NoteName, Pitch

OPTION_HEADER = "X:1\nL:1/8\nK:C\n"
"""What an option that is ABC stands under, unless the question says otherwise."""

_SINGLE = ("", "|")
_PLAIN = re.compile(r"[\^_=A-Ga-g,'0-9/ |\]]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """What begins at one moment: a note, a chord, a rest (no pitches), or grace notes (which take no time)."""

    pitches: tuple[Pitch, ...]
    duration: Fraction | int
    tied: bool = False
    """Whether a pitch of it sounds on in the next."""


@dataclass(frozen=True, slots=True)
class Music:
    """Bars of sounds, in the order of writing."""

    meter: Meter | None
    bars: tuple[tuple[Sound, ...], ...]
    changes_meter: bool = False
    ends: frozenset[int] = frozenset()
    """The places of the bars with which a section begins or ends, at the outside or where a line is not single."""

    @property
    def sounds(self) -> tuple[Sound, ...]:
        """All sounds, as if there were no bar lines."""
        return tuple(sound for bar in self.bars for sound in bar)

    @property
    def names(self) -> frozenset[NoteName]:
        """The note names that sound."""
        return frozenset(pitch.name for sound in self.sounds for pitch in sound.pitches)

    @property
    def notes(self) -> tuple[Pitch, ...]:
        """The pitches of a line of single notes.

        Raises:
            ValueError: if it is not such a line, or is empty.
        """
        heard = [sound.pitches for sound in self.sounds if sound.pitches]
        if not heard or any(len(pitches) > 1 for pitches in heard):
            raise ValueError("expected a line of single notes")
        return tuple(pitches[0] for pitches in heard)

    @property
    def lengths(self) -> tuple[Fraction | int, ...]:
        """How long each bar is."""
        return tuple(sum(sound.duration for sound in bar) for bar in self.bars)


@lru_cache(1024)
def hear(abc: str) -> Music:
    r"""The music of the text.

    >>> sorted(str(name) for name in hear("X:1\nL:1/4\nK:G\nF [A^c] |").names)
    ['A', 'C#', 'F#']
    >>> hear("X:1\nL:1/4\nK:C\n^F f |")
    Traceback (most recent call last):
    ValueError: its accidentals give different notes if they hold in their own octave alone

    Raises:
        ValueError: if the text can't be read, or the two readings of its accidentals differ.
    """
    try:
        heard = _heard(abc)
        narrow = spelled(abc, "octave")
        if narrow != abc and _heard(narrow) != heard:
            raise ValueError("its accidentals give different notes if they hold in their own octave alone")
    except NotationError as error:
        raise ValueError(f"cannot be read: {error}") from error
    return heard


def hear_option(option: str) -> Music:
    """The music of an option that is ABC without a header: notes, lengths and bar lines, nothing else.

    Raises:
        ValueError: if there is something else; or as `hear`.
    """
    if not _PLAIN.fullmatch(option):
        raise ValueError("expected notes")
    return hear(OPTION_HEADER + option)


def _heard(abc: str) -> Music:
    score = read(abc)
    if len(score.voices) > 1:
        raise ValueError("expected one voice")
    bars = []
    changes = False
    for bar in score.bars:
        sounds = []
        for event in bar.events:
            graces = tuple(pitch for note in getattr(event, "notes", ()) for pitch in note.pitches)
            if event.duration or event.pitches or graces:
                sounds.append(Sound(event.pitches or graces, event.duration, bool(getattr(event, "ties", ()))))
            changes |= hasattr(event, "meter")
        bars.append(tuple(sounds))
    return Music(
        score.meter, tuple(bars), changes, _ends([(bar.opens_repeat, bar.line.value in _SINGLE) for bar in score.bars])
    )


def _ends(bars: Sequence[tuple[bool, bool]]) -> frozenset[int]:
    breaks = {0, len(bars)}
    for number, (opens_repeat, closed_by_single_line) in enumerate(bars):
        breaks |= {number} if opens_repeat else set()
        breaks |= set() if closed_by_single_line else {number + 1}
    return frozenset(place for each in breaks for place in (each - 1, each) if 0 <= place < len(bars))
