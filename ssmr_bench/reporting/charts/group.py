"""Runs over the same items in the same form: which of several groups a chart shows, and what is said of the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, UnknownNameError
from ssmr_bench.evaluation.manner import SUBSETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.evaluation.stored import Stored


@dataclass(frozen=True, slots=True)
class Group:
    """Some runs, each asked the same items in the same form."""

    runs: tuple[Stored, ...]

    @property
    def setting(self) -> Setting:
        """The first one's; what it says of the items holds for all."""
        return self.runs[0].setting

    @property
    def count(self) -> int:
        """How many items were asked."""
        return len(_ids(self.runs[0]))

    @property
    def rank(self) -> tuple[bool, bool, int, int, str, str]:
        """The first is drawn: options before the open form, a whole split before its parts, many items before few.

        Judges may differ, too: then more runs go before fewer.
        """
        part = self.setting.subset is not None or self.setting.limit is not None
        return self.setting.open, part, -self.count, -len(self.runs), self.setting.split["sha256"], self._place

    def covers(self, subset: str) -> bool:
        """Whether it is over that subset, and all of it."""
        return self.setting.subset == subset and self.setting.limit is None

    @property
    def _place(self) -> str:
        return min(str(run.folder) for run in self.runs)


_SAID = {"items": "over {}", "split": "of {}", "scorer": "judged by {}, which `ssmr rescore` mends"}
_OTHER = "over other items"


def asked(setting: Setting) -> dict[str, str]:
    """What was asked, in words."""
    split = setting.split
    return {
        "split": f"split {split['version']} {split['name']} ({split['sha256'][:8]})",
        "sha256": f"split {split['sha256']}",
        "items": setting.items,
        "form": "the open form" if setting.open else "four options",
        "scorer": f"scorer {setting.scorer}",
    }


def chosen(runs: Sequence[Stored], named: Sequence[Stored], subset: str | None) -> tuple[Group, tuple[str, ...]]:
    """The group that a chart shows of these runs, and what is said of the others; the same for any order of the runs.

    It is that of the runs that are named, where there are some.

    Raises:
        ConfigError: if no run is over the subset, or the named ones are not, or differ among themselves.
    """
    for run in named[1:]:
        _check_alike(named[0], run)
    groups = sorted(_groups(runs), key=lambda group: group.rank)
    open_to = [group for group in groups if not named or named[0] in group.runs]
    fitting = [group for group in open_to if subset is None or group.covers(subset)]
    if not fitting:
        there = " and ".join(dict.fromkeys(asked(group.setting)["items"] for group in open_to))
        raise ConfigError(f"none of these runs is over subset {subset}; there are runs over {there}")
    drawn = fitting[0]
    return drawn, _rest(
        [run for group in groups if group is not drawn for run in group.runs], drawn.setting, bool(named)
    )


def _rest(runs: Sequence[Stored], drawn: Setting, fixed: bool) -> tuple[str, ...]:
    """A line for each kind of runs that are not drawn: what they are, and how they are drawn.

    No option draws them where what is drawn is fixed by a run that was named.
    """
    kinds: dict[tuple[str, str], list[Stored]] = defaultdict(list)
    for run in runs:
        kinds[_differing(run.setting, drawn), "" if fixed else _option(run.setting, drawn)].append(run)
    lines = []
    for (words, option), some in kinds.items():
        them = "it" if len(some) == 1 else "them"
        own = "name its folder alone" if len(some) == 1 else "name their folders alone"
        way = f"{option} draws {them}" if option else f"{own} to draw {them}, as {some[0].folder}"
        lines.append(f"{len(some)} run{'s' * (len(some) > 1)} {words}; {way}")
    return tuple(lines)


def _differing(setting: Setting, drawn: Setting) -> str:
    """What sets runs apart from those that are drawn; the form alone where that differs, for its items are others."""
    ours, theirs = asked(setting), asked(drawn)
    if ours["form"] != theirs["form"]:
        return f"{'in' if setting.open else 'with'} {ours['form']}"
    return " ".join(words.format(ours[name]) for name, words in _SAID.items() if ours[name] != theirs[name]) or _OTHER


def _option(setting: Setting, drawn: Setting) -> str:
    """What of the command draws these runs from the same folders; empty where nothing does."""
    alike = (setting.open, setting.split, setting.scorer) == (drawn.open, drawn.split, drawn.scorer)
    if not alike or setting.limit is not None or setting.subset == drawn.subset:
        return ""
    if setting.subset is None:
        return "the command without --subset"
    return f"--subset {setting.subset}" if setting.subset in SUBSETS else ""


def check_subset(subset: str | None) -> None:
    """Passes where there is such a subset, or none is asked for.

    Raises:
        UnknownNameError: if there is none.
    """
    if subset is not None and subset not in SUBSETS:
        raise UnknownNameError("subset", subset, SUBSETS)


def _check_alike(first: Stored, second: Stored) -> None:
    """Passes where both were asked the same items in the same form.

    Raises:
        ConfigError: if they were not; the message names both, and what differs.
    """
    ours, theirs = asked(first.setting), asked(second.setting)
    different = [f"{ours[name]} against {theirs[name]}" for name in ours if ours[name] != theirs[name]]
    if not different and _ids(first) != _ids(second):
        different = ["other items"]
    if different:
        raise ConfigError(
            f"{first.folder} and {second.folder} can't share a chart ({', '.join(different)}); "
            "name runs over the same items"
        )


def _groups(runs: Iterable[Stored]) -> list[Group]:
    found: dict[object, list[Stored]] = defaultdict(list)
    for run in runs:
        found[_key(run)].append(run)
    return [Group(tuple(each)) for each in found.values()]


def _key(run: Stored) -> object:
    return tuple(asked(run.setting).values()), _ids(run)


def _ids(run: Stored) -> frozenset[str]:
    return frozenset(row.id for row in run.rows)
