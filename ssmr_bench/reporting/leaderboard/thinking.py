"""How much a model thought, as its tokens show it and not as its settings claim it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.thoughts import apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.row import Row


class Measure(StrEnum):
    """Where a count of thinking tokens is from."""

    REPORTED = "reported"
    """The server counted them."""
    SHARED = "shared out"
    """The server counted the whole answer; thoughts that are to be seen have their share of it, by characters."""
    NONE = "none"
    """The server reported none, and none are to be seen."""
    UNKNOWN = "unknown"
    """The server did not count the answer."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """Tokens of thoughts."""

    tokens: float | None
    """An answer, on average over those whose tokens are known; None where they are of none."""
    measure: Measure


def together(found: Sequence[Thinking]) -> Thinking:
    """The mean of some answers; of several measures the least direct one is named."""
    known = [each.tokens for each in found if each.tokens is not None]
    if not known:
        return Thinking(None, Measure.UNKNOWN)
    measures = {each.measure for each in found}
    measure = next(each for each in (Measure.SHARED, Measure.REPORTED, Measure.NONE) if each in measures)
    return Thinking(sum(known) / len(known), measure)


def thinking_of(row: Row) -> Thinking:
    """What one answer shows."""
    if row.reasoning_tokens:
        return Thinking(row.reasoning_tokens, Measure.REPORTED)
    share = _share(row)
    if share and row.completion_tokens is not None:
        return Thinking(share * row.completion_tokens, Measure.SHARED)
    if row.completion_tokens is None:
        return Thinking(None, Measure.UNKNOWN)
    return Thinking(0, Measure.NONE)


def _share(row: Row) -> float:
    """The share of thoughts among the characters that were written, from 0 to 1."""
    answer = row.answer or ""
    marked = len(apart(answer).thought)
    # Thoughts that were marked in the text may stand in both fields.
    thought, written = (marked, len(answer)) if marked else (len(row.reasoning), len(row.reasoning) + len(answer))
    return thought / written if written else 0.0
