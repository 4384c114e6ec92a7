"""The one text that a model without a chat gets, from us and from vLLM's template."""

from __future__ import annotations

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ssmr_bench.evaluation.backends.vllm import _PLAIN
from ssmr_bench.evaluation.prompt import Message, Prompt, plain_text

OURS = (("user", "1 + 1?"), ("assistant", "2"), ("user", "1 + 2?"))
GSM = (("user", "Question: 1 + 1?\nAnswer:"), ("assistant", "2\n#### 2"), ("user", "Question: 1 + 2?\nAnswer:"))


@pytest.mark.parametrize(
    ("turns", "text"),
    [
        (OURS, "1 + 1?\n\nAnswer: 2\n\n1 + 2?\n\nAnswer:"),
        (GSM, "Question: 1 + 1?\nAnswer: 2\n#### 2\n\nQuestion: 1 + 2?\nAnswer:"),
        ((("system", "Read:"), *OURS[:1]), "Read:\n\n1 + 1?\n\nAnswer:"),
        ((("user", "Which of these are notes that a viola cannot play:"),), None),
    ],
)
def test_a_question_that_calls_for_its_answer_is_not_called_twice(
    turns: tuple[tuple[str, str], ...], text: str | None
) -> None:
    prompt = Prompt(tuple(Message(role, (said,)) for role, said in turns))  # type: ignore[arg-type]
    # As transformers renders chat templates.
    template = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(_PLAIN)
    assert template.render(messages=[{"role": role, "content": said} for role, said in turns]) == plain_text(prompt, "")
    assert plain_text(prompt, "") == (text or f"{turns[0][1]}\n\nAnswer:")
