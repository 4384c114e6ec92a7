"""What a template returns (`Question`) and what is published of it (`Problem`, one line of JSON)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.untrusted import json_object

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

CATEGORIES = ("rhythm", "interval", "chord", "scale")
LEVELS = (1, 2, 3, 4, 5)
LETTERS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Question:
    """A stem, the music it is about, four options in the order they are shown, and the one that holds (the key)."""

    stem: str
    score: Score | None
    """None where the options are the music."""
    options: tuple[str, ...] | tuple[Score, ...]
    """Texts, or music of one line."""
    key: str | Score
    varied: str = ""
    """What the stem adds to the music from one problem to the next, but for the place that it asks about."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One published item.

    Raises:
        DataError: if a field does not hold together with the others; the message names the problem.
    """

    id: str
    """Unique over all splits, and the name that its chances were drawn from."""
    template: str
    """The one of ours that made it; a name with a slash is of a question that others made, as in "set/kind"."""
    category: str
    """One of `CATEGORIES`; others have their own."""
    level: int
    """Difficulty, 1 (easiest) to 5; 0 where others don't tell."""
    question: str
    abc: str
    """The music; empty where the options are the music."""
    options: tuple[str, ...]
    """Four texts, for the letters A to D; ours are different."""
    answer: str
    """The letter of the option that holds."""

    def __post_init__(self) -> None:
        checks = (
            (bool(self.id), "the id is empty"),
            (bool(self.template), "the template is empty"),
            (bool(self.question), "the question is empty"),
            (len(self.options) == 4 and all(self.options), f"there are not four options: {list(self.options)}"),
            (self.answer in LETTERS, f"answer {self.answer!r} is none of {', '.join(LETTERS)}"),
        )
        ours = (
            (self.category in CATEGORIES, f"category {self.category!r} is none of {', '.join(CATEGORIES)}"),
            (self.level in LEVELS, f"level {self.level} is not from 1 to 5"),
            (len(set(self.options)) == len(self.options), f"two options are the same: {list(self.options)}"),
        )
        for holds, flaw in checks if "/" in self.template else (*checks, *ours):
            if not holds:
                raise DataError(f"problem {self.id!r}: {flaw}")

    @property
    def key(self) -> str:
        """The text of the option that holds."""
        return self.options[LETTERS.index(self.answer)]

    def reordered(self, order: str) -> Problem:
        """The same problem with its options in another order, such as "BCDA": the letters they have here.

        Raises:
            DataError: if that is no order of the four letters.
        """
        if order == "ABCD":
            return self
        if sorted(order) != list(LETTERS):
            raise DataError(f"problem {self.id!r}: {order!r} is no order of the options {', '.join(LETTERS)}")
        options = tuple(self.options[LETTERS.index(letter)] for letter in order)
        return replace(self, options=options, answer=LETTERS[order.index(self.answer)])

    def to_json(self) -> str:
        """One line of JSON, without a line break; the fields come in the order of this class."""
        return json.dumps({name: getattr(self, name) for name in _TYPES}, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Problem:
        """The problem that `to_json` wrote.

        Raises:
            DataError: if the line is not a JSON object with exactly these fields, each of its own type, or if they do
                not hold together.
        """
        record = json_object(line, "a problem")
        name = f"problem {record.get('id')!r}"
        if record.keys() != _TYPES.keys():
            raise DataError(f"{name}: the fields must be {', '.join(_TYPES)}, not {', '.join(record)}")
        for field, kind in _TYPES.items():
            if type(record[field]) is not kind:
                raise DataError(f"{name}: {field} must be of type {kind.__name__}, not {record[field]!r}")
        if not all(isinstance(option, str) for option in record["options"]):
            raise DataError(f"{name}: the options must be texts, not {record['options']!r}")
        return cls(**(record | {"options": tuple(record["options"])}))


_TYPES = {field.name: {"level": int, "options": list}.get(field.name, str) for field in fields(Problem)}
"""The type that JSON gives to each field."""
