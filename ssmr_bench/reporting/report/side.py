"""What is shown side by side: the runs of one model, or of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.task import find
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.stored import Stored

_MOST = 2
_USUAL = Manner()
_UNSAID = frozenset({"prompt", "shots", "orders"})


@dataclass(frozen=True, slots=True)
class Side:
    """One model, asked in one way: a run for each task."""

    name: str
    """What tells it from the other side."""
    runs: tuple[Stored, ...]

    @property
    def tasks(self) -> tuple[str, ...]:
        """Those of its runs."""
        return tuple(run.setting.task for run in self.runs)

    @property
    def asked(self) -> set[tuple[str, str, str, int]]:
        """Its questions: each an item of a task, in an order, and which repeat."""
        return {(run.setting.task, *row.asked) for run in self.runs for row in run.rows}


def sides(runs: Sequence[Stored]) -> tuple[Side, ...]:
    """The runs by model, prompt and what else sets them apart, in the order in which these come.

    Raises:
        ConfigError: if there are more than two of them, or two that share no question; two runs of one task on one
            side; or two states of one set of questions.
    """
    found: dict[tuple[str, str, str], list[Stored]] = {}
    for run in runs:
        prompt, options, limit = _way(run.setting)
        alike = [
            each for each in runs if each.setting.task == run.setting.task and each.setting.model == run.setting.model
        ]
        twice = any(each is not run and _way(each.setting)[:2] == (prompt, options) for each in alike)
        # Of several tasks in one run some have fewer items than its limit, and say none.
        named = ",".join(filter(None, (options, limit if twice else "")))
        found.setdefault((run.setting.model, prompt, named), []).append(run)
    if len(found) > _MOST:
        named = "; ".join(", ".join(filter(None, key)) for key in found)
        raise ConfigError(f"a report shows one model, or two side by side, and these are {len(found)}: {named}")
    for several in found.values():
        _check_tasks(several)
    _check_splits(runs)
    names = _names(tuple(found))
    shown = tuple(Side(name, tuple(several)) for name, several in zip(names, found.values(), strict=True))
    if len(shown) == _MOST and not shown[0].asked & shown[1].asked:
        one, other = (f"{side.name} ({', '.join(side.tasks)})" for side in shown)
        raise ConfigError(
            f"{one} and {other} were asked nothing in common; two models stand side by side over the same task and "
            "items, and several tasks of one model in one list where prompt and options are the same"
        )
    return shown


def _way(setting: Setting) -> tuple[str, str, str]:
    """The prompt, the options and the limit that were asked for; what is the task's own is the same for all tasks."""
    try:
        usual = find(setting.task).manner(_USUAL, _UNSAID)
    except UnknownNameError:
        usual = _USUAL
    own = {f"shots={usual.shots}", f"orders={usual.orders}"}
    limit = "" if setting.limit is None else f"limit={setting.limit}"
    options = [option for option in setting.variant.split(",") if option not in own | {limit}]
    return _USUAL.prompt if setting.prompt == usual.prompt else setting.prompt, ",".join(options), limit


def _check_splits(runs: Sequence[Stored]) -> None:
    """Sets of questions may stand in one list, but not two states of one set."""
    known: dict[str, Stored] = {}
    for run in runs:
        first = known.setdefault(run.setting.split["name"], run)
        if first.setting.split["sha256"] != run.setting.split["sha256"]:
            raise ConfigError(f"{first.folder} and {run.folder} were asked on different splits; report them apart")


def _check_tasks(runs: Sequence[Stored]) -> None:
    known: dict[str, Stored] = {}
    for run in runs:
        other = known.setdefault(run.setting.task, run)
        if other is not run:
            raise ConfigError(
                f"{other.folder} and {run.folder} are both {run.setting.task} of one model and prompt; name one of them"
            )


def _names(keys: tuple[tuple[str, str, str], ...]) -> list[str]:
    """The model, and whatever else differs between the sides."""
    differing = [True, *(len({key[place] for key in keys}) > 1 for place in (1, 2))]
    parts = ([part for part, wanted in zip(key, differing, strict=True) if wanted and part] for key in keys)
    return [printable(", ".join(each)) for each in parts]
