"""A model that says what it was told to: a fixed reply, letters at random, or the answers of an earlier run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.completion import Completion, finish_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Scripted:
    """Answers each prompt by a rule."""

    model: str
    endpoint: str
    rule: Callable[[Prompt], Completion]

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """All of them, though a script heeds none."""
        return sampling.said

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:  # noqa: ARG002 - Backend's signature
        """What the rule says of the prompt."""
        return self.rule(prompt)

    async def close(self) -> None:
        """Nothing to end."""


def connect(entry: ModelEntry, concurrency: int) -> Scripted:  # noqa: ARG001 - every backend's signature
    """The script that the entry holds: exactly one of `reply`, `replies` and `seed`.

    Raises:
        ConfigError: if it holds none or several, or the replies are not rows of a `samples.jsonl`.
        FileError: if the replies can't be read.
    """
    match (entry.reply, entry.replies, entry.seed):
        case (str(reply), None, None):
            rule, script = _always(reply), f"reply:{_digest(reply)}"
        case (None, str(path), None):
            recorded = _recorded(Path(path))
            rule, script = _replay(recorded), f"replies:{_digest(repr(sorted(recorded.items())))}"
        case (None, None, int(seed)):
            rule, script = _chance(seed), f"seed:{seed}"
        case _:
            raise ConfigError(f"the model {entry.name!r} is scripted: it needs exactly one of reply, replies and seed")
    return Scripted(entry.model, f"scripted:{script}", rule)


def lacks(entry: ModelEntry) -> str:
    """The file of replies."""
    missing = entry.replies is not None and not Path(entry.replies).is_file()
    return f"there is no file {entry.replies}" if missing else ""


def _always(reply: str) -> Callable[[Prompt], Completion]:
    return lambda _: Completion(reply)


def _chance(seed: int) -> Callable[[Prompt], Completion]:
    """Boxes one of A, B, C, D evenly, the same for the same prompt: the floor that a benchmark must show."""
    return lambda prompt: Completion(rf"\boxed{{{'ABCD'[int(_digest(f'{seed}/{prompt.sha256}'), 16) % 4]}}}")


def _replay(recorded: dict[str, Completion]) -> Callable[[Prompt], Completion]:
    def rule(prompt: Prompt) -> Completion:
        if prompt.sha256 not in recorded:
            raise RefusedError(f"no reply is recorded for the prompt {prompt.sha256}")
        return recorded[prompt.sha256]

    return rule


def _recorded(path: Path) -> dict[str, Completion]:
    """The answers of a `samples.jsonl`, by the prompt's digest."""
    try:
        with path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        answers = {row["prompt_sha256"]: row for row in rows if row["answer"] is not None}
        if not all(isinstance(row["answer"], str) for row in answers.values()):
            raise ValueError("an answer that is no text")
        if not answers:
            raise ValueError("no answer at all")
        return {
            key: Completion(row["answer"], finish_reason(row.get("finish_reason")), row.get("reasoning") or "")
            for key, row in answers.items()
        }
    except OSError as error:
        raise FileError(f"the replies {path} can't be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"the replies {path} are not rows with prompt_sha256 and answer: {error!r}") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
