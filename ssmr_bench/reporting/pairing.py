"""Two runs laid side by side, question by question; runs of different kinds are refused unless that is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation.judging.outcome import Outcome
from ssmr_bench.reporting.paired import Paired

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored

ALL = "all"
KINDS = ("task", "split", "items", "prompt", "sampling", "shots", "orders", "repeats", "scorer")
"""What two runs must have in common, by the names that `--allow` takes."""
_WIDENING = {"split", "items", "orders", "repeats", ALL}
"""What, where it may differ, lets each run have questions of its own."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two models made of one question."""

    first: Row
    second: Row

    @property
    def flipped(self) -> bool:
        """Whether one had it right and the other had not."""
        return self.right(self.first) != self.right(self.second)

    @staticmethod
    def right(row: Row) -> bool:
        """Whether it is correct; an unanswered question is not."""
        return row.outcome is Outcome.CORRECT


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two runs, and the questions that both answered."""

    first: Stored
    second: Stored
    pairs: tuple[Pair, ...]
    failed: int
    """Questions of both that are left out, for one of the two got no answer."""
    alone: int
    """Questions that only one of the two was asked."""
    differences: tuple[str, ...]
    """What the runs don't have in common, as it was allowed."""

    @property
    def paired(self) -> Paired:
        """The counts over all questions."""
        return counts(self.pairs)

    @property
    def names(self) -> tuple[str, str]:
        """What to call the two: by the model, or by what else tells them apart."""
        first, second = names((self.first, self.second))
        return first, second

    def parts(self) -> dict[tuple[str, str], tuple[Pair, ...]]:
        """The pairs of each category and of each level."""
        kinds = {("category", pair.first.category) for pair in self.pairs}
        kinds |= {("level", str(pair.first.level)) for pair in self.pairs}
        return {
            (kind, name): tuple(pair for pair in self.pairs if str(getattr(pair.first, kind)) == name)
            for kind, name in sorted(kinds)
        }


def pairing(first: Stored, second: Stored, allowed: Collection[str] = ()) -> Pairing:
    """The two runs side by side, over the questions that both were asked.

    Raises:
        ConfigError: if they differ in a way that is not allowed; the message names each. Or if they share no question.
        UnknownNameError: if something is allowed that can't be.
    """
    for name in allowed:
        if name not in (*KINDS, ALL):
            raise UnknownNameError("difference", name, (*KINDS, ALL))
    ours, theirs = {row.asked: row for row in first.rows}, {row.asked: row for row in second.rows}
    both = [asked for asked in ours if asked in theirs]
    alone = len(ours) + len(theirs) - 2 * len(both)
    found = _differences(first, second)
    if alone and not {"items", "orders", "repeats"} & found.keys():
        found["items"] = f"{len(ours) - len(both)} questions only in the first, {len(theirs) - len(both)} in the second"
    refused = [] if ALL in allowed else [name for name in found if name not in allowed]
    if refused == ["items"] and _WIDENING & set(allowed):
        refused = []
    said = [f"{name}: {text}" for name, text in found.items()]
    if refused:
        raise ConfigError(
            f"{first.folder} and {second.folder} are not runs of one kind ({'; '.join(said)}); "
            f"to compare them all the same: --allow {','.join(refused)}"
        )
    if not both:
        raise ConfigError(f"{first.folder} and {second.folder} have no question in common")
    pairs = [Pair(ours[asked], theirs[asked]) for asked in both]
    whole = tuple(p for p in pairs if Outcome.FAILED not in (p.first.outcome, p.second.outcome))
    return Pairing(first, second, whole, len(pairs) - len(whole), alone, tuple(said))


def counts(pairs: Iterable[Pair]) -> Paired:
    """The table of the pairs, by clusters: questions on one tune, and one question in several orders or repeats."""
    return Paired.of((p.first.cluster, Pair.right(p.first), Pair.right(p.second)) for p in pairs)


def names(runs: Sequence[Stored]) -> tuple[str, ...]:
    """A short name for each run that no other has: the model's, or with it what differs, or the folder."""
    settings = [run.setting for run in runs]
    for candidate in (
        [s.model for s in settings],
        [f"{s.model} {s.task}" for s in settings],
        [f"{s.model} {','.join(filter(None, (s.prompt, s.variant)))}" for s in settings],
    ):
        if len(set(candidate)) == len(runs):
            return tuple(candidate)
    return tuple(str(run.folder) for run in runs)


def _differences(first: Stored, second: Stored) -> dict[str, str]:
    """What is not the same in both settings, in words."""
    ours, theirs = _traits(first), _traits(second)
    return {name: f"{ours[name][0]} against {theirs[name][0]}" for name in KINDS if ours[name][1:] != theirs[name][1:]}


def _traits(run: Stored) -> dict[str, tuple[object, ...]]:
    """Of each kind of difference: how it is said, and what is compared."""
    s = run.setting
    split = f"{s.split.get('name')} {s.split.get('version')} ({str(s.split.get('sha256'))[:8]})"
    limit, subset = s.limit, s.subset
    items = ", ".join(filter(None, (f"the first {limit}" if limit is not None else "", subset or ""))) or "all"
    sampling = json.dumps(s.sampling, sort_keys=True)
    plain = {"shots": s.shots, "orders": s.orders, "repeats": s.repeats, "scorer": s.scorer}
    return {
        "task": (s.task, s.task),
        "split": (split, s.split.get("sha256")),
        "items": (items, limit, subset),
        "prompt": (f"{s.prompt} ({s.prompt_sha256[:8]})", s.prompt, s.prompt_sha256),
        "sampling": (sampling, sampling),
        **{name: (value, value) for name, value in plain.items()},
    }
