"""What is to be run: a model, tasks, a prompt, and how; and what sets that apart from an ordinary run."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.address import checked_address, sendable
from ssmr_bench.evaluation.backends import lacks, no_likelihoods
from ssmr_bench.evaluation.chat.request import parameters
from ssmr_bench.evaluation.engine import Terms
from ssmr_bench.evaluation.sampling import Sampling
from ssmr_bench.evaluation.task import find

if TYPE_CHECKING:
    from pathlib import Path

    from ssmr_bench.evaluation.manner import Manner
    from ssmr_bench.evaluation.models import ModelEntry
    from ssmr_bench.evaluation.task import Task

JOURNAL = "journal.sqlite3"
_SPEAKS_OPENAI = ("openai", "vllm", "hf")
"""Backends whose models an OpenAI-compatible server serves as well."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run, and where its files go."""

    entry: ModelEntry
    tasks: tuple[str, ...]
    manner: Manner
    out: Path
    base_url: str | None = None
    """An endpoint in place of the entry's own."""
    sampling: Sampling = field(default_factory=Sampling)
    """What goes before the model's own sampling, as that goes before the task's."""
    terms: Terms = field(default_factory=Terms)
    serve: bool = False
    """Whether vLLM's server is started for the model."""
    dry: bool = False
    """Whether answers are kept and no result is written."""
    command: str = ""
    """The command line that goes on with this run."""
    unsaid: frozenset[str] = frozenset()
    """What of the manner the user has not said: there each task's own holds."""

    @property
    def journal(self) -> Path:
        """The file in which this plan's answers are kept; all runs into the same folder share it."""
        return self.out / JOURNAL

    @property
    def reached(self) -> ModelEntry:
        """The entry, as this plan reaches it."""
        if self.base_url is None:
            return self.entry
        backend = "openai" if self.entry.backend in _SPEAKS_OPENAI else self.entry.backend
        return replace(self.entry, backend=backend, base_url=self.base_url)

    def manner_of(self, task: Task) -> Manner:
        """How a task is asked."""
        return task.manner(self.manner, self.unsaid)

    def variant(self, manner: Manner, *, sampled: bool = True) -> str:
        """The options that set a run in that manner apart from an ordinary one; likelihoods are not sampled."""
        other = self.base_url if self.base_url != self.entry.base_url else None
        said = self.sampling.said if sampled else {}
        options: dict[str, str | int | None] = {**manner.said}
        options |= {short(name): short(said[name]) for name in sorted(said)}
        options |= {"base-url": other and _as_name(other), "serve": "on" if self.serve else None}
        return ",".join(f"{name}={value}" for name, value in options.items() if value is not None)

    def check(self) -> None:
        """Passes where every name is known and the options go together; takes milliseconds.

        Raises:
            UnknownNameError: for the first task that is not known.
            ConfigError: if a task shows pictures and the model has no vision, and for what the model can't be told.
            FileError: if the data of a task are not here.
        """
        tasks = [find(name) for name in self.tasks]
        self._check_each(tasks)
        if not self.entry.vision and (visual := [task.name for task in tasks if task.pictured]):
            eyes = "; a projector gives it some: mmproj in a models file" if self.entry.backend == "local" else ""
            raise ConfigError(f"the model {self.entry.name!r} has no vision; leave out {', '.join(visual)}{eyes}")
        if (scored := [task.name for task in tasks if task.likelihood]) and (lacking := no_likelihoods(self.reached)):
            raise ConfigError(f"{lacking}; leave out {', '.join(scored)}")
        if self.base_url is not None and self.entry.backend in ("local", "scripted"):
            raise ConfigError(
                f"--base-url goes with a model that a server holds; {self.entry.name!r} is {self.entry.backend}"
            )
        if refused := [name for name in self.sampling.said if name in self.entry.unsupported]:
            raise ConfigError(f"the model {self.entry.name!r} refuses {', '.join(refused)}; leave that out")
        if self.serve and self.base_url is not None:
            raise ConfigError("--serve starts a server of its own; leave --base-url out, or --serve")
        if self.serve and self.entry.backend not in ("vllm", "hf"):
            raise ConfigError(
                f"--serve starts vLLM's server for open weights; {self.entry.name!r} is {self.entry.backend}"
            )
        self.sampling.check("the command line")
        self._check_way()
        if self.terms.max_cost is not None and self.terms.price is None:
            raise ConfigError(f"--max-cost needs the price of {self.entry.name!r}; give it in a file with --prices")

    def _check_each(self, tasks: list[Task]) -> None:
        """Passes where each task can be asked; of all data that are missing it is said at once."""
        missing = []
        for task in tasks:
            try:
                task.check(self.manner_of(task))
            except FileError as error:
                missing.append(str(error))
        if missing:
            raise FileError("; ".join(dict.fromkeys(missing)))

    def _check_way(self) -> None:
        """Passes if the model can be reached from here, as far as one can know before anything is sent."""
        entry = self.reached
        if entry.backend != "openai":
            if missing := lacks(entry):
                raise ConfigError(missing)
            return
        address = checked_address(entry)
        if address.scheme == "https":
            sendable(entry, address)
        parameters(self.sampling.over(entry.sampling), entry.dialect)


def _as_name(address: str) -> str:
    """A URL as part of a folder's name; a long one by its digest."""
    name = re.sub(r"[^\w.-]+", "_", address.partition("//")[2])
    return name if len(name) <= 60 else f"{name[:40]}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def short(value: object) -> str:
    """A setting's value as part of a folder's name."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text if re.fullmatch(r"[\w.-]{1,20}", text, re.ASCII) else hashlib.sha256(text.encode()).hexdigest()[:8]
