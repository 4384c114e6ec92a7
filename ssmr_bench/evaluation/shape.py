"""How an object of JSON becomes a flat dataclass: each field by its type, and what is not so is named."""

from __future__ import annotations

from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.judging.outcome import Outcome

MOST = 10**15
"""Beyond all counts, seconds and prices; sums and pictures of what is below hold."""
T = TypeVar("T")
_LATER = {
    "order": "ABCD",
    "repeat": 0,
    "music": "",
    "open": False,
    "shots": 0,
    "subset": None,
    "orders": 1,
    "repeats": 1,
    "scorer": 0,
    "measures": {},
}
"""What a result that was written before there were such fields says of them."""


class Shape(Generic[T]):
    """The form of a dataclass, for many objects of it."""

    def __init__(self, kind: type[T]) -> None:
        hints = get_type_hints(kind)
        self._kind = kind
        self._fields = [
            (field.name, _types(hints[field.name]), _LATER.get(field.name, field.default))
            for field in fields(kind)  # type: ignore[arg-type]
        ]

    def read(self, found: object, place: str) -> T:
        """The object.

        Raises:
            DataError: if a field is missing, of another type, or beyond `MOST`; the message names the place.
        """
        if not isinstance(found, dict):
            raise DataError(f"{place} is not a JSON object")
        values = []
        for name, types, default in self._fields:
            value = found.get(name, default)
            if value is MISSING:
                raise DataError(f"{place} lacks {name!r}")
            if Outcome in types:
                value = _outcome(value, place)
            elif type(value) not in types:
                raise DataError(f"{place} has {name} = {value!r:.60}, which is of the wrong type")
            if name == "measures" and not all(type(each) in (int, float) for each in value.values()):
                raise DataError(f"{place} has {name} = {value!r:.60}, of which not all are numbers")
            if isinstance(value, int | float) and not -MOST <= value <= MOST:
                raise DataError(f"{place} has {name} = {value!r:.60}, which no run has")
            values.append(value)
        return self._kind(*values)


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _outcome(value: object, place: str) -> Outcome:
    if not isinstance(value, str) or value not in _OUTCOMES:
        raise DataError(f"{place} has outcome = {value!r:.60}; there are: {', '.join(_OUTCOMES)}")
    return _OUTCOMES[value]


def _types(hint: Any) -> frozenset[type]:
    """The types that a field of that hint takes; a number without a fraction is one with it, too."""
    parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    plain = {get_origin(part) or part for part in parts}
    return frozenset(plain | ({int} if float in plain else set()))
