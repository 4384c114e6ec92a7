"""The gate: has a candidate lost more than is allowed against a baseline, by the paired test of non-inferiority."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError
from ssmr_bench.reporting.comparison import Difference
from ssmr_bench.reporting.detection import detectable, questions_to_decide
from ssmr_bench.reporting.noninferiority import p_of_less, p_of_more
from ssmr_bench.reporting.pairing import pairing

if TYPE_CHECKING:
    from collections.abc import Collection

    from ssmr_bench.evaluation.stored import Stored
    from ssmr_bench.reporting.pairing import Pairing


class Verdict(StrEnum):
    """What the gate says."""

    PASS = "pass"  # noqa: S105 - a verdict
    """A drop beyond the allowed one is ruled out."""
    REGRESSION = "regression"
    """A drop beyond the allowed one is shown."""
    INCONCLUSIVE = "inconclusive"
    """Neither."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a candidate may lose, and how sure a verdict must be."""

    max_drop: float = 0.02
    """In shares of 1."""
    alpha: float = 0.05

    def check(self) -> None:
        """Passes where both are possible.

        Raises:
            ConfigError: if one is not.
        """
        if not 0 <= self.max_drop < 1:
            raise ConfigError(f"--max-drop {100 * self.max_drop:g} is no drop in points; name one from 0 to 99")
        if not 0.001 <= self.alpha < 0.5:
            raise ConfigError(f"--alpha {self.alpha:g} is no level of a test; name one from 0.001 to 0.499, as 0.05")


@dataclass(frozen=True, slots=True)
class Gate:
    """A candidate before the gate."""

    pairing: Pairing
    limit: Limit
    whole: Difference
    parts: dict[str, Difference]
    """By category; for information."""
    p_of_more: float
    """Of "the drop is at most the allowed one"."""
    p_of_less: float
    """Of "the drop is at least the allowed one"."""

    @property
    def verdict(self) -> Verdict:
        """The two tests can't both be significant."""
        if self.p_of_more <= self.limit.alpha:
            return Verdict.REGRESSION
        return Verdict.PASS if self.p_of_less <= self.limit.alpha else Verdict.INCONCLUSIVE

    @property
    def needed(self) -> int | None:
        """How many items would decide in 80 of 100 cases, if drop and discordance stay; None if no number would."""
        table = self.whole.counts
        independent = questions_to_decide(
            table.discordant / table.n, -self.whole.value, self.limit.max_drop, self.limit.alpha
        )
        return None if independent is None else max(table.n + 1, round(independent * table.design_effect))

    @property
    def detectable(self) -> float:
        """The smallest drop, in shares of 1, that 80 of 100 such runs would show to be beyond the allowed one."""
        table = self.whole.counts
        return detectable(
            table.n / table.design_effect, table.discordant / table.n, self.limit.alpha, self.limit.max_drop
        )

    @property
    def reason(self) -> str:
        """The verdict's reason, in a sentence."""
        points = 100 * self.limit.max_drop
        most = f"{points:g} point{'s' * (points != 1)}"
        over, least = f"a drop of more than {most}", f"a drop of {most} or more"
        if not points:
            over, least = "a drop", "anything but a gain"
        level = f"at level {self.limit.alpha:g}"
        if self.verdict is Verdict.REGRESSION:
            return f"{over} is shown {level} (p {_said(self.p_of_more)})"
        if self.verdict is Verdict.PASS:
            return f"{least} is ruled out {level} (p {_said(self.p_of_less)})"
        neither = f"{over} is neither shown nor ruled out {level}"
        if self.needed is None:
            return f"{neither}; the observed drop is so near to it that no number of items would decide"
        more = f"{self.needed} items instead of {self.whole.counts.n}"
        return f"{neither}; {more} would decide in 4 of 5 cases, if the drop stays as observed"


def _said(p_value: float) -> str:
    return "< 0.001" if p_value < 0.001 else f"= {p_value:.3f}"


def gate(baseline: Stored, candidate: Stored, limit: Limit, allowed: Collection[str] = ()) -> Gate:
    """The candidate against the baseline, on the same questions.

    Raises:
        ConfigError: if answers are missing, or the runs differ in a way that is not allowed.
    """
    limit.check()
    if baseline.folder.resolve() == candidate.folder.resolve():
        raise ConfigError(f"{candidate.folder} is its own baseline, which it can't fail; name another folder")
    for run in (baseline, candidate):
        if run.failed:
            raise ConfigError(
                f"{run.folder}: {run.failed} of {len(run.rows)} questions got no answer; a run with lost answers is no "
                "measurement. Run ssmr-eval again, which asks only these"
            )
    side = pairing(baseline, candidate, allowed)
    whole = Difference.of(side.pairs)
    parts = {name: Difference.of(some) for (kind, name), some in side.parts().items() if kind == "category"}
    table = whole.counts
    return Gate(side, limit, whole, parts, p_of_more(table, limit.max_drop), p_of_less(table, limit.max_drop))
