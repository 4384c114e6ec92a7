"""Says of each row of the published data set whether it is sound, and if not, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from ssmr_bench.synthesis.audit.item import LETTERS, Item
from ssmr_bench.synthesis.audit.published import translated
from ssmr_bench.synthesis.audit.remarks import remarks
from ssmr_bench.synthesis.audit.row import Row
from ssmr_bench.synthesis.audit.spelling import Reach
from ssmr_bench.synthesis.audit.verdict import Finding, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Soundness:
    """What was found of one row."""

    row: Row
    verdict: Verdict
    """By its letters: they stand for the options in the order of `row.options`."""
    flaws: tuple[Finding, ...]
    """All that is wrong with it: first what is wrong with the key."""
    repeats: int | None = None
    """The number of the first row with the same question, music and options, where there is one before."""
    item: Item | None = None
    """The row in our words; None if it can't be said in them."""
    remarks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The row's id; rows that repeat each other share it."""
        return self.row.id

    @property
    def sound(self) -> bool:
        """Whether exactly one option holds, it is the key, no two options say the same, and no row before is equal."""
        return not self.flaws

    @property
    def holding(self) -> tuple[str, ...]:
        """The options that hold, as they were published."""
        return tuple(self.row.options[LETTERS.index(letter)] for letter in self.verdict.holding)


def soundness(records: Iterable[Mapping[str, object]]) -> tuple[Soundness, ...]:
    r"""What there is to say of each row, in their order.

    >>> wrong = {f"incorrect_answer{number}": text for number, text in enumerate(("Am", "F", "D"), 1)}
    >>> asked = "Select the correct chord name based on the following music sheet."
    >>> row = {"question": asked, "class_name": "ChordIdentificationQuestion", **wrong}
    >>> keyed = [{"abc_context": f"K:C\\n[{notes}]", "correct_answer": "C"} for notes in ("CEG", "Ace", "CEG")]
    >>> [[flaw.value for flaw in found.flaws] for found in soundness(row | each for each in keyed)]
    [[], ['wrong key'], ['repeated']]

    Raises:
        DataError: if one has not the published fields; the message names its number.
    """
    return examined(Row.of(number, f"row {number}", record) for number, record in enumerate(records, 1))


def examined(rows: Iterable[Row]) -> tuple[Soundness, ...]:
    """What there is to say of each of these rows, in their order."""
    first: dict[tuple[str, ...], int] = {}
    found = []
    for row in rows:
        before = first.setdefault(row.content, row.number)
        repeats = None if before == row.number else before
        each = _examined(row)
        flaws = (*each.flaws, Finding.REPEATED) if repeats else each.flaws
        found.append(replace(each, repeats=repeats, flaws=flaws))
    return tuple(found)


def _examined(row: Row) -> Soundness:
    if row.pictured:
        return _unknown(row, Finding.PICTURED, "the music or the options are pictures: no key is proved from pixels")
    try:
        narrow, wide = (judge(replace(translated(row.read(reach)), id=row.id)) for reach in get_args(Reach))
        item = _plain(row)
    except ValueError as error:
        return _unknown(row, Finding.UNREADABLE, str(error))
    if narrow.holding != wide.holding:
        verdict = _open(narrow, wide)
        return Soundness(row, verdict, (verdict.finding,), item=item, remarks=remarks(item))
    both = tuple(flaw for flaw in _flaws(narrow) if flaw in _flaws(wide))
    alike = narrow.alike if Finding.DUPLICATES in both else ()
    verdict = replace(narrow, finding=both[0] if both else Finding.PROVED, alike=alike)
    return Soundness(row, verdict, both, item=item, remarks=remarks(item))


def _plain(row: Row) -> Item:
    """The row in our words as it was written, where its accidentals can be read in one way alone."""
    try:
        return translated(row)
    except ValueError:
        return replace(translated(row.read("octave")), id=row.id)


def _unknown(row: Row, finding: Finding, reason: str) -> Soundness:
    letter = LETTERS[row.options.index(row.key)]
    return Soundness(row, Verdict(row.id, row.template, finding, letter, (), (reason,)), (finding,))


def _open(narrow: Verdict, wide: Verdict) -> Verdict:
    """What is to be said where the two readings of accidentals let different options hold."""
    both = tuple(letter for letter in narrow.holding if letter in wide.holding)
    reasons = []
    for letter, *given in zip(LETTERS, narrow.reasons, wide.reasons, strict=True):
        reach = "in its own octave alone" if letter in narrow.holding else "in every octave"
        reasons.append(given[0] if bool(given[0]) == bool(given[1]) else f"holds only if a sign holds {reach}")
    return replace(narrow, finding=Finding.TWO_READINGS, holding=both, reasons=tuple(reasons), alike=())


def _flaws(verdict: Verdict) -> tuple[Finding, ...]:
    """All that is wrong with the key and the options: what is alike may hold or not."""
    held = verdict.held
    return tuple(flaw for flaw in (held, verdict.alike and Finding.DUPLICATES) if flaw and flaw is not Finding.PROVED)
