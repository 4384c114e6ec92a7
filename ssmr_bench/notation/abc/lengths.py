"""How long notes sound while a voice is read: unit lengths, broken rhythm and tuplets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ssmr_bench.notation.abc import tokens
from ssmr_bench.notation.score import Tuplet

if TYPE_CHECKING:
    from ssmr_bench.theory.meter import Meter

_LONGEST = 10**9
_TIMES = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
"""The time of tuplets in all meters; the others have 3 in compound meters, else 2."""


class Lengths:
    """The state that gives the next note its duration. Methods raise a ValueError on figures that make no sense."""

    def __init__(self, unit: Fraction) -> None:
        self._stretch: Fraction | None = None
        """What broken rhythm does to the next note."""
        self._tuplet: Tuplet | None = None
        """The place in a tuplet of the next note."""
        self.measure(unit)

    def measure(self, unit: Fraction) -> None:
        """Sets the unit length."""
        self.unit = unit
        self._known: dict[str, Fraction] = {}

    def next(self, length: str, times: Fraction | None = None) -> tuple[Fraction, Tuplet | None]:
        """How long the next note sounds, and its place in a tuplet; it is then no longer the next."""
        duration = self._known.get(length)
        if duration is None:
            duration = self._known[length] = tokens.duration(length, self.unit)
        if times is not None:
            duration = bounded(duration * times)
        if self._stretch is not None:
            duration = bounded(duration * self._stretch)
            self._stretch = None
        tuplet = self._tuplet
        if tuplet is None:
            return duration, None
        place = tuplet.place + 1
        self._tuplet = replace(tuplet, place=place) if place < tuplet.length else None
        return bounded(duration * tuplet.factor), tuplet

    def broken(self, text: str) -> Fraction:
        """What broken rhythm does to the note before it; the one after it gets the rest."""
        if self._stretch is not None or len(text) > 5:
            raise ValueError(f"{text[:12]!r} out of place; expected up to five signs between two notes")
        short = Fraction(1, 2 ** len(text))
        now, self._stretch = (2 - short, short) if text[0] == ">" else (short, 2 - short)
        return now

    def tuplet(self, text: str, meter: Meter | None) -> None:
        """Opens a tuplet by its figures, as in (3, (3:2:4 or (3::2; an open one breaks off."""
        figures = [*text[1:].split(":"), "", ""][:3]
        if any(len(figure) > 4 or (figure and not int(figure)) for figure in figures):
            raise ValueError(f"cannot read the tuplet {text[:12]!r}; expected numbers from 1 to 9999")
        notes = int(figures[0])
        if figures[1]:
            time = int(figures[1])
        elif 2 <= notes <= 9:
            compound = meter is not None and meter.count > 3 and meter.count % 3 == 0
            time = _TIMES.get(notes, 3 if compound else 2)
        else:
            raise ValueError(f"cannot read the tuplet {text!r}; expected its time too, as in ({notes}:2")
        self._tuplet = Tuplet(notes, time, int(figures[2] or notes), 0)

    def finish(self) -> None:
        """Sees that nothing is left open that needs another note."""
        if self._stretch is not None:
            raise ValueError("broken rhythm at the end; expected a note after > or <")


def bounded(duration: Fraction) -> Fraction:
    """The duration itself, unless its numerator or denominator is beyond all music."""
    if max(duration.numerator, duration.denominator) > _LONGEST:
        raise ValueError("no note is as long or as short as that; expected smaller figures")
    return duration
