"""A model that says what it was told to: a fixed reply, letters at random, the answers of an earlier run, or tunes.

Asked how likely choices are, it is as sure of its own letter as can be, or draws every likelihood at random.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.backends import RefusedError
from ssmr_bench.evaluation.completion import Completion, finish_reason
from ssmr_bench.evaluation.composer import tune_for
from ssmr_bench.evaluation.judging.extraction import extract
from ssmr_bench.evaluation.likelihood import Likelihoods
from ssmr_bench.synthesis.composition.generator import COMPOSER

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.prompt import Prompt
    from ssmr_bench.evaluation.sampling import Sampling


SCORES = True
_UNLIKELY = -100.0
"""What is never said, in nats."""
_STEPS = 2**53


@dataclass(frozen=True, slots=True)
class Scripted:
    """Answers each prompt by a rule."""

    model: str
    endpoint: str
    rule: Callable[[Prompt], Completion]
    seed: int | None = None
    """What likelihoods are drawn from; none where they follow from what the rule says."""

    def parameters(self, sampling: Sampling) -> dict[str, Any]:
        """All of them, though a script heeds none."""
        return sampling.said

    async def complete(self, prompt: Prompt, sampling: Sampling) -> Completion:  # noqa: ARG002 - Backend's signature
        """What the rule says of the prompt."""
        return self.rule(prompt)

    async def choose(self, prompt: Prompt, choices: tuple[str, ...]) -> Completion:
        """Of a recorded reply that holds likelihoods those; of any other, certainty for the choice that it is.

        Raises:
            RefusedError: if what the rule says is none of the choices, or holds the likelihoods of others.
        """
        if self.seed is not None:
            return Completion(_drawn(f"{self.seed}/{prompt.sha256}", choices).text)
        said = self.rule(prompt).text
        return Completion((_recorded_likelihoods(said, choices) or _certain(said, choices)).text)

    async def close(self) -> None:
        """Nothing to end."""


def connect(entry: ModelEntry, concurrency: int) -> Scripted:  # noqa: ARG001 - every backend's signature
    """The script that the entry holds: exactly one of `reply`, `replies`, `seed` and `composes`.

    Raises:
        ConfigError: if it holds none or several, or the replies are not rows of a `samples.jsonl`.
        FileError: if the replies can't be read.
    """
    match (entry.reply, entry.replies, entry.seed, entry.composes):
        case (str(reply), None, None, False):
            rule, script = _always(reply), f"reply:{_digest(reply)}"
        case (None, str(path), None, False):
            recorded = _recorded(Path(path))
            rule, script = _replay(recorded), f"replies:{_digest(repr(sorted(recorded.items())))}"
        case (None, None, int(seed), False):
            rule, script = _chance(seed), f"seed:{seed}"
        case (None, None, None, True):
            rule, script = _compose, f"composer:{COMPOSER}"
        case _:
            raise ConfigError(
                f"the model {entry.name!r} is scripted: it needs exactly one of reply, replies, seed and composes"
            )
    return Scripted(entry.model, f"scripted:{script}", rule, entry.seed)


def lacks(entry: ModelEntry) -> str:
    """The file of replies."""
    missing = entry.replies is not None and not Path(entry.replies).is_file()
    return f"there is no file {entry.replies}" if missing else ""


def _always(reply: str) -> Callable[[Prompt], Completion]:
    return lambda _: Completion(reply)


def _chance(seed: int) -> Callable[[Prompt], Completion]:
    """Boxes one of A, B, C, D evenly, the same for the same prompt: the floor that a benchmark must show."""
    return lambda prompt: Completion(rf"\boxed{{{'ABCD'[int(_digest(f'{seed}/{prompt.sha256}'), 16) % 4]}}}")


def _compose(prompt: Prompt) -> Completion:
    """The tune of our own composer."""
    found = tune_for(prompt)
    if found is None:
        raise RefusedError("the composer answers the assignments of ssmr_composition and ssmr_continuation alone")
    return Completion(found)


def _drawn(name: str, choices: tuple[str, ...]) -> Likelihoods:
    """Shares of one, evenly drawn, the same for the same prompt."""
    weights = [int(_digest(f"{name}/{choice}"), 16) % _STEPS + 1 for choice in choices]
    total = math.fsum(weights)
    drawn = {choice: math.log(weight / total) for choice, weight in zip(choices, weights, strict=True)}
    return Likelihoods(drawn, frozenset({max(drawn, key=drawn.__getitem__)}))


def _certain(said: str, choices: tuple[str, ...]) -> Likelihoods:
    """The choice that a reply is, or names as an answer would."""
    chosen = [choice for choice in choices if choice.strip() == said.strip()]
    letter = None if chosen else extract(said, [choice.strip() for choice in choices]).letter
    chosen = chosen or [choice for choice, name in zip(choices, "ABCDEFGH", strict=False) if name == letter]
    if len(chosen) != 1:
        raise RefusedError(f"the reply {said[:40]!r} is none of the choices {', '.join(map(repr, choices))}")
    return Likelihoods({choice: 0.0 if choice in chosen else _UNLIKELY for choice in choices}, frozenset(chosen))


def _recorded_likelihoods(said: str, choices: tuple[str, ...]) -> Likelihoods | None:
    """The likelihoods that an earlier run was given; nothing where it was asked for words."""
    try:
        found = Likelihoods.read(said)
    except ValueError:
        return None
    if set(found.log_probabilities) != set(choices):
        raise RefusedError(f"the recorded likelihoods are of {', '.join(map(repr, found.log_probabilities))}")
    return found


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
