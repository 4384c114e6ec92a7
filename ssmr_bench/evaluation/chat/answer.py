"""What the body of a Chat Completions answer says, in ours; errors and oddities come with status 200 too."""

from __future__ import annotations

from typing import Any

from ssmr_bench.evaluation.backends import TransientError
from ssmr_bench.evaluation.completion import Completion, finish_reason

_BROKEN_OFF = ("error", "abort", "insufficient_system_resource")
"""Reasons for an end that is the provider's fault."""


def completion_of(body: object) -> Completion:
    """The answer that a body holds.

    Raises:
        TransientError: if it holds none: an error, no choice, or a shape that is no answer.
    """
    choice = _choice(body)
    message = choice["message"]
    refusal = message.get("refusal")
    content = message.get("content")
    thought = message.get("reasoning_content") or message.get("reasoning")
    ended = choice.get("finish_reason")
    usage = body.get("usage") if isinstance(body, dict) else None
    model = body.get("model") if isinstance(body, dict) else None
    if content is None and isinstance(refusal, str) and refusal:
        content, ended = refusal, "content_filter"
    if content is None and not thought and finish_reason(ended) == "stop":
        raise TransientError(f"an answer without content: {choice!r}")
    return Completion(
        text=_text(content),
        reasoning=thought if isinstance(thought, str) else "",
        finish_reason=finish_reason(ended),
        model=model if isinstance(model, str) else "",
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        reasoning_tokens=_count(_within(usage, "completion_tokens_details"), "reasoning_tokens"),
        cached_tokens=_cached(usage),
    )


def _choice(body: object) -> dict[str, Any]:
    """The first choice, with its message."""
    if not isinstance(body, dict):
        raise TransientError(f"an answer that is no JSON object: {body!r}")
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if body.get("error") or not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise TransientError(f"an answer without choices: {body!r}")
    if choice.get("error") or choice.get("finish_reason") in _BROKEN_OFF:
        raise TransientError(f"the model's provider failed: {choice!r}")
    return choice


def _text(content: object) -> str:
    """The text of a message; some servers send it in parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    if len(texts) < len(parts) or not all(isinstance(text, str) for text in texts):
        raise TransientError(f"an answer whose content is no text: {content!r}")
    return "".join(map(str, texts))


def _cached(usage: object) -> int | None:
    """Where OpenAI's servers say it, and where DeepSeek's do."""
    cached = _count(_within(usage, "prompt_tokens_details"), "cached_tokens")
    return _count(usage, "prompt_cache_hit_tokens") if cached is None else cached


def _within(usage: object, name: str) -> object:
    return usage.get(name) if isinstance(usage, dict) else None


def _count(usage: object, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**9 else None
