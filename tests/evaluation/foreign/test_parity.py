"""The verdicts are lm-eval's: stock lm-eval over the same data comes to the same figures for the same replies."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from lm_eval import simple_evaluate
from lm_eval.api.model import LM
from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

from ssmr_bench.evaluation.foreign.directory import directory
from tests.evaluation.foreign import layouts
from tests.evaluation.foreign.runs import items, ran, scripted

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "gsm8k": {split: f"gsm8k/main/{split}-00000-of-00001.parquet" for split in ("train", "test")},
    "minerva_math500": {"test": "math_500/test.jsonl"},
    "aime24": {"train": "aime24/aime_2024_problems.parquet"},
    "mmmu_val_music": {"validation": "mmmu_music/Music/validation-00000-of-00001.parquet"},
}
RIGHT = {
    "gsm8k": [str(total) for _, total in layouts.SUMS],
    "minerva_math500": [answer for _, answer, _, _ in layouts.MATHS],
    "aime24": [str(4 * n) for n in range(1, 7)],
    "mmmu_val_music": ["A", "B", "C", "D", "tritone"],
}
WAYS = {
    "gsm8k": ("She has 3 + 4.\n#### {}", "I make it {}.", "so ${}.00", "The answer is {}", "#### -{}"),
    "minerva_math500": (
        r"Final Answer: The final answer is ${}$. I hope it is correct.",
        r"$\boxed{{{}}}$",
        r"\boxed{{{} + 1}}",
        "It is {}.",
    ),
    "aime24": (r"\boxed{{{}}}", "{}", "$ {} $", r"\fbox{{{}}}", "about {}"),
    "mmmu_val_music": ("{}", "({})", "I think that it is {} .", "The answer is ({})"),
}
METRIC = {
    "gsm8k": "exact_match,flexible-extract",
    "minerva_math500": "math_verify,none",
    "aime24": "exact_match,none",
    "mmmu_val_music": "acc,none",
}


class Replies(LM):  # type: ignore[misc]
    """A stock model of lm-eval that says what it is to say, and keeps what it was asked."""

    MULTIMODAL = True
    tokenizer_name = "chat"

    def __init__(self, replies: list[str]) -> None:
        super().__init__()
        self.replies, self.asked = replies, list[Any]()

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:  # noqa: ARG002
        return json.dumps(chat_history)

    def generate_until(self, requests: list[Any]) -> list[str]:
        self.asked += [json.loads(request.args[0]) for request in requests]
        return [self.replies[request.doc_id] for request in requests]

    def loglikelihood(self, requests: list[Any]) -> Any:  # noqa: ARG002
        raise AssertionError

    def loglikelihood_rolling(self, requests: list[Any]) -> Any:  # noqa: ARG002
        raise AssertionError


def stock(task: str, data: Path, replies: list[str], cache: Path) -> tuple[dict[str, Any], Replies]:
    """What stock lm-eval makes of the replies, and the model that gave them."""
    settings = load_yaml(directory()[task])
    for name in ("tag", "group"):
        settings.pop(name, None)
    files = {split: str(data / path) for split, path in FILES[task].items()}
    kind = "json" if "jsonl" in str(files) else "parquet"
    settings |= {
        "dataset_path": kind,
        "dataset_name": None,
        "dataset_kwargs": {"data_files": files, "cache_dir": str(cache)},
    }
    model = Replies(replies)
    report = simple_evaluate(
        model=model,
        tasks=[ConfigurableTask(config=settings)],
        task_manager=TaskManager(include_defaults=False),
        apply_chat_template=True,
        fewshot_as_multiturn=True,
        bootstrap_iters=0,
    )
    return report["results"][task], model


@pytest.mark.parametrize("task", FILES)
def test_the_same_replies_get_the_same_figures_and_the_same_questions(task: str, data: Path, tmp_path: Path) -> None:
    draw = random.Random(task)
    replies = [draw.choice(WAYS[task]).format(draw.choice([right, right, "12"])) for right in RIGHT[task]]
    if task == "mmmu_val_music":  # where no letter is read lm-eval throws dice, and we don't
        replies = [reply if any(letter in reply for letter in "ABCDt") else "(B)" for reply in replies]
    figures, model = stock(task, data, replies, tmp_path / "cache")
    asked = [item.messages for item in items(task)]
    assert [[turn["role"] for turn in chat] for chat in model.asked] == [
        [message.role for message in prompt.messages] for prompt in asked
    ]
    said = [
        ["".join(str(part) if isinstance(part, str) else "<image>" for part in m.parts) for m in p.messages]
        for p in asked
    ]
    assert [[turn["content"] for turn in chat] for chat in model.asked] == said
    entry = scripted("theirs", {task: replies}, tmp_path)
    (result,) = ran(entry, [task], tmp_path)
    assert result.failed == 0  # each prompt was one that the script knows
    assert result.accuracy.value == pytest.approx(figures[METRIC[task]])
    assert 0 < (result.accuracy.value or 0) < 1
    for name, value in result.measures.items():
        assert value == pytest.approx(figures[name if "," in name else f"{name},none"])
