"""The registry of models: a TOML file of names, a user's own file before it, and weights named by their path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from ssmr_bench.errors import ConfigError, FileError, UnknownNameError
from ssmr_bench.evaluation.chat.request import Dialect
from ssmr_bench.evaluation.sampling import Sampling

NAME = re.compile(r"\w[\w.-]*", re.ASCII)
SHIPPED = Path(__file__).with_name("models.toml")
_PATHS = ("weights", "mmproj", "replies", "api_key_file")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """How to reach one model; the comment at the head of `models.toml` says what each field means."""

    name: str
    backend: str
    model: str
    base_url: str | None = None
    identity: str | None = None
    dialect: Dialect = "plain"
    api_key_env: str = "OPENAI_API_KEY"
    api_key_file: str | None = None
    key_over_http: bool = False
    weights: str | None = None
    mmproj: str | None = None
    concurrency: int = 16
    context: int = 8192
    timeout: float = 600.0
    sampling: Sampling = field(default_factory=Sampling)
    unsupported: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    reply: str | None = None
    replies: str | None = None
    seed: int | None = None
    composes: bool = False
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
    """The model of that name; or the weights at that path: a GGUF file, or the folder of a checkpoint.

    Raises:
        UnknownNameError: if neither file has it.
        ConfigError: if there are no weights at the path.
    """
    entries = registry(models_file)
    if name in entries:
        return entries[name]
    if re.search(r"[/\\]|\.gguf$", name) or name in (".", ".."):
        return _at(Path(name).expanduser())
    raise UnknownNameError("model", name, entries)


def _at(path: Path) -> ModelEntry:
    place = path.absolute()
    # By what was typed, not where a link leads; with the folder above, for every run has its step-500.
    typed = [part for part in path.parts if part not in (".", "..", path.anchor)][-2:] or [place.resolve().name]
    name = re.sub(r"[^\w.-]+", "_", "-".join(typed).removesuffix(".gguf"), flags=re.ASCII).strip("._-") or "model"
    if place.suffix == ".gguf" and place.is_file():
        return ModelEntry(name, "local", name, weights=str(place), concurrency=1, vision=False)
    if (place / "config.json").is_file():
        return ModelEntry(name, "hf", name, weights=str(place), concurrency=8)
    raise ConfigError(f"{path} is no model: name a .gguf file, or a folder with a config.json and weights")


def _read(path: Path) -> dict[str, ModelEntry]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(f"the models file {path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the models file {path} is not TOML: {error}") from error
    return {name: _entry(f"{path}, [{name}]", name, table, path.parent) for name, table in tables.items()}


def _entry(place: str, name: str, table: object, folder: Path) -> ModelEntry:
    if not isinstance(table, dict):
        raise ConfigError(f"{place}: a model is a table, as in [my-model]")
    if not NAME.fullmatch(name):
        raise ConfigError(
            f"{place}: a model's name, which also names its folder, is made of letters, digits, '.', '_', '-'"
        )
    _check(place, table, ModelEntry, required={"backend", "model"})
    given = _frozen(table)
    said = given.pop("sampling", {})
    _check(f"{place}, sampling", said, Sampling, required=set())
    sampling = Sampling(**_frozen(said))
    sampling.check(f"{place}, sampling")
    for path_field in _PATHS:
        if path_field in given and ":" not in given[path_field]:
            given[path_field] = str(folder / Path(given[path_field]).expanduser())
    for least, number in ((1, "concurrency"), (1, "context"), (0.001, "timeout")):
        if not least <= given.get(number, least) <= 10**9:
            raise ConfigError(f"{place}: {number} = {str(given[number])[:40]}: at least {least}")
    return ModelEntry(name=name, sampling=sampling, **given)


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _check(place: str, table: Mapping[str, object], kind: type, required: set[str]) -> None:
    """Holds a table of the file against the dataclass it fills."""
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)} - {"name"}
    for key, value in table.items():
        if key not in known:
            dotted = f'; a name with a dot is quoted, as in ["{place.rpartition("[")[2][:-1]}.{key}"]'
            hint = dotted if isinstance(value, dict) else ""
            raise ConfigError(f"{place}: {UnknownNameError('field', key, known)}{hint}")
        if hints[key] == Dialect:
            if value not in get_args(Dialect):
                raise ConfigError(f"{place}: {UnknownNameError('dialect', str(value), get_args(Dialect))}")
        elif not _fits(value, hints[key]):
            raise ConfigError(f"{place}: {key} = {value!r} is not of the right type ({_said(hints[key])})")
    for key in sorted(required - set(table)):
        raise ConfigError(f"{place}: the field {key!r} is missing")


def _kinds(hint: Any) -> set[type]:
    """The types that a TOML value may have for a field: a whole number serves for a float, a table for a dataclass."""
    if (origin := get_origin(hint)) is tuple:
        return {list}
    if origin is Mapping or hint is Sampling:
        return {dict}
    if isinstance(hint, type):
        return {hint, int} if hint is float else {hint}
    kinds = {type(hint)} if not get_args(hint) else set().union(*map(_kinds, get_args(hint)))
    return kinds - {type(None)}


def _fits(value: object, hint: Any) -> bool:
    kinds = _kinds(hint)
    return type(value) in kinds and not (isinstance(value, list) and not all(isinstance(item, str) for item in value))


def _said(hint: Any) -> str:
    words = {list: "a list of texts", dict: "a table", str: "a text", bool: "true or false", int: "a whole number"}
    return " or ".join(sorted({words.get(kind, "a number") for kind in _kinds(hint)}))
