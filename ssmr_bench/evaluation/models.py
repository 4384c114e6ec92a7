"""The registry of models: a TOML file of names, and a user's own file before it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

from ssmr_bench.errors import ConfigError, FileError, UnknownNameError
from ssmr_bench.evaluation.completion import Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"\w[\w.-]*", re.ASCII)
SHIPPED = Path(__file__).with_name("models.toml")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """How to reach one model; the comment at the head of `models.toml` says what each field means."""

    name: str
    backend: str
    model: str
    base_url: str | None = None
    api_key_env: str = "OPENAI_API_KEY"
    weights: str | None = None
    concurrency: int = 16
    context: int = 8192
    sampling: Sampling = field(default_factory=Sampling)
    hint: str = ""
    reply: str | None = None
    replies: str | None = None
    seed: int | None = None
    vision: bool = True


def registry(models_file: Path | None = None) -> dict[str, ModelEntry]:
    """Every known model by name; the user's file wins where both have a name.

    Raises:
        FileError: if the user's file can't be read.
        ConfigError: if a file is not TOML, or an entry has a field missing, unknown or of the wrong type.
    """
    entries = _read(SHIPPED)
    if models_file is not None:
        entries |= _read(models_file)
    return entries


def find(name: str, models_file: Path | None = None) -> ModelEntry:
    """The model of that name.

    Raises:
        UnknownNameError: if neither file has it.
    """
    entries = registry(models_file)
    if name not in entries:
        raise UnknownNameError("model", name, entries)
    return entries[name]


def _read(path: Path) -> dict[str, ModelEntry]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"the models file {path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the models file {path} is not TOML: {error}") from error
    return {name: _entry(f"{path}, [{name}]", name, table, path.parent) for name, table in tables.items()}


def _entry(place: str, name: str, table: object, folder: Path) -> ModelEntry:
    if not isinstance(table, dict):
        raise ConfigError(f"{place}: a model is a table, as in [my-model]")
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{place}: a model's name, which also names its folder, is made of letters, digits, '.', '_', '-'"
        )
    _check(place, table, ModelEntry, required={"backend", "model"})
    given = dict(table)
    sampling = given.pop("sampling", {})
    _check(f"{place}, sampling", sampling, Sampling, required=set())
    for path_field in ("weights", "replies"):
        if path_field in given and ":" not in given[path_field]:
            given[path_field] = str(folder / Path(given[path_field]).expanduser())
    _check_sampling(f"{place}, sampling", sampling)
    if "stop" in sampling:
        sampling = sampling | {"stop": tuple(sampling["stop"])}
    if given.get("concurrency", 1) < 1 or given.get("context", 1) < 1:
        raise ConfigError(
            f"{place}: concurrency = {given.get('concurrency')}, context = {given.get('context')}: at least 1"
        )
    return ModelEntry(name=name, sampling=Sampling(**sampling), **given)


def _check_sampling(place: str, sampling: Mapping[str, object]) -> None:
    for name, value in sampling.items():
        if isinstance(value, int | float) and not (isfinite(value) and value >= (1 if name == "max_tokens" else 0)):
            raise ConfigError(f"{place}: {name} = {value} is out of range")
        if isinstance(value, list) and not all(isinstance(stop, str) for stop in value):
            raise ConfigError(f"{place}: {name} = {value} must be a list of texts")


def _check(place: str, table: Mapping[str, object], kind: type, required: set[str]) -> None:
    """Holds a table of the file against the dataclass it fills."""
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)} - {"name"}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{place}: {UnknownNameError('field', key, known)}")
        allowed = {"sampling": dict, "stop": list}.get(key, hints[key])
        accepted = float | int | None if allowed == float | None else allowed
        if not isinstance(value, accepted) or (isinstance(value, bool) and accepted is not bool):
            raise ConfigError(f"{place}: {key} = {value!r} is not of the right type ({accepted})")
    for key in sorted(required - set(table)):
        raise ConfigError(f"{place}: the field {key!r} is missing")
