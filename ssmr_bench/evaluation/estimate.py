"""What a whole run would take, from the real tokens of its first items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssmr_bench.evaluation.task import find

if TYPE_CHECKING:
    from ssmr_bench.evaluation.engine import Terms
    from ssmr_bench.evaluation.plan import Plan
    from ssmr_bench.evaluation.result import Result

_ITEMS = 16
"""Of each task; their answers are kept, so that the run itself does not pay for them again."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one task would take."""

    task: str
    items: int
    """Questions of the whole task, in every order and repeat."""
    answers: int
    """From how many of them the figures come."""
    prompt_tokens: float
    """Of the whole task, as are the following."""
    completion_tokens: float
    cost: float | None
    """None without prices."""
    request_seconds: float
    """The sum of all latencies."""

    def minutes(self, terms: Terms) -> float:
        """The time that the run takes, for so many requests at once and at the pace that is to be kept."""
        paced = [self.items / terms.rpm] if terms.rpm else []
        paced += [(self.prompt_tokens + self.completion_tokens) / terms.tpm] if terms.tpm else []
        return max(self.request_seconds / terms.concurrency / 60, *paced, 0.0)


def sampled(plan: Plan) -> Plan:
    """The plan, cut down to its first items."""
    return replace(plan, manner=replace(plan.manner, limit=min(_ITEMS, plan.manner.limit or _ITEMS)), dry=True)


def estimate(plan: Plan, result: Result) -> Estimate:
    """What the plan's task would take, by a result over its first items."""
    task = find(result.setting.task)
    manner = plan.manner_of(task)
    items = len(task.material().items(manner)) * manner.repeats
    rows = [row for row in result.rows if row.answer is not None]
    scale = items / len(rows) if rows else 0.0
    price = plan.terms.price
    return Estimate(
        task=result.setting.task,
        items=items,
        answers=len(rows),
        prompt_tokens=scale * sum(row.prompt_tokens or 0 for row in rows),
        completion_tokens=scale * sum(row.completion_tokens or 0 for row in rows),
        cost=None if price is None else scale * sum(price.cost(*row.used) for row in rows),
        request_seconds=scale * sum(row.latency or 0 for row in rows),
    )
