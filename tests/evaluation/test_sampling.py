from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ssmr_bench.errors import ConfigError
from ssmr_bench.evaluation.chat.request import parameters
from ssmr_bench.evaluation.sampling import Sampling, Thinking, thinking_of

if TYPE_CHECKING:
    from ssmr_bench.evaluation.chat.request import Dialect


@pytest.mark.parametrize(
    ("thinking", "dialect", "sent"),
    [
        (None, "plain", {}),
        (True, "plain", {"chat_template_kwargs": {"enable_thinking": True}}),
        (False, "plain", {"chat_template_kwargs": {"enable_thinking": False}}),
        (
            512,
            "plain",
            {
                "chat_template_kwargs": {"enable_thinking": True, "thinking_budget": 512},
                "thinking_token_budget": 512,
            },
        ),
        ("high", "plain", {"reasoning_effort": "high"}),
        ("none", "openai", {"reasoning_effort": "none"}),
        (True, "openrouter", {"reasoning": {"enabled": True}}),
        (2000, "openrouter", {"reasoning": {"max_tokens": 2000}}),
        ("low", "openrouter", {"reasoning": {"effort": "low"}}),
        (False, "anthropic", {"thinking": {"type": "disabled"}}),
        (2048, "anthropic", {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (True, "deepseek", {"thinking": {"type": "enabled"}}),
        ("max", "deepseek", {"thinking": {"type": "enabled"}, "reasoning_effort": "max"}),
    ],
)
def test_each_dialect_says_thinking_in_its_way(
    thinking: Thinking | None, dialect: Dialect, sent: dict[str, Any]
) -> None:
    assert parameters(Sampling(thinking=thinking), dialect) == sent


@pytest.mark.parametrize(
    ("thinking", "dialect", "known"),
    [
        (True, "openai", "an effort by name"),
        (512, "openai", "an effort by name"),
        ("high", "anthropic", "on and off, a budget in tokens"),
        (512, "deepseek", "on and off, an effort by name"),
    ],
)
def test_what_a_dialect_cannot_say_is_named(thinking: Thinking, dialect: Dialect, known: str) -> None:
    with pytest.raises(ConfigError, match=rf"can't be said in the dialect '{dialect}', which knows: {known}$"):
        parameters(Sampling(thinking=thinking), dialect)


def test_extra_fields_join_those_of_thinking() -> None:
    sampling = Sampling(thinking=True, extra={"chat_template_kwargs": {"tools_in_user_message": False}, "top_k": 5})
    assert parameters(sampling, "plain") == {
        "chat_template_kwargs": {"enable_thinking": True, "tools_in_user_message": False},
        "top_k": 5,
    }


def test_openais_reasoning_models_count_their_thoughts() -> None:
    assert parameters(Sampling(max_tokens=9, temperature=0.0), "openai") == {
        "max_completion_tokens": 9,
        "temperature": 0.0,
    }


def test_the_command_line_goes_before_the_model_and_that_before_the_task() -> None:
    task = Sampling(temperature=0.0, max_tokens=8192, stop=("\n",))
    model = Sampling(temperature=0.6, top_p=0.95, extra={"top_k": 20, "min_p": 0.0})
    said = Sampling(max_tokens=64, extra={"top_k": 5})
    assert said.over(model).over(task) == Sampling(0.6, 0.95, 64, None, ("\n",), extra={"top_k": 5, "min_p": 0.0})


def test_zero_and_off_are_said() -> None:
    sampling = Sampling(temperature=0.0, seed=0, thinking=False).over(Sampling(1.0, seed=5, thinking=True))
    assert (sampling.temperature, sampling.seed, sampling.thinking) == (0.0, 0, False)


@pytest.mark.parametrize("text", ["perhaps", "-1", "1.5", "", "ON"])
def test_other_words_for_thinking_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="use on, off, a budget in tokens, or an effort"):
        thinking_of(text)
