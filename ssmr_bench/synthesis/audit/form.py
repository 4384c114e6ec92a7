"""What our problems never hold: a record that has it says more than its music, or something else than its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ssmr_bench.synthesis.audit.hearing import hear
from ssmr_bench.synthesis.audit.rhythm import unfilled
from ssmr_bench.synthesis.audit.verdict import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.synthesis.audit.item import Item

_LINE = r"[\^_=A-Gac-gbz,'0-9/ |\[\]()-]*"
_TUNE = re.compile(rf"X:1\n(?:M:[0-9C|/]+\n)?L:1/\d+\nK:[A-Za-z#]+(?: clef=[a-z0-9+-]+)?\n{_LINE}")
"""No title, words, comment, chord symbol or second tune, which might tell the key."""


def misfit(item: Item, record: Mapping[str, Any]) -> str:
    """The first thing that none of our problems holds; empty if there is none."""
    level, category, wanted = record.get("level"), record.get("category"), CATEGORIES.get(item.template)
    lines = item.options if item.template == "bar_lines" else ()
    flaws = (
        (item.id.isprintable() and item.id, f"its id is {item.id!r}"),
        (category == wanted or not wanted, f"its category is {category!r}, not {wanted!r}"),
        (type(level) is int and 1 <= level <= 5, f"its level is {level!r}, not from 1 to 5"),
        (not item.abc or _TUNE.fullmatch(item.abc), "its music holds more than X:, M:, L:, K: and a line of notes"),
        (all(re.fullmatch(_LINE, line) for line in lines), "an option is no line of notes"),
    )
    return next((flaw for right, flaw in flaws if not right), "") or _bars(item)


def _bars(item: Item) -> str:
    """Why the bars are not those of the time signature above them; empty if they are, or if they are asked for."""
    if not item.abc or item.template == "bar_lines":
        return ""
    try:
        music = hear(item.abc)
    except ValueError:
        return ""  # said by who judges the key
    flaw = unfilled(music.lengths, music.meter.bar) if music.meter else ""
    return f"its time signature is not that of its bars: {flaw}" if flaw else ""
