"""What a run's rows add up to, as it stands in `result.json`."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import fsum
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError
from ssmr_bench.evaluation.judging.outcome import ANSWERED, UNANSWERED, Outcome
from ssmr_bench.evaluation.robustness import orders_of, repeats_of
from ssmr_bench.evaluation.row import accuracy_of, grouped
from ssmr_bench.files import write_whole
from ssmr_bench.untrusted import check_regular, check_texts, plain_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ssmr_bench.evaluation.accuracy import Accuracy
    from ssmr_bench.evaluation.prices import Price
    from ssmr_bench.evaluation.row import Row
    from ssmr_bench.evaluation.setting import Setting

RESULT, SAMPLES = "result.json", "samples.jsonl"
CHANCE = 0.25
"""Of a guess among four options."""
_TOKENS = ("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens")
_IDENTITY = ("split", "prompt_sha256", "endpoint", "model_id", "sampling")
"""What makes two results of one folder figures for the same thing."""
_WANTED = {"split", "date", "task", "model", "prompt", "variant", "n", "accuracy", "interval", "unanswered", "failed"}
"""What any `result.json` holds."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run of one model on one task."""

    setting: Setting
    rows: tuple[Row, ...]
    date: str
    """When it ended, UTC, ISO 8601."""
    sent: int
    """Questions put to the model; the others' answers were in the journal. It counts all tasks of the run."""
    price: Price | None = None
    """What a million tokens cost, where that is known."""

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many items ended in each way, all ways named."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def failed(self) -> int:
        """Items that got no answer; they are in no accuracy."""
        return self.outcomes[Outcome.FAILED]

    @property
    def accuracy(self) -> Accuracy:
        """Over all items that did not fail."""
        return accuracy_of(self.rows)

    @property
    def answered_accuracy(self) -> Accuracy:
        """Over the items that were answered: what the model knows where it comes to an answer."""
        return accuracy_of(row for row in self.rows if row.outcome in ANSWERED)

    @property
    def cut_rate(self) -> float:
        """The share of items that were cut off at the token limit, of those that did not fail; from 0 to 1."""
        return self.outcomes[Outcome.TRUNCATED] / max(1, len(self.rows) - self.failed)

    @property
    def chance_adjusted(self) -> float | None:
        """The accuracy on a scale on which a guess is worth 0, and all right 1; from -1/3."""
        chance = 0.0 if self.setting.open else CHANCE
        return None if self.accuracy.value is None else (self.accuracy.value - chance) / (1 - chance)

    @property
    def usage(self) -> dict[str, int]:
        """Tokens of all the answers, whenever they came; and how many answers did not say."""
        counted = {name: sum(getattr(row, name) or 0 for row in self.rows) for name in _TOKENS}
        silent = sum(row.answer is not None and row.completion_tokens is None for row in self.rows)
        return {**counted, "answers_without_usage": silent}

    @property
    def cost(self) -> dict[str, Any] | None:
        """What all the answers cost by these prices, whenever they came; None without prices."""
        if self.price is None:
            return None
        total = sum(self.price.cost(*row.used) for row in self.rows)
        return {
            "total": round(total, 6),
            "answers_of_unknown_cost": self.usage["answers_without_usage"],
            "prices_per_million_tokens": asdict(self.price),
        }

    @property
    def samples(self) -> str:
        """What `samples.jsonl` holds."""
        # ASCII: a model's text may hold lone surrogates, which UTF-8 does not.
        return "".join(json.dumps(row.record) + "\n" for row in self.rows)

    @property
    def sound(self) -> tuple[Row, ...]:
        """The rows whose question nobody found a flaw in."""
        return tuple(row for row in self.rows if not row.flaw)

    @property
    def flaws(self) -> dict[str, int]:
        """How many rows' questions have which flaw."""
        return dict(sorted(Counter(row.flaw for row in self.rows if row.flaw).items()))

    @property
    def measures(self) -> dict[str, float]:
        """The mean of each measure over the answers that it applies to, from 0 to 1; a failed call is none."""
        return means(row.measures for row in self.rows)

    def by_category(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each category."""
        return grouped(self.rows, lambda row: row.category)

    def write(self, out: Path) -> Path:
        """Writes `samples.jsonl`, then `result.json`, and returns their folder.

        A result that lies there is moved aside, not overwritten, if its setting was another (split, prompt, endpoint,
        sampling) or if fewer of its items failed.

        Raises:
            FileError: if the folder can't be written.
        """
        return self.write_into(self.setting.folder(out))

    def write_into(self, folder: Path) -> Path:
        """The same in that very folder."""
        self._make_room(folder)
        write_whole(folder / SAMPLES, self.samples)
        write_whole(folder / RESULT, as_text(self.summary()))
        return folder

    def _make_room(self, folder: Path) -> None:
        """Moves a result that must not be lost to a folder that its date tells apart."""
        if not (folder / RESULT).exists():
            return
        there, ours = read_summary(folder / RESULT), asdict(self.setting)
        if any(there.get(field) != ours[field] for field in _IDENTITY) or there["failed"] < self.failed:
            aside = folder.with_name(aside_name(folder.name, str(there["date"])))
            while aside.exists():
                aside = aside.with_name(f"{aside.name}+")
            try:
                folder.rename(aside)
            except OSError as error:
                raise FileError(f"{folder} can't be moved aside: {error.strerror}") from error

    def summary(self) -> dict[str, Any]:
        """What `result.json` holds."""
        return {
            **asdict(self.setting),
            "date": self.date,
            "samples_sha256": sha256(self.samples.encode()).hexdigest(),
            "n": len(self.rows),
            **_figures(self.accuracy),
            **_missed(self.rows),
            "answered_accuracy": self.answered_accuracy.value,
            "chance_adjusted": self.chance_adjusted,
            "cut_rate": self.cut_rate,
            "outcomes": self.outcomes,
            "categories": {
                name: {"n": len(rows), **_figures(accuracy_of(rows)), **_missed(rows)}
                for name, rows in self.by_category().items()
            },
            "robustness": {
                "orders": (found := orders_of(self.rows)) and asdict(found) | {"biased": found.biased},
                "repeats": (several := repeats_of(self.rows)) and asdict(several),
            },
            **({"sound": self._soundness()} if self.flaws else {}),
            **({"measures": self.measures} if self.measures else {}),
            "requests_sent": self.sent,
            "usage": self.usage,
            "cost": self.cost,
        }

    def _soundness(self) -> dict[str, Any]:
        """The figures of the sound questions alone, and what is wrong with the others."""
        rows = self.sound
        return {"n": len(rows), **_figures(accuracy_of(rows)), **_missed(rows), "flaws": self.flaws}


def means(several: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each name's values, over those that have it; the names in the order in which they come."""
    found: dict[str, list[float]] = {}
    for values in several:
        for name, value in values.items():
            found.setdefault(name, []).append(value)
    return {name: fsum(values) / len(values) for name, values in found.items()}


def as_text(summary: dict[str, Any]) -> str:
    """A summary as `result.json` has it."""
    return json.dumps(summary, indent=2) + "\n"


def aside_name(name: str, date: str) -> str:
    """What the folder of that name is called once its result of that date was moved aside.

    >>> aside_name("paper", "2026-11-23T21:30:04+00:00")
    'paper,2026-11-23T213004+0000'
    """
    return f"{name},{re.sub(r'[^0-9T+-]', '', date)}"


def _figures(accuracy: Accuracy) -> dict[str, Any]:
    return {"correct": accuracy.correct, "accuracy": accuracy.value, "interval": accuracy.interval}


def _missed(rows: Sequence[Row]) -> dict[str, int]:
    """Items without a choice, and without an answer."""
    return {
        "unanswered": sum(row.outcome in UNANSWERED for row in rows),
        "failed": sum(row.outcome is Outcome.FAILED for row in rows),
    }


def read_summary(path: Path) -> dict[str, Any]:
    """A `result.json` as `Result.summary` made it.

    Raises:
        FileError: if it can't be read.
        DataError: if it is not a result.
    """
    check_regular(path)
    try:
        found = plain_json(path.read_text(encoding="utf-8"))
        check_texts(found)
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    summary: dict[str, Any] = found if isinstance(found, dict) else {}
    if lacking := sorted(_WANTED - summary.keys()):
        raise DataError(f"{path} is not a result: {', '.join(lacking)} missing")
    if not isinstance(summary["failed"], int):
        raise DataError(f"{path} is not a result: failed = {summary['failed']!r} is no number")
    return summary
