"""What a model is asked to write (`Assignment`, one line of JSON): the next bars of a score, or a melody to a brief."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, get_args

from ssmr_bench.errors import DataError, NotationError
from ssmr_bench.notation.abc import read
from ssmr_bench.notation.clef import Clef
from ssmr_bench.synthesis.problem import LEVELS
from ssmr_bench.theory.key import Key
from ssmr_bench.theory.meter import Meter
from ssmr_bench.theory.pitch import Pitch
from ssmr_bench.untrusted import json_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.notation.score import Score

Kind = Literal["continuation", "composition"]
Cadence = Literal["free", "tonic", "step", "dominant", "period"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CADENCES: tuple[Cadence, ...] = get_args(Cadence)
"""How the music is to end: however it will (a continuation); on the tonic; on the tonic, come to by step; on the fifth
degree; or, after a first half that ends on a note of the dominant triad, on the tonic."""
CONTINUED = 4
"""Bars that a continuation adds."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written.

    Raises:
        DataError: if a field does not hold together with the others; the message names the assignment.
    """

    id: str
    """Unique over all splits, and the name that its chances were drawn from."""
    kind: str
    """One of `KINDS`."""
    level: int
    """Difficulty, 1 (easiest) to 5."""
    abc: str
    """The music to be continued; empty for a composition."""
    key: str
    """As `Key.name` writes it: "E-flat major"."""
    meter: str
    """As `Meter` writes it: "6/8"."""
    clef: str
    """As `Clef.parse` reads it; it says where the music is engraved, and is not judged."""
    bars: int
    """How many to write; of a continuation, how many more."""
    lowest: str
    """The lowest pitch that may sound, as `Pitch` writes it; empty for a continuation."""
    highest: str
    """The highest pitch, so too."""
    cadence: str
    """One of `CADENCES`."""

    def __post_init__(self) -> None:
        for holds, flaw in (*self._plain_checks(), *self._musical_checks()):
            if not holds():
                raise DataError(f"assignment {self.id!r}: {flaw}")

    def _plain_checks(self) -> tuple[tuple[Callable[[], bool], str], ...]:
        continued = self.kind == "continuation"
        return (
            (lambda: bool(self.id), "the id is empty"),
            (lambda: self.kind in KINDS, f"kind {self.kind!r} is none of {', '.join(KINDS)}"),
            (lambda: self.level in LEVELS, f"level {self.level} is not from 1 to 5"),
            (lambda: self.cadence in CADENCES, f"cadence {self.cadence!r} is none of {', '.join(CADENCES)}"),
            (lambda: bool(self.abc) == continued, "a continuation has music to continue, and a composition has none"),
            (lambda: (self.cadence == "free") == continued, "a continuation ends as it will, a composition as asked"),
            (lambda: bool(self.lowest or self.highest) != continued, "a composition has a range, a continuation none"),
            (lambda: 1 <= self.bars <= 32, f"{self.bars} bars are not from 1 to 32"),
            (lambda: not continued or self.bars == CONTINUED, f"a continuation has {CONTINUED} bars, not {self.bars}"),
            (lambda: self.cadence != "period" or self.bars % 2 == 0, f"{self.bars} bars have no two halves"),
        )

    def _musical_checks(self) -> tuple[tuple[Callable[[], bool], str], ...]:
        return (
            (lambda: _named(lambda: Key.parse(self.key).name, self.key), f"{self.key!r} names no key"),
            (lambda: abs(self.scale.fifths) <= 7, f"{self.key} has no key signature"),
            (lambda: _named(lambda: str(Meter.parse(self.meter)), self.meter), f"{self.meter!r} is no meter"),
            (lambda: _named(lambda: Clef.parse(self.clef).name, self.clef), f"{self.clef!r} is no clef"),
            (self._range_holds, f"{self.lowest!r} to {self.highest!r} is no range from a pitch up to another"),
            (self._excerpt_holds, "the music to continue can't be read, or is not in the key and meter that are named"),
        )

    @property
    def scale(self) -> Key:
        """The key."""
        return Key.parse(self.key)

    @property
    def time(self) -> Meter:
        """The meter."""
        return Meter.parse(self.meter)

    @property
    def excerpt(self) -> Score | None:
        """The music to continue; None for a composition."""
        return read(self.abc) if self.abc else None

    @property
    def range(self) -> tuple[Pitch, Pitch] | None:
        """The lowest pitch and the highest; None for a continuation."""
        return (Pitch.parse(self.lowest), Pitch.parse(self.highest)) if self.lowest else None

    def _range_holds(self) -> bool:
        if self.kind == "continuation":
            return True
        try:
            return Pitch.parse(self.lowest).midi < Pitch.parse(self.highest).midi
        except ValueError:
            return False

    def _excerpt_holds(self) -> bool:
        if not self.abc:
            return True
        try:
            score = read(self.abc)
        except NotationError:
            return False
        key = self.scale
        named = score.signature == key.signature and (score.tonic or key.signature.major) == key.tonic
        return named and score.meter == self.time and not score.lower

    def to_json(self) -> str:
        """One line of JSON, without a line break; the fields come in the order of this class."""
        return json.dumps({name: getattr(self, name) for name in _TYPES}, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Assignment:
        """The assignment that `to_json` wrote.

        Raises:
            DataError: if the line is not a JSON object with exactly these fields, each of its own type, or if they do
                not hold together.
        """
        record = json_object(line, "an assignment")
        name = f"assignment {record.get('id')!r}"
        if record.keys() != _TYPES.keys():
            raise DataError(f"{name}: the fields must be {', '.join(_TYPES)}, not {', '.join(record)}")
        for field, kind in _TYPES.items():
            if type(record[field]) is not kind:
                raise DataError(f"{name}: {field} must be of type {kind.__name__}, not {record[field]!r}")
        return cls(**record)


_TYPES = {field.name: {"level": int, "bars": int}.get(field.name, str) for field in fields(Assignment)}
"""The type that JSON gives to each field."""


def _named(parsed: Callable[[], str], text: str) -> bool:
    """Whether a text is read, and written again in the same way."""
    try:
        return parsed() == text
    except ValueError:
        return False
