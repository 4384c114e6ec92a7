"""One row of the published data set, as it was published, with an id that people can quote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError
from ssmr_bench.synthesis.audit.spelling import spelled

if TYPE_CHECKING:
    from ssmr_bench.synthesis.audit.spelling import Reach

TEMPLATES = {
    "TimeSignatureQuestion": "time_signature",
    "BarLinePlacementQuestion": "bar_lines",
    "IntervalNumberQuestion": "interval_name",
    "NoteCompletionByInterval": "interval_note",
    "ChordIdentificationQuestion": "chord_name",
    "ChordsCompletionQuestion": "chord_completion",
    "ChordKeyRootIdentificationQuestion": "chord_key_root",
    "ChordRootIdentificationQuestion": "chord_root",
    "ScaleIdentificationFromAbcQuestion": "scale_key",
    "ScaleSelectionQuestion": "scale_spelling",
}
"""What we call each class."""

_TIMED = {"time_signature", "bar_lines"}
"""Those that no accidental matters to."""
_KEY = "correct_answer"
_OPTIONS = (_KEY, "incorrect_answer1", "incorrect_answer2", "incorrect_answer3")
PICTURE = "picture sha256:"
"""What the text that stands for a picture begins with."""
_FILE = re.compile(r"[^\n]*\.(?:png|jpe?g|webp|gif|bmp)", re.IGNORECASE)
_HEADED = re.compile(r"^K:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, as it was published."""

    number: int
    """Its place in the file, from 1."""
    class_name: str
    question: str
    abc: str
    options: tuple[str, ...]
    """Sorted, so that their order says nothing."""
    key: str
    pictured: bool = False
    """Whether the music or an option is a picture; its text is then the picture's sha256."""

    @classmethod
    def of(cls, number: int, place: str, record: Mapping[str, object]) -> Row:
        """The row of a record; where a field is a picture, or names a picture's file, the row is pictured.

        Raises:
            DataError: if it has not these fields; the message names the place, and the columns that are there.
        """
        said = {name: _said(record.get(name)) for name in ("question", "class_name", *_OPTIONS)}
        missing = [name for name, text in said.items() if text is None]
        abc = _said(record.get("abc_context")) or ""
        drawn = [text for name in sorted(record.keys() - said.keys()) if (text := standing_for(record[name]))]
        if not isinstance(record.get("abc_context"), str) and not drawn:
            missing.append("abc_context")
        if missing:
            raise DataError(
                f"{place} is no row of the published schema: it has no text {', '.join(missing)}; "
                f"its columns are {', '.join(map(repr, sorted(record)))}"
            )
        question, class_name, key, *wrong = (text or "" for text in said.values())
        music = abc or " ".join(drawn)
        pictured = any(text.startswith(PICTURE) for text in (music, key, *wrong))
        return cls(number, class_name, question, music, tuple(sorted([key, *wrong])), key, pictured)

    @property
    def template(self) -> str:
        """What we call its class; empty if it is none that we know."""
        return TEMPLATES.get(self.class_name, "")

    @property
    def content(self) -> tuple[str, ...]:
        """What makes it the same as another: all but its class, and which option is said to be right."""
        return (self.question, self.abc, *self.options)

    @property
    def id(self) -> str:
        r"""A name that is the same in whatever order, file or format the row stands: its template and its content.

        The digest is the first twelve digits of the sha256 of the question, the music and the sorted options, with a
        zero byte after each. The key is no part of it: a row that is put right keeps its name.

        >>> wrong = {f"incorrect_answer{number}": text for number, text in enumerate(("Am", "F", "D"), 1)}
        >>> record = {"question": "?", "abc_context": "K:C\n[CEG]", "correct_answer": "C", "class_name": "", **wrong}
        >>> Row.of(1, "line 1", record).id
        'published/text/unknown/27b766a68a2b'
        """
        digest = sha256(b"".join(text.encode() + b"\0" for text in self.content)).hexdigest()
        return f"published/{'visual' if self.pictured else 'text'}/{self.template or 'unknown'}/{digest[:12]}"

    def read(self, reach: Reach) -> Row:
        """The row with every accidental written out, as one reads it to whom a sign holds so far.

        Raises:
            NotationError: if a header can't be read.
        """
        if self.template in _TIMED:
            return self
        texts = {text: spelled(text, reach) for text in (self.abc, *self.options) if _HEADED.search(text)}
        abc, key = texts.get(self.abc, self.abc), texts.get(self.key, self.key)
        return replace(self, abc=abc, options=tuple(texts.get(text, text) for text in self.options), key=key)


def _said(value: object) -> str | None:
    """The text of a field, or what stands for its picture; None if it is neither."""
    drawn = standing_for(value)
    return drawn or (value.replace("\\n", "\n") if isinstance(value, str) else None)


def standing_for(value: object) -> str:
    """What stands for a picture: the digest of its bytes, or of its path where there are none; empty if it is none."""
    if isinstance(value, Mapping):
        return standing_for(value.get("bytes")) or standing_for(value.get("path"))
    if isinstance(value, list):
        return " ".join(filter(None, map(standing_for, value)))
    if isinstance(value, str) and _FILE.fullmatch(value):
        value = value.encode()
    return PICTURE + sha256(value).hexdigest() if isinstance(value, bytes) else ""
