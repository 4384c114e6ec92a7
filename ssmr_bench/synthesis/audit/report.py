"""Audits a file of problems: proves every key, and attacks what is left when a part is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.synthesis.audit import reading
from ssmr_bench.synthesis.audit.attack import ATTACKERS, Attack, Material, attacks
from ssmr_bench.synthesis.audit.form import misfit
from ssmr_bench.synthesis.audit.ranking import RANKING
from ssmr_bench.synthesis.audit.reading import records
from ssmr_bench.synthesis.audit.row import Row
from ssmr_bench.synthesis.audit.soundness import examined
from ssmr_bench.synthesis.audit.verdict import Finding, Verdict, judge

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.audit.attackers import Attacker
    from ssmr_bench.synthesis.audit.item import Item
    from ssmr_bench.synthesis.audit.soundness import Soundness

OWN_ERRORS = 4.5
"""The bound for a file's problems beside those drawn for the purpose: of a few hundred attacks none passes by luck."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem of a file: what was found of its key, and what else there is to say."""

    verdict: Verdict
    item: Item | None
    """The problem in our words; None for a row of the published schema that can't be said in them."""
    published: Soundness | None = None
    """What was found of a row of the published schema."""

    @property
    def class_name(self) -> str:
        """The class of a row in the published schema; empty for a problem of ours."""
        return self.published.row.class_name if self.published else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What there is to say of a row of the published schema beside its key."""
        return self.published.remarks if self.published else ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of the problems of one template."""

    template: str
    class_name: str
    count: int
    findings: tuple[tuple[Finding, int], ...]
    """Every finding in turn, with the number of problems."""
    remarks: tuple[tuple[str, int], ...]
    repeated: int
    """Problems whose question, music and options came before, in whatever order of the options."""

    @property
    def proved(self) -> int:
        """Problems of which exactly the answer holds."""
        return dict(self.findings)[Finding.PROVED]


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found; each part in the order of the file."""

    count: int
    tallies: tuple[Tally, ...]
    defects: tuple[Entry, ...]
    """The problems that are not proved."""
    remarked: tuple[Entry, ...]
    """Those that there is a remark on."""
    attacks: tuple[Attack, ...]
    """On the problems of the file."""
    drawn: tuple[Attack, ...]
    """On problems that were drawn for the purpose."""
    published: tuple[Soundness, ...] = ()
    """The rows of the published schema, the sound ones among them."""

    @property
    def leaks(self) -> tuple[Attack, ...]:
        """The attacks that went beyond their bound."""
        return tuple(attack for attack in (*self.attacks, *self.drawn) if not attack.sound)

    @property
    def sound(self) -> bool:
        """Whether every key is proved, and no attacker did better than it may by luck."""
        return not self.defects and not self.leaks


Source = Callable[[str], Material | None]
"""Gives problems of a template that were made to be attacked, and others to learn from; None if it has none."""


def audit(
    path: Path,
    draw: Source = lambda _: None,
    chosen: Sequence[Attacker] = ATTACKERS,
    watch: Callable[[str], None] = lambda _: None,
) -> Report:
    """The report on the problems of a file, or of `problems.jsonl` in a folder; in our schema or the published one.

    Args:
        path: The file or folder.
        draw: Where problems come from that are attacked too, so that the bound is near chance: 1,600 or more, and
            20,000 to learn from. In the published schema, and where it has none, those of the file are attacked alone.
        chosen: The attackers.
        watch: Is told what is being done.

    Raises:
        FileError: if there is no such file, or it can't be read.
        DataError: if a line is a problem in neither schema.
    """
    watch("proving keys")
    entries = _load(path)
    attacked: list[Attack] = []
    fresh: list[Attack] = []
    for name, own in _grouped(entries).items() if chosen else ():
        watch(f"attacking {name}")
        drawn = None if own[0].class_name else draw(name)
        whole = tuple(entry.item for entry in own if entry.item and entry.item.whole)
        if whole and drawn:
            # The attacker that learns longest has more to learn from where problems were drawn.
            quick = tuple(attacker for attacker in chosen if attacker != RANKING)
            attacked += attacks(Material(whole), quick, OWN_ERRORS)
        elif whole:
            attacked += attacks(Material(whole), chosen)
        fresh += attacks(drawn, chosen) if drawn else ()
    return Report(
        count=len(entries),
        tallies=tuple(_tally(own) for own in _grouped(entries).values()),
        defects=tuple(entry for entry in entries if entry.verdict.finding is not Finding.PROVED),
        remarked=tuple(entry for entry in entries if entry.remarks),
        attacks=tuple(attacked),
        drawn=tuple(fresh),
        published=tuple(entry.published for entry in entries if entry.published),
    )


def _load(path: Path) -> list[Entry]:
    own: dict[int, Entry] = {}
    rows = []
    ids: set[str] = set()
    for number, (place, record) in enumerate(records(path), 1):
        if "class_name" in record:
            rows.append(Row.of(number, place, record))
        else:
            own[number] = _own(reading.item(place, record), record, ids)
    told = {each.row.number: Entry(each.verdict, each.item, each) for each in examined(rows)}
    return [entry for _, entry in sorted((own | told).items())]


def _own(item: Item, record: Mapping[str, object], ids: set[str]) -> Entry:
    """A problem of our schema; what it holds beside the problem must be right too."""
    flaw = misfit(item, record) or ("its id stands twice" if item.id in ids else "")
    ids.add(item.id)
    unread = Verdict(item.id, item.template, Finding.UNREADABLE, item.answer, (), (flaw,))
    return Entry(unread if flaw else judge(item), item)


def _grouped(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The problems of each template, or class of the published schema."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.class_name or entry.verdict.template, []).append(entry)
    return groups


def _tally(own: Sequence[Entry]) -> Tally:
    asked = [entry.item for entry in own if entry.item]
    findings = Counter(entry.verdict.finding for entry in own)
    noted = Counter(remark for entry in own for remark in entry.remarks)
    contents = {(item.question, item.abc, tuple(sorted(item.options))) for item in asked}
    return Tally(
        template=own[0].verdict.template,
        class_name=own[0].class_name,
        count=len(own),
        findings=tuple((finding, findings[finding]) for finding in Finding),
        remarks=tuple(sorted(noted.items())),
        repeated=len(asked) - len(contents),
    )
