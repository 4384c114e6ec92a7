"""What the file of a task says of it, read without lm-eval."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError, FileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RIGHT_OR_WRONG = ("math_verify", "exact_match", "acc")
"""Metrics that call an answer right (1) or wrong (0); where a task has several, the first of these decides."""
_OF_TYPE = {"multiple_choice": ("acc",)}
"""What lm-eval measures where a file names no metric; of generation it is `exact_match`."""
_MATHEMATICAL = ("antlr4", "math_verify", "sympy")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A task's file with those that it includes, functions as text."""

    name: str
    settings: Mapping[str, Any]
    files: tuple[Path, ...]
    """The file, those that it includes, and the code beside them."""

    @classmethod
    def read(cls, name: str, path: Path) -> Recipe:
        """What a file says.

        Raises:
            DataError: if it can't be read.
        """
        chain: list[Path] = []
        settings = _settings(path, chain)
        code = sorted({code for file in chain for code in file.parent.glob("*.py")})
        return cls(name, settings, (*chain, *code))

    @property
    def digest(self) -> str:
        """The SHA-256 of all that makes up its prompts and verdicts, in hexadecimal."""
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in self.files)).hexdigest()

    @property
    def output_type(self) -> str:
        """What is asked of a model."""
        return str(self.settings.get("output_type", "generate_until"))

    @property
    def shots(self) -> int:
        """How many solved examples it shows."""
        return int(self.settings.get("num_fewshot") or 0)

    @property
    def config(self) -> str | None:
        """The configuration of its data set."""
        named = self.settings.get("dataset_name")
        return None if named in (None, "default") else str(named)

    @property
    def data_files(self) -> dict[str, list[Path]]:
        """The files beside it that it names itself, by split; none where it names a data set.

        Raises:
            FileError: if one is not there.
        """
        if self.settings.get("dataset_path") not in ("json", "csv", "parquet"):
            return {}
        named = (self.settings.get("dataset_kwargs") or {}).get("data_files") or {}
        folder = self.files[0].parent
        found = {
            str(split): [folder / str(name) for name in (names if isinstance(names, list) else [names])]
            for split, names in (named if isinstance(named, dict) else {"train": named}).items()
        }
        if missing := next((path for paths in found.values() for path in paths if not path.is_file()), None):
            raise FileError(f"the task {self.name} asks questions of {missing}, which is not there")
        return found

    @property
    def metrics(self) -> tuple[str, ...]:
        """Their names, in the order of the file."""
        listed = self.settings.get("metric_list")
        if listed is None:
            return _OF_TYPE.get(self.output_type, ("exact_match",))
        return tuple(str(each.get("metric")) for each in listed)

    @property
    def metric(self) -> str | None:
        """The one that says whether an answer is right; None where there is none."""
        return next((name for name in RIGHT_OR_WRONG if name in self.metrics), None)

    @property
    def mathematical(self) -> tuple[str, ...]:
        """The packages for mathematics that its code imports."""
        code = "\n".join(path.read_text(encoding="utf-8") for path in self.files if path.suffix == ".py")
        return tuple(
            name for name in _MATHEMATICAL if re.search(rf"^\s*(?:import|from)\s+{name}\b", code, re.MULTILINE)
        )


def _settings(path: Path, chain: list[Path]) -> dict[str, Any]:
    """As lm-eval reads it: what a file says goes before what it includes."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Leaves functions as their names."""

    Loader.add_constructor("!function", lambda _, node: f"!function {node.value}")
    if path in chain:
        raise DataError(f"{path} includes itself")
    chain.append(path)
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 - a SafeLoader
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DataError(f"the task file {path} can't be read: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise DataError(f"the task file {path} holds no settings")
    included = found.pop("include", [])
    merged: dict[str, Any] = {}
    for each in included if isinstance(included, list) else [included]:
        merged |= _settings((path.parent / each).resolve(), chain)
    return merged | found


def is_group(path: Path) -> bool:
    """Whether a file lists tasks, and is none itself."""
    settings = _settings(path, [])
    return "group" in settings and not isinstance(settings.get("task"), str)


def members(path: Path) -> Iterator[str]:
    """The names of the tasks and groups that a group's file lists."""
    listed = _settings(path, []).get("task")
    for each in listed if isinstance(listed, list) else []:
        yield from _named(each)


def _named(each: Any) -> Iterator[str]:
    if not isinstance(each, dict):
        yield str(each)
    elif isinstance(inner := each.get("task"), list):
        for one in inner:
            yield from _named(one)
    else:
        yield str(inner or each.get("group"))
