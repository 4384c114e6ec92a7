"""The rows of a result, held against the questions that its run asks: complete, in place, and each of them true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.evaluation.result import SAMPLES
from ssmr_bench.evaluation.row import Row
from ssmr_bench.evaluation.shares import in_shares
from ssmr_bench.evaluation.verification.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ssmr_bench.evaluation.item import Item
    from ssmr_bench.evaluation.verification.questions import Questions

    Numbered = tuple[int, Row]
    """A row, and the number of its line."""

_SOURCES = {
    **dict.fromkeys(("music", "template", "category", "level", "key"), "the problem has"),
    "prompt_sha256": "the prompt, as it is put here, has",
    **dict.fromkeys(("letter", "rule", "outcome"), "the answer is judged"),
}
VERDICT = frozenset({"letter", "rule", "outcome"})
PROMPT = frozenset({"prompt_sha256"})


def flaws(
    lines: Sequence[Numbered], asked: Questions, passed: frozenset[str], watch: Callable[[int], None]
) -> Iterator[Finding]:
    """What is wrong with the rows, but for the fields that are passed over, as another judge's verdicts are.

    Raises:
        DataError, FileError: if this installation can't draw the pictures that were shown.
    """
    wanted = {(item.id, item.order, repeat): item for item, repeat in asked}
    kept: dict[tuple[str, str, int], Numbered] = {}
    for number, row in lines:
        if row.asked not in wanted:
            yield Finding(place_of(number, row), _strange(row, wanted.values()))
        elif row.asked in kept:
            yield Finding(place_of(number, row), f"is a second row for the question of line {kept[row.asked][0]}")
        else:
            kept[row.asked] = number, row
    for each in wanted:
        if each not in kept:
            name, order, repeat = each
            yield Finding(SAMPLES, f"lacks {name} in the order {order}, repeat {repeat}")
    yield from _out_of_place(list(kept), [each for each in wanted if each in kept], kept)
    pairs = [(row, wanted[row.asked]) for _, row in kept.values()]
    work = _asked_here if passed >= PROMPT else _true
    for (number, row), true in zip(kept.values(), in_shares(work, pairs, watch), strict=True):
        yield from _untrue(row, true, place_of(number, row), passed)


def place_of(number: int, row: Row) -> str:
    """The name of a line."""
    return f"{SAMPLES}, line {number} ({row.id:.60})"


def _strange(row: Row, items: Iterable[Item]) -> str:
    of_it = [item for item in items if item.id == row.id]
    if not of_it:
        return "is for no item of this run"
    orders = ", ".join(dict.fromkeys(item.order for item in of_it))
    return f"is for the order {row.order!r:.20}, repeat {row.repeat}, which this run does not ask; its orders: {orders}"


def _out_of_place(
    there: list[tuple[str, str, int]], wanted: list[tuple[str, str, int]], kept: dict[tuple[str, str, int], Numbered]
) -> Iterator[Finding]:
    wrong = [pair for pair in zip(there, wanted, strict=True) if pair[0] != pair[1]]
    if wrong:
        (first, instead), *others = wrong
        more = f", and so are {len(others)} more" if others else ""
        yield Finding(place_of(*kept[first]), f"is out of place: {' '.join(map(str, instead))} comes here{more}")


def _true(asked: tuple[Row, Item]) -> Row:
    """The row that an answer to the item gives."""
    row, item = asked
    return Row.of(item, row.repeat, item.messages.sha256, row.reply)


def _asked_here(asked: tuple[Row, Item]) -> Row:
    """The same, without a look at the prompt."""
    row, item = asked
    return Row.of(item, row.repeat, row.prompt_sha256, row.reply)


def _untrue(row: Row, true: Row, place: str, passed: frozenset[str]) -> Iterator[Finding]:
    if row.answer is None and row.outcome is Outcome.FAILED:
        yield Finding(place, f"got no answer ({row.failure or 'no reason':.60}); the run is to be completed")
    for name in Row.__slots__:
        said, found = getattr(row, name), getattr(true, name)
        if said != found and name not in passed:
            yield Finding(
                place, f"has {name} = {_quoted(said)}; {_SOURCES.get(name, 'such a row has')} {_quoted(found)}"
            )


def _quoted(value: object) -> str:
    return repr(str(value) if isinstance(value, Outcome) else value)[:70]
