"""A row of the leaderboard: one model, prompt and sampling, with all its parts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ssmr_bench.reporting.gaps import FLOOR
from ssmr_bench.reporting.leaderboard.cell import gap
from ssmr_bench.reporting.leaderboard.part import RANKED, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.setting import Setting
    from ssmr_bench.reporting.leaderboard.cell import Cell, Gap
    from ssmr_bench.reporting.leaderboard.ranks import Rank

_OF_THE_GROUP = ("subset", "limit", "orders", "repeats")


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What rows must have in common to be ranked together; in the order in which groups are shown."""

    part: bool
    """Whether only some of the split's items were asked."""
    older: int
    """Versions of the judge with the sign turned: the newest first."""
    orders: int
    repeats: int
    subset: str
    limit: int
    """0 for no limit."""
    split: str
    """Its name and version."""
    sha256: str

    @classmethod
    def of(cls, s: Setting) -> Group:
        """The group of a run."""
        part = s.subset is not None or s.limit is not None
        split = f"{s.split['name']} {s.split['version']}"
        return cls(part, -s.scorer, s.orders, s.repeats, s.subset or "", s.limit or 0, split, s.split["sha256"])

    @property
    def scorer(self) -> int:
        """The version of the judge."""
        return -self.older

    @property
    def items(self) -> str:
        """Which items were asked, in words."""
        named = f"subset {self.subset}" if self.subset else "all items"
        return f"the first {self.limit} of {named}" if self.limit else named

    @property
    def title(self) -> str:
        """What is said over its table."""
        asked = [f"Split {self.split} ({self.sha256[:8]})", self.items]
        asked += [f"{self.orders} orders of the options"] if self.orders > 1 else []
        asked += [f"{self.repeats} repeats"] if self.repeats > 1 else []
        return ", ".join([*asked, f"scorer {self.scorer}"])

    @property
    def key(self) -> str:
        """A short name that stays the same, for links."""
        named = f"{self.sha256}/{self.subset}/{self.limit}/{self.orders}/{self.repeats}/{self.scorer}"
        return f"g{sha256(named.encode()).hexdigest()[:8]}"  # a letter first, lest 36290e91 be read as a number


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two runs parts of one row."""

    group: Group
    model: str
    model_id: str
    prompt: str
    prompt_sha256: str
    shots: int
    sampling: str
    """As it was sent: JSON with sorted keys."""

    @classmethod
    def of(cls, s: Setting) -> Identity:
        """The row that a run belongs to."""
        sampling = json.dumps(s.sampling, sort_keys=True)
        return cls(Group.of(s), s.model, s.model_id, s.prompt, s.prompt_sha256, s.shots, sampling)

    @property
    def key(self) -> str:
        """A name that stays the same, for links: readable, and unlike any other's."""
        said = (self.group.key, self.model, self.model_id, self.prompt, self.prompt_sha256, self.shots, self.sampling)
        readable = re.sub(r"[^a-z0-9.]+", "-", f"{self.model}-{self.prompt}".lower()).strip("-.")[:60]
        return f"{readable}-{sha256(json.dumps(said).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One model, prompt and sampling."""

    identity: Identity
    cells: Mapping[Part, Cell]
    floors: Mapping[Part, Cell]
    """The same model's runs without the music, where there are some and this is none itself."""
    ranks: Mapping[Part, Rank]
    """Of its text and its pictures, where it has them; a floor has none."""

    @property
    def is_floor(self) -> bool:
        """Whether the music was not shown."""
        return self.identity.prompt == FLOOR

    @property
    def variant(self) -> str:
        """The options that set its runs apart, those of the whole group left out."""
        options = next(iter(self.cells.values())).setting.variant.split(",")
        return ",".join(option for option in options if option.partition("=")[0] not in _OF_THE_GROUP)

    @property
    def asked(self) -> str:
        """The prompt, with what sets the runs apart."""
        return ", ".join(filter(None, (self.identity.prompt, self.variant.replace(",", ", "))))

    @property
    def dates(self) -> tuple[str, ...]:
        """The days of its runs, sorted."""
        return tuple(sorted({cell.date[:10] for cell in self.cells.values()}))

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of ssmr-bench that made its runs."""
        return tuple(sorted({cell.setting.versions.get("ssmr-bench", "") for cell in self.cells.values()} - {""}))

    @property
    def endpoints(self) -> tuple[str, ...]:
        """What answered."""
        return tuple(sorted({cell.setting.endpoint for cell in self.cells.values()}))

    @property
    def gap(self) -> Gap | None:
        """Pictures less text, on the same questions."""
        return gap(self.cells.get(Part.TEXT), self.cells.get(Part.PICTURE))

    def over_floor(self, part: Part) -> Gap | None:
        """What the music is worth: the part less its floor, on the same questions."""
        return gap(self.floors.get(part), self.cells.get(part))

    def with_floor(self, other: Entry | None) -> Entry:
        """The same row beside its model's floor."""
        if other is None or self.is_floor:
            return self
        return replace(self, floors={part: cell for part, cell in other.cells.items() if part in self.cells})

    @property
    def place(self) -> tuple[object, ...]:
        """Sorts the rows of a group: ranked before floors, by text, then by pictures, then by name."""
        found = (self.cells[part].whole.accuracy.value if part in self.cells else None for part in RANKED)
        shares = tuple((share is None, -(share or 0)) for share in found)
        return self.is_floor, shares, self.identity.model, self.identity.prompt, self.variant, self.identity.key
