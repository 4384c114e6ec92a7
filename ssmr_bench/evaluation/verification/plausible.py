"""What can be said of a result's fields without asking anybody: names, counts and dates that can't be."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from ssmr_bench.evaluation.manner import Manner
from ssmr_bench.evaluation.models import NAME
from ssmr_bench.evaluation.plan import short
from ssmr_bench.evaluation.result import RESULT
from ssmr_bench.evaluation.verification.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssmr_bench.evaluation.result import Setting
    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.stored import Stored

_OPTION = re.compile(r"[\w.-]+=[\w.-]+", re.ASCII)
_COUNTS = ("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens")
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
    yield from _of_variant(setting)
    yield from _of_place(run)


def _of_variant(setting: Setting) -> Iterator[Finding]:
    """The options in the folder's name: those of the manner, all of them, and then those of the sampling."""
    place, variant = f"{RESULT}, variant", setting.variant
    manner = {name: getattr(setting, name) for name in ("shots", "orders", "repeats", "subset", "limit")}
    usual = Manner()
    told = [f"{name}={value}" for name, value in manner.items() if value != getattr(usual, name)]
    options = variant.split(",") if variant else []
    own = [option for option in options if option.partition("=")[0] in (*manner, "prompt")]
    if own != told or options[: len(told)] != told:
        yield Finding(place, f"is {variant!r:.80}; the other fields say {','.join(told)!r}")
    for option in options:
        name, _, value = option.partition("=")
        sent = setting.sampling.get(name)
        if not _OPTION.fullmatch(option):
            yield Finding(place, f"holds {option!r:.60}, which is no option")
        elif isinstance(sent, int | float | str) and short(sent) != value:
            yield Finding(place, f"says {option}; sampling.{name} is {sent!r:.60}")


def _of_place(run: Stored) -> Iterator[Finding]:
    place = run.folder.resolve()
    ours = run.setting.folder(place)
    name = place.name if run.aside else ours.name
    if (wanted := (*ours.parts[-3:-1], name)) != place.parts[-3:]:
        yield Finding(RESULT, f"lies in {'/'.join(place.parts[-3:])}; a run of this setting lies in {'/'.join(wanted)}")


def of_row(row: Row, place: str, ended: datetime | None) -> Iterator[Finding]:
    """What can't be of an answer, whatever it says."""
    for name in _COUNTS:
        if (getattr(row, name) or 0) < 0:
            yield Finding(place, f"has {name} = {getattr(row, name)}")
    if row.answer is None:
        return
    if row.attempts < 1:
        yield Finding(place, f"has attempts = {row.attempts}, and an answer")
    if row.latency is not None and not 0 <= row.latency < inf:
        yield Finding(place, f"has latency = {row.latency}")
    came = _instant(row.received or "")
    if came is None or (ended is not None and came > ended + _SLACK):
        yield Finding(place, f"was received at {row.received!r:.60}, which is no moment before the run's end")


def ended(run: Stored | None) -> datetime | None:
    """When a run ended; None where it does not say."""
    return None if run is None else _instant(run.date)


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


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
