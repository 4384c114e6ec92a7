"""What an audit found, as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from ssmr_bench.reporting.plain import printable
from ssmr_bench.synthesis.audit import Finding
from ssmr_bench.synthesis.problem import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ssmr_bench.synthesis.audit import Attack, Report, Soundness, Verdict


def key_table(report: Report) -> Table:
    """A line for each template, or class of the published data: keys proved, and what is wrong with how many others."""
    published = any(tally.class_name for tally in report.tallies)
    table = Table(title="Keys, answered again from the text", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("class" if published else "template", overflow="fold")
    for name in ("problems", "proved", "repeated"):
        table.add_column(name, justify="right")
    table.add_column("found")
    for tally in report.tallies:
        found = [(finding.value, count) for finding, count in tally.findings if finding is not Finding.PROVED]
        flaws = ", ".join(f"{count} {name}" for name, count in (*found, *tally.remarks) if count)
        counts = map(str, (tally.count, tally.proved, tally.repeated))
        table.add_row(_cell(tally.class_name or tally.template), *counts, flaws or "-")
    return table


def _cell(text: str) -> Text:
    """A text that comes from the file, without a meaning for Rich or for the terminal."""
    return Text(printable(text))


def defect_lines(report: Report) -> Iterator[str]:
    """A line for each problem that is not proved, and for each that there is a remark on."""
    for entry in report.defects:
        if not entry.published:
            yield printable(_defect(entry.verdict))
    for flaw in Finding:
        flawed = [each for each in report.published if flaw in each.flaws]
        if flawed:
            yield f"{flaw.value} ({len(flawed)}):"
        yield from (f"  {printable(_flawed(each))}" for each in flawed)
    for remark in sorted({remark for entry in report.remarked for remark in entry.remarks}):
        rows = [str(each.row.number) for each in report.published if remark in each.remarks]
        yield f"{remark} ({len(rows)}): rows {', '.join(rows)}"


def _flawed(found: Soundness) -> str:
    """A published row by its number and id, with its options as they were published."""
    also = ", ".join(flaw.value for flaw in found.flaws)
    said = [f"{also}; the answer is {_short(found.row.key)}"]
    if found.holding:
        said.append(f"what holds is {', '.join(map(_short, found.holding))}")
    if found.verdict.alike:
        alike = (found.row.options[LETTERS.index(letter)] for letter in found.verdict.alike)
        said.append(f"alike are {', '.join(map(_short, alike))}")
    if found.repeats:
        said.append(f"it repeats row {found.repeats}")
    reasons = found.verdict.reasons
    if len(reasons) == len(LETTERS):
        reasons = tuple(
            f"{_short(option)}: {reason}" for option, reason in zip(found.row.options, reasons, strict=True) if reason
        )
    return f"row {found.row.number} {found.id} {found.row.class_name}: {'; '.join(said)}. {'; '.join(reasons)}"


def _short(option: str) -> str:
    """An option without the header that all four have."""
    return f"'{option.rpartition(chr(10))[2]}'"


def findings(report: Report) -> dict[str, object]:
    """All that was found, for JSON: each flawed row or problem with its id, and every attack."""
    flawed = [
        {
            "id": each.id,
            "row": each.row.number,
            "class": each.row.class_name,
            "kinds": [flaw.value for flaw in each.flaws],
            "answer": each.row.key,
            "holding": each.holding,
            "repeats": each.repeats,
            "reasons": each.verdict.reasons,
        }
        for each in report.published
        if not each.sound
    ]
    own = [
        {"id": each.id, "template": each.template, "kinds": [each.finding.value], "reasons": each.reasons}
        for each in (entry.verdict for entry in report.defects if not entry.published)
    ]
    return {
        "problems": report.count,
        "proved": report.count - len(report.defects),
        "flawed": flawed + own,
        "remarks": [{"id": entry.verdict.id, "remarks": entry.remarks} for entry in report.remarked],
        "attacks": [_attack(each, "file") for each in report.attacks]
        + [_attack(each, "drawn") for each in report.drawn],
    }


def _attack(attack: Attack, of: str) -> dict[str, object]:
    return {
        "template": attack.template,
        "view": attack.view.value,
        "attacker": attack.attacker,
        "of": of,
        "count": attack.count,
        "rate": attack.rate,
        "bound": attack.bound,
        "sound": attack.sound,
    }


def _defect(verdict: Verdict) -> str:
    held = f"; what holds is {', '.join(verdict.holding)}" if verdict.holding else ""
    by_letter = len(verdict.reasons) == len(LETTERS)
    letters = [f"{letter}: " for letter in LETTERS] if by_letter else [""] * len(verdict.reasons)
    reasons = [letter + reason for letter, reason in zip(letters, verdict.reasons, strict=True) if reason]
    found = f"{verdict.finding.value}; the answer is {verdict.answer}{held}. {'; '.join(reasons)}"
    return f"{verdict.id} {verdict.template}: {found}"


def attack_table(title: str, attacks: Sequence[Attack]) -> Table:
    """A line for each template and view: the attacker that did best, of how many, or every one that got through."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("template", min_width=16, overflow="fold")
    table.add_column("seen", overflow="fold")
    table.add_column("attacker", overflow="fold")
    for name in ("of", "n", "hits", "bound"):
        table.add_column(name, justify="right", no_wrap=True)
    groups: dict[tuple[str, str], list[Attack]] = {}
    for attack in attacks:
        groups.setdefault((attack.template, attack.view.value), []).append(attack)
    for (template, view), group in groups.items():
        through = [attack for attack in group if not attack.sound]
        for shown in through or [max(group, key=lambda attack: attack.errors)]:
            rates = (f"{shown.rate:.1%}{'' if shown.sound else ' !'}", f"{shown.bound:.1%}")
            table.add_row(_cell(template), view, shown.attacker, str(len(group)), str(shown.count), *rates)
    return table
