"""How hard a server is pressed, and when a run is given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssmr_bench.evaluation.prices import Price


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a run."""

    concurrency: int = 16
    """Requests that are open at once."""
    rpm: float | None = None
    """Requests a minute at most."""
    tpm: float | None = None
    """Tokens a minute at most, prompts and answers together."""
    attempts: int = 7
    """Requests for one question until it is given up. A server that is away or busy uses none of them up."""
    pause: float = 1.0
    """Seconds before the second attempt; each further pause is twice as long, up to a minute."""
    patience: float = 900.0
    """Seconds without any answer, retries going on, after which the run stops."""
    max_failures: int | None = None
    """Failed questions after which the run stops."""
    price: Price | None = None
    max_cost: float | None = None
    """What the run's new answers may cost, in the price's currency."""
