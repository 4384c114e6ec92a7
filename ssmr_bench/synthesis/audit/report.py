"""Audits a file of problems: proves every key, and attacks what is left when a part is hidden."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.synthesis.audit.attack import ATTACKERS, Attack, Material, attacks
from ssmr_bench.synthesis.audit.item import Item
from ssmr_bench.synthesis.audit.published import Row, rows
from ssmr_bench.synthesis.audit.remarks import remarks
from ssmr_bench.synthesis.audit.verdict import Finding, Verdict, judge
from ssmr_bench.synthesis.audit.view import View, views

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.synthesis.audit.attackers import Attacker

_FIELDS = ("id", "template", "question", "abc", "answer")


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem of a file: what was found of its key, and what else there is to say."""

    verdict: Verdict
    class_name: str = ""
    """The class of a row in the published schema."""
    remarks: tuple[str, ...] = ()


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
    questions: int
    """Different questions: where there is one, the music decides, and no view hides just the question."""
    views: tuple[View, ...]

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

    @property
    def leaks(self) -> tuple[Attack, ...]:
        """The attacks that went beyond their bound."""
        return tuple(attack for attack in self.attacks if not attack.sound)

    @property
    def sound(self) -> bool:
        """Whether every key is proved, and no attacker did better than it may by luck."""
        return not self.defects and not self.leaks


Draw = Callable[[str], Material | None]
"""Gives problems of a template that were made to be attacked, and others to learn from; None if it has none."""


def audit(
    path: Path,
    draw: Draw = lambda _: None,
    chosen: Sequence[Attacker] = ATTACKERS,
    watch: Callable[[str], None] = lambda _: None,
) -> Report:
    """The report on the problems of a file, or of `problems.jsonl` in a folder; in our schema or the published one.

    Args:
        path: The file or folder.
        draw: Where the problems to attack come from. Where it has none, and in the published schema, those of the file
            are attacked, each tenth of them by who has learned from the nine others. For a bound near chance, draw
            1,600 or more and 20,000 to learn from.
        chosen: The attackers.
        watch: Is told what is being done.

    Raises:
        FileError: if there is no such file, or it can't be read.
        DataError: if a line is a problem in neither schema.
    """
    watch("proving keys")
    items, entries = _load(path)
    published = any(entry.class_name for entry in entries)
    found: list[Attack] = []
    for template in dict.fromkeys(item.template for item in items) if chosen else ():
        watch(f"attacking {template}")
        drawn = None if published else draw(template)
        if (material := drawn or _own(items, template)) is not None:
            found += attacks(material, chosen)
    return Report(
        count=len(entries),
        tallies=tuple(_tally(template, items, entries) for template in _templates(entries)),
        defects=tuple(entry for entry in entries if entry.verdict.finding is not Finding.PROVED),
        remarked=tuple(entry for entry in entries if entry.remarks),
        attacks=tuple(found),
    )


def _load(path: Path) -> tuple[list[Item], list[Entry]]:
    """The problems that can be put in our words, and what was found of all."""
    place = path / "problems.jsonl" if path.is_dir() else path
    try:
        text = place.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{place} can't be read: {error}; name a file of problems in JSON lines") from error
    if '"class_name"' in text.partition("\n")[0]:
        return _translated(rows(text))
    items = [_item(number, line) for number, line in enumerate(text.removesuffix("\n").split("\n"), 1)]
    return items, [Entry(judge(item)) for item in items]


def _item(number: int, line: str) -> Item:
    """The problem on a line, however flawed, as long as it has the fields."""
    try:
        record = json.loads(line)
        texts = [record[name] for name in _FIELDS]
        options = record["options"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise DataError(f"line {number} is no problem ({error!r}); see ssmr_bench.synthesis.problem") from error
    if not isinstance(options, list) or not all(isinstance(text, str) for text in (*texts, *options)):
        raise DataError(f"line {number} is no problem; its fields must be texts, and a list of them for the options")
    name, template, question, abc, answer = texts
    return Item(name, template, question, abc, tuple(options), answer)


def _translated(found: Iterable[Row]) -> tuple[list[Item], list[Entry]]:
    items, entries = [], []
    for row in found:
        try:
            item = row.item()
        except ValueError as error:
            unread = Verdict(f"row {row.number}", "", Finding.UNREADABLE, "", (), (str(error),))
            entries.append(Entry(unread, row.class_name))
            continue
        items.append(item)
        entries.append(Entry(judge(item), row.class_name, remarks(item)))
    return items, entries


def _templates(entries: Sequence[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.verdict.template for entry in entries))


def _own(items: Sequence[Item], template: str) -> Material | None:
    """The file's own problems of a template, where they are whole."""
    group = tuple(
        item for item in items if item.template == template and len(item.options) == 4 and item.answer in tuple("ABCD")
    )
    return Material(group) if group else None


def _tally(template: str, items: Sequence[Item], entries: Sequence[Entry]) -> Tally:
    own = [entry for entry in entries if entry.verdict.template == template]
    asked = [item for item in items if item.template == template]
    findings = Counter(entry.verdict.finding for entry in own)
    noted = Counter(remark for entry in own for remark in entry.remarks)
    contents = {(item.question, item.abc, tuple(sorted(item.options))) for item in asked}
    return Tally(
        template=template,
        class_name=own[0].class_name,
        count=len(own),
        findings=tuple((finding, findings[finding]) for finding in Finding),
        remarks=tuple(sorted(noted.items())),
        repeated=len(asked) - len(contents),
        questions=len({item.question for item in asked}),
        views=views(asked) if asked else (),
    )
