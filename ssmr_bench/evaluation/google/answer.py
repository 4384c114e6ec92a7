"""What the body of a generateContent answer says, in ours; errors come with status 200 too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ssmr_bench.errors import EndpointError
from ssmr_bench.evaluation.backends import TransientError
from ssmr_bench.evaluation.completion import Completion, FinishReason

_HELD_BACK = {
    *("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "LANGUAGE", "MODEL_ARMOR", "ESCALATION"),
    *("IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION"),
}
_SHUT = "PUP_LIMITED_DISABLED"
"""The finish reason of an account that Google closed or limited."""


def completion_of(body: object) -> Completion:
    """What the body of an answer says, in ours.

    Raises:
        TransientError: if it holds no answer.
        EndpointError: if Google closed the account.
    """
    candidates, usage = as_dict(body).get("candidates"), within(body, "usageMetadata")
    written, thought = _count(usage, "candidatesTokenCount"), _count(usage, "thoughtsTokenCount")
    version = as_dict(body).get("modelVersion")
    answer = Completion(
        "",
        model=version if isinstance(version, str) else "",
        prompt_tokens=_count(usage, "promptTokenCount"),
        completion_tokens=None if written is None and thought is None else (written or 0) + (thought or 0),
        reasoning_tokens=thought,
        cached_tokens=_count(usage, "cachedContentTokenCount"),
    )
    if not candidates and (blocked := within(body, "promptFeedback").get("blockReason")):
        return replace(answer, finish_reason="content_filter", held_back=f"the question: {blocked}")
    candidate = candidates[0] if isinstance(candidates, list) and candidates else None
    if as_dict(body).get("error") or not isinstance(candidate, dict):
        raise TransientError(f"an answer without candidates: {body!r}")
    text, thoughts = _words(candidate)
    ended = _finish_reason(candidate, bool(text or thoughts))
    held = f"the answer: {candidate['finishReason']}" if ended == "content_filter" else ""
    return replace(answer, text=text, reasoning=thoughts, finish_reason=ended, held_back=held)


def _words(candidate: dict[str, Any]) -> tuple[str, str]:
    """The text and the thoughts."""
    parts = within(candidate, "content").get("parts")
    said = [part for part in (parts if isinstance(parts, list) else []) if isinstance(as_dict(part).get("text"), str)]
    text = "".join(part["text"] for part in said if not part.get("thought"))
    return text, "".join(part["text"] for part in said if part.get("thought"))


def _finish_reason(candidate: dict[str, Any], spoken: bool) -> FinishReason:
    said = str(candidate.get("finishReason"))
    if said == _SHUT:
        raise EndpointError(f"Google has closed or limited the account ({said})")
    if said in _HELD_BACK:
        return "content_filter"
    if said in ("MAX_TOKENS", "CONTINUATION"):
        return "length"
    if not spoken or said.startswith("MALFORMED") or said in ("OTHER", "FINISH_REASON_UNSPECIFIED"):
        raise TransientError(f"an answer without content: {candidate!r}")
    return "stop"


def within(body: object, name: str) -> dict[str, Any]:
    """The object of that name in another; empty where it is none."""
    return as_dict(as_dict(body).get(name))


def as_dict(value: object) -> dict[str, Any]:
    """A value, if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def _count(usage: dict[str, Any], name: str) -> int | None:
    count = usage.get(name)
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**9 else None
