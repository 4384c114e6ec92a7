"""The figures of a row's part: over all its answers, and over those of a category, a template or a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.judging.outcome import ANSWERED, UNANSWERED, Outcome
from ssmr_bench.evaluation.result import CHANCE
from ssmr_bench.evaluation.row import accuracy_of
from ssmr_bench.reporting.leaderboard.thinking import Thinking, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.prices import Price
    from ssmr_bench.evaluation.row import Row

KINDS = ("category", "template", "level")
"""What the answers are divided by."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What answers took. Tokens are means over the answers whose server counted them, money is over the same."""

    counted: int
    """Answers whose tokens are known."""
    prompt: float | None
    completion: float | None
    """Thoughts included."""
    thinking: Thinking
    cost: float | None
    """Of 1,000 questions, in units of the currency; None where no price or no tokens are known."""
    right_per_unit: float | None
    """Right answers for one unit of the currency; None where nothing was paid, too."""
    currency: str
    """Empty where no price is known."""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of some answers; shares run from 0 to 1."""

    accuracy: Accuracy
    answered: Accuracy
    """Over the answered questions alone."""
    unanswered: int
    truncated: int
    """How many of them because they were cut off at the token limit."""
    chance: float
    """What a guess is worth."""
    spent: Spent

    @property
    def cut_rate(self) -> float:
        """The share that was cut off."""
        return self.truncated / max(1, self.accuracy.n)

    @property
    def chance_adjusted(self) -> float | None:
        """The accuracy on a scale on which a guess is worth 0 and all right 1."""
        return None if self.accuracy.value is None else (self.accuracy.value - self.chance) / (1 - self.chance)


@dataclass(frozen=True, slots=True)
class Answer:
    """A row, and what it shows of thinking: that is found out once, and added up many times."""

    row: Row
    thinking: Thinking


def score_of(answers: Sequence[Answer], price: Price | None, open_form: bool) -> Score:
    """The figures of some answers, none of them failed."""
    rows = [answer.row for answer in answers]
    return Score(
        accuracy=accuracy_of(rows),
        answered=accuracy_of(row for row in rows if row.outcome in ANSWERED),
        unanswered=sum(row.outcome in UNANSWERED for row in rows),
        truncated=sum(row.outcome is Outcome.TRUNCATED for row in rows),
        chance=0.0 if open_form else CHANCE,
        spent=_spent(rows, together([answer.thinking for answer in answers]), price),
    )


def divided(answers: Sequence[Answer]) -> dict[tuple[str, str], tuple[Answer, ...]]:
    """The answers of each category, each template and each level, by kind and name."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        for kind in KINDS:
            found.setdefault((kind, str(getattr(answer.row, kind))), []).append(answer)
    order = {kind: i for i, kind in enumerate(KINDS)}
    return {part: tuple(found[part]) for part in sorted(found, key=lambda part: (order[part[0]], part[1]))}


def _spent(rows: Sequence[Row], thinking: Thinking, price: Price | None) -> Spent:
    counted = [row for row in rows if row.prompt_tokens is not None and row.completion_tokens is not None]
    n = len(counted)
    cost = price.of_thousand(row.used for row in rows) if price else None
    right = sum(row.outcome is Outcome.CORRECT for row in counted)
    return Spent(
        counted=n,
        prompt=sum(row.prompt_tokens or 0 for row in counted) / n if n else None,
        completion=sum(row.completion_tokens or 0 for row in counted) / n if n else None,
        thinking=thinking,
        cost=cost,
        right_per_unit=1000 * right / (n * cost) if cost else None,
        currency=price.currency if price else "",
    )
