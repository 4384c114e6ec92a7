"""What can be said of a result's fields without asking anybody: names, counts and dates that can't be."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from ssmr_bench.evaluation.models import NAME
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.verification.finding import Finding
from ssmr_bench.evaluation.verification.variant import of_variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored

_LONGEST = {
    "model": 200,
    "model_id": 300,
    "endpoint": 1000,
    "variant": 250,
    "sampling": 2000,
    "versions": 2000,
    "currency": 12,
    "date": 40,
}
"""Characters of a text, or of an object as JSON; a folder's name holds 255."""
_MOST = {
    **dict.fromkeys(("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens"), 10**7),
    "attempts": 10**6,
}
_LONGEST_WAIT = 1e6
"""Seconds."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_SLACK = timedelta(hours=1)
"""Machines that share a journal need not agree on the time."""


def of_run(run: Stored) -> Iterator[Finding]:
    """What is wrong with the fields of `result.json` that no row bears on."""
    setting = run.setting
    if not NAME.fullmatch(setting.model):
        yield Finding(f"{RESULT}, model", f"is {setting.model!r:.60}, which is no model's name")
    if setting.concurrency < 1 or run.sent < 0:
        yield Finding(RESULT, f"says concurrency = {setting.concurrency}, requests_sent = {run.sent}")
    if not all(isinstance(version, str) for version in setting.versions.values()):
        yield Finding(f"{RESULT}, versions", "holds other things than texts")
    if (ended := _instant(run.date)) is None or ended > datetime.now(UTC) + timedelta(days=1):
        yield Finding(f"{RESULT}, date", f"is {run.date!r:.60}, which is no moment in the past")
    if _holds_more(setting.endpoint):
        yield Finding(f"{RESULT}, endpoint", "holds a user, a password or a query, in which a key may stand")
    yield from _of_texts(run)
    yield from of_variant(setting)
    yield from _of_place(run)


def _of_texts(run: Stored) -> Iterator[Finding]:
    names = ("model", "model_id", "endpoint", "variant", "sampling", "versions")
    said = {name: (name, getattr(run.setting, name)) for name in names}
    if run.price is not None:
        below = "cost.prices_per_million_tokens"
        said |= {f"{below}.{name}": (name, getattr(run.price, name)) for name in ("currency", "date")}
    for place, (name, value) in said.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if len(text) > _LONGEST[name]:
            yield Finding(f"{RESULT}, {place}", f"has {len(text)} characters; {_LONGEST[name]} at most")
        elif not text.isprintable():
            yield Finding(f"{RESULT}, {place}", f"is {text!r:.60}, which can't be printed")


def _of_place(run: Stored) -> Iterator[Finding]:
    place = run.folder.resolve()
    ours = run.setting.folder(place)
    name = place.name if run.aside else ours.name
    if (wanted := (*ours.parts[-3:-1], name)) != place.parts[-3:]:
        yield Finding(RESULT, f"lies in {'/'.join(place.parts[-3:])}; a run of this setting lies in {'/'.join(wanted)}")


def of_row(row: Row, place: str, ended: datetime | None) -> Iterator[Finding]:
    """What can't be of an answer, whatever it says."""
    for name, most in _MOST.items():
        if not 0 <= (getattr(row, name) or 0) <= most:
            yield Finding(place, f"has {name} = {getattr(row, name)}")
    if row.answer is None:
        return
    yield from _of_answer(row, place, ended)


def _of_answer(row: Row, place: str, ended: datetime | None) -> Iterator[Finding]:
    if row.attempts < 1:
        yield Finding(place, f"has attempts = {row.attempts}, and an answer")
    if row.latency is not None and not 0 <= row.latency <= _LONGEST_WAIT:
        yield Finding(place, f"has latency = {row.latency}")
    if row.model is not None and (len(row.model) > _LONGEST["model_id"] or not row.model.isprintable()):
        yield Finding(place, f"has model = {row.model!r:.60}, which is no model's id")
    came = _instant(row.received or "")
    if came is None or (ended is not None and came - ended > _SLACK):
        yield Finding(place, f"was received at {row.received!r:.60}, which is no moment before the run's end")


def ended(run: Stored | None) -> datetime | None:
    """When a run ended; None where it does not say."""
    return None if run is None else _instant(run.date)


def _instant(text: str) -> datetime | None:
    """A moment as runs write it, with seconds and the offset from UTC."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def _holds_more(endpoint: str) -> bool:
    """Whether a URL holds more than an address."""
    if not re.match(r"https?:", endpoint, re.IGNORECASE):
        return False
    try:
        address = urlsplit(endpoint)
        beside = {name for name, _ in parse_qsl(address.query, keep_blank_values=True)} - {"api-version"}
    except ValueError:
        return True
    return bool(address.username or address.password or address.fragment or beside)
