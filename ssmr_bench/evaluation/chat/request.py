"""The body of a Chat Completions request: messages with pictures between the words, and the parameters."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Literal

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.sampling import said

if TYPE_CHECKING:
    from ssmr_bench.evaluation.prompt import Image, Prompt
    from ssmr_bench.evaluation.sampling import Sampling, Thinking

Dialect = Literal["plain", "openai", "openrouter", "anthropic", "deepseek"]
"""How a server is told to think, and how many tokens it may use; `plain` is vLLM, SGLang and llama.cpp."""

_FORMS = {bool: "on and off", int: "a budget in tokens", str: "an effort by name"}


def messages(prompt: Prompt) -> list[dict[str, Any]]:
    """The prompt's messages; pictures are encoded here, when they are sent, and not before."""
    return [{"role": message.role, "content": _content(message.parts)} for message in prompt.messages]


def parameters(sampling: Sampling, dialect: Dialect) -> dict[str, Any]:
    """The other fields of the body.

    >>> from ssmr_bench.evaluation.sampling import Sampling
    >>> parameters(Sampling(max_tokens=9, thinking="low"), "openai")
    {'max_completion_tokens': 9, 'reasoning_effort': 'low'}
    >>> parameters(Sampling(thinking=False, extra={"top_k": 20}), "plain")
    {'chat_template_kwargs': {'enable_thinking': False}, 'top_k': 20}

    Raises:
        ConfigError: if the dialect has no way to ask for such thinking.
    """
    said = sampling.without(("thinking", *sampling.extra)).said
    if dialect == "openai" and "max_tokens" in said:
        said["max_completion_tokens"] = said.pop("max_tokens")
    for name, value in (*_thinking(sampling.thinking, dialect).items(), *sampling.extra.items()):
        both = isinstance(value, dict) and isinstance(said.get(name), dict)
        said[name] = {**said[name], **value} if both else value
    return said


def _thinking(thinking: Thinking | None, dialect: Dialect) -> dict[str, Any]:
    """What a server of the dialect is told; each knows some of: on and off, a budget, an effort."""
    if thinking is None:
        return {}
    thinking = thinking or False  # a budget of nothing
    kind = type(thinking)
    state = "enabled" if thinking else "disabled"
    # Of a budget, vLLM knows its own field, and Qwen's and SGLang's templates look for the other.
    ways: dict[tuple[Dialect, type], dict[str, Any]] = {
        ("plain", bool): {"chat_template_kwargs": {"enable_thinking": thinking}},
        ("plain", int): {
            "chat_template_kwargs": {"enable_thinking": True, "thinking_budget": thinking},
            "thinking_token_budget": thinking,
        },
        ("plain", str): {"reasoning_effort": thinking},
        ("openai", str): {"reasoning_effort": thinking},
        ("openrouter", bool): {"reasoning": {"enabled": thinking}},
        ("openrouter", int): {"reasoning": {"max_tokens": thinking}},
        ("openrouter", str): {"reasoning": {"effort": thinking}},
        ("anthropic", bool): {"thinking": {"type": state}},
        ("anthropic", int): {"thinking": {"type": "enabled", "budget_tokens": thinking}},
        ("deepseek", bool): {"thinking": {"type": state}},
        ("deepseek", str): {"thinking": {"type": "enabled"}, "reasoning_effort": thinking},
    }
    if (dialect, kind) not in ways:
        known = [_FORMS[form] for way, form in ways if way == dialect]
        raise ConfigError(
            f"thinking {said(thinking)} can't be said in the dialect {dialect!r}, which knows: {', '.join(known)}"
        )
    return ways[dialect, kind]


def _content(parts: tuple[str | Image, ...]) -> Any:
    """A message's content as the API takes it: a plain string where there is no picture."""
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    content: list[dict[str, Any]] = []
    for part in parts:
        if not isinstance(part, str):
            url = f"data:{part.media_type};base64,{base64.b64encode(part.data).decode()}"
            content.append({"type": "image_url", "image_url": {"url": url}})
        elif content and content[-1]["type"] == "text":
            content[-1]["text"] += part  # as two, some servers would put a line break between them
        else:
            content.append({"type": "text", "text": part})
    return content
