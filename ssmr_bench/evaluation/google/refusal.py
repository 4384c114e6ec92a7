"""What an error of Google's means for this request and for the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import RefusedError, TransientError
from ssmr_bench.evaluation.chat.refusal import Refusal, seconds
from ssmr_bench.evaluation.google.answer import as_dict, within

if TYPE_CHECKING:
    from google.genai import errors

    from ssmr_bench.evaluation.credentials import Credential

_OURS = {"maxOutputTokens": "max_tokens", "stopSequences": "stop", "thinkingConfig": "thinking"}
"""Google's names in the body where ours are others."""
_THINKING_WORDS = ("thinking[ _]?(mode|budget|level)?", "budget", "include_?thoughts")


def meaning(error: errors.APIError, where: str, credential: Credential, sent: dict[str, Any]) -> Exception:
    """The error to raise: what Google says in its own way, and for the rest what the status means anywhere."""
    detail = within(error.details, "error") or as_dict(error.details)
    message = str(detail.get("message") or f"status {error.code}")
    said = credential.line(message)
    headers = getattr(error.response, "headers", None) or {}
    match error.code:
        case 400 if refusal := _turned_away(detail, where, said, credential.source):
            return refusal
        case 400 if setting := _refused_setting(detail, message, sent):
            return RefusedError(
                f"{where} refuses the setting {setting!r} ({said}); "
                f'leave it out with unsupported = ["{setting}"] in a models file',
                likely_all=True,
            )
        case 404:
            hint = "is the base URL right, without /v1beta, and does it serve that model?"
            return EndpointError(f"{where} was not found ({said}); {hint}")
        case 408:
            return TransientError(said, "slow")
        case 429:
            return _busy(detail, where, said, seconds(headers.get("retry-after")))
    return Refusal(error.code, None, message, headers).meaning(where, credential, {})


def _turned_away(detail: dict[str, Any], where: str, said: str, source: str) -> Exception | None:
    """The error of a 400 that every request meets: Google answers so to a wrong key, and where it does not serve."""
    reasons = [item.get("reason") for item in _details(detail)]
    if "API_KEY_INVALID" in reasons or re.search(r"API key (not valid|expired|not found)", said, re.IGNORECASE):
        return EndpointError(f"{where} turned the key away ({said}); the key is {source}")
    if detail.get("status") == "FAILED_PRECONDITION":
        return RefusedError(f"{where} turned the request away ({said})", likely_all=True)
    return None


def _busy(detail: dict[str, Any], where: str, said: str, asked: float | None) -> Exception:
    """What a 429 means: a pause, which Google states in the body and not in a header, or the end of the day's quota."""
    quotas = [str(violation.get("quotaId")) for violation in _listed(detail, "violations")]
    if daily := next((quota for quota in quotas if "PerDay" in quota), None):
        return EndpointError(f"{where} says that the day's quota {daily} is used up ({said})")
    if re.search(r"credits? (is|are) depleted", said):
        return EndpointError(f"{where} says that the account has no credit left ({said})")
    if asked is None:
        delays = [str(item.get("retryDelay", "")).removesuffix("s") for item in _details(detail)]
        asked = next((wait for wait in map(seconds, delays) if wait is not None), None)
    return TransientError(said, "busy", retry_after=asked)


def _refused_setting(detail: dict[str, Any], message: str, sent: dict[str, Any]) -> str | None:
    """The setting that Google won't take, by our name, if it names one of those that were sent."""
    if "input token" in message.lower():
        return None
    said = " ".join([message, *(str(violation.get("field")) for violation in _listed(detail, "fieldViolations"))])
    for field in sent:
        snake = re.sub(r"(?=[A-Z])", "_", field).lower()
        words = [field, snake, snake.replace("_", " "), *(_THINKING_WORDS if field == "thinkingConfig" else ())]
        if re.search(rf"(?<![A-Za-z])({'|'.join(words)})(?![A-Za-z])", said, re.IGNORECASE):
            return _OURS.get(field, snake)
    return None


def _details(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """Google's further messages on an error (google.rpc)."""
    details = detail.get("details")
    return [as_dict(item) for item in (details if isinstance(details, list) else [])]


def _listed(detail: dict[str, Any], name: str) -> list[dict[str, Any]]:
    lists = [item.get(name) for item in _details(detail)]
    return [as_dict(entry) for items in lists if isinstance(items, list) for entry in items]
