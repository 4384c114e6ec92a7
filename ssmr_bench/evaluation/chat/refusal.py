"""What an HTTP status and the body of an error mean for this request and for the others."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import RefusedError, TransientError, Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssmr_bench.evaluation.credentials import Credential

_RETRIED = {408, 409, 425, 429}
_TROUBLES: dict[int, Trouble] = {429: "busy", 502: "down", 503: "down", 504: "down"}
_SIGHTLESS = re.compile(r"image input is not supported|not support images?|not a multimodal model", re.IGNORECASE)
_SETTING = re.compile(
    r"unsupported|not supported|unrecognized|unknown|unexpected|invalid|not permitted|extra|deprecated|only the default"
    r"|does not support|must be|out of range|not allowed|should be",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP answer that is an error."""

    status: int
    body: Any
    """The body, as JSON where it is that."""
    message: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, status: int, text: str, headers: Mapping[str, str]) -> Refusal:
        """What such an answer says, whatever its body is."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            body = None
        detail = body.get("error", body) if isinstance(body, dict) else None
        said = detail.get("message") if isinstance(detail, dict) else detail
        return cls(status, body, f"{status}: {said if isinstance(said, str) and said else text[:500]}", headers)

    @property
    def code(self) -> str:
        """The provider's own name for it, if it gives one."""
        return " ".join(str(self._detail.get(name) or "") for name in ("code", "type"))

    @property
    def filtered(self) -> bool:
        """Whether a content filter held the question back (Azure, OpenAI)."""
        return self.status == 400 and bool(re.search(r"content_filter|content_policy", self.code))

    def refuses(self, sent: Mapping[str, Any]) -> str | None:
        """The setting that the server won't take, if it names one of those that were sent."""
        if self.status not in (400, 422):
            return None
        named = self._detail.get("param")
        if isinstance(named, str) and named.partition(".")[0] in sent:
            return named.partition(".")[0]
        if not _SETTING.search(self.message) or "context" in self.message.lower():
            return None
        return next((name for name in sent if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.message)), None)

    def meaning(self, where: str, credential: Credential, sent: Mapping[str, Any]) -> Exception:
        """The error to raise: for this request alone, or for every one."""
        said = credential.line(self.message)
        sightless = _SIGHTLESS.search(self.message)  # llama.cpp says so with status 500
        if (self.status in _RETRIED or self.status >= 500) and not sightless:
            if "insufficient_quota" not in self.code:
                asked = seconds(self.headers.get("retry-after"))
                return TransientError(said, _TROUBLES.get(self.status, "fault"), retry_after=asked)
            return EndpointError(f"{where} says that the account has no credit left ({said})")
        if hopeless := self._hopeless(said, credential):
            return EndpointError(f"{where} {hopeless}")
        if self.status == 403:  # some providers answer so to a question that their filter dislikes
            return RefusedError(
                f"{where} turned the request away (403: {said}); the key is {credential.source}", likely_all=True
            )
        if setting := self.refuses(sent):
            way_out = f'leave it out of the command, or out of the model with unsupported = ["{setting}"]'
            return RefusedError(f"{where} refuses the setting {setting!r} ({said}); {way_out}", likely_all=True)
        return RefusedError(said, likely_all=bool(sightless))

    def _hopeless(self, said: str, credential: Credential) -> str:
        """What is wrong for every request, if it is."""
        if 300 <= self.status < 400:
            there = credential.line(self.headers.get("location", "elsewhere"))
            return f"sends us on to {there}; name that as the base URL if it is right"
        return {
            401: f"turned the key away (401); the key is {credential.source}",
            402: f"says that the account has no credit left ({said})",
            404: f"was not found ({said}); is the base URL right, up to and with /v1, and does it serve that model?",
        }.get(self.status, "")

    @property
    def _detail(self) -> Mapping[str, Any]:
        detail = self.body.get("error", self.body) if isinstance(self.body, dict) else {}
        return detail if isinstance(detail, dict) else {}


def seconds(retry_after: str | None) -> float | None:
    """A `Retry-After` header in seconds from now; it may be a number or a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    try:
        wait = float(retry_after)
    except ValueError:
        try:
            wait = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return wait if isfinite(wait) and wait >= 0 else None
