"""Which files make up which split: by the `configs` of the README where it has them, else by the files' names."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ssmr_bench.errors import DataError
from ssmr_bench.evaluation.sources.folder import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ssmr_bench.evaluation.sources.source import Source

_NO_ROWS = ("dataset_infos.json", "dataset_dict.json", "dataset_info.json", "state.json")
_SHARD = re.compile(r"(?:(?P<name>.+?)-)?\d{4,}(?:-of-\d{5})?(?:-[0-9a-f]+)?")
_KNOWN = re.compile(
    r"(?:^|[^a-z])(train|training|test|testing|dev|val|valid|validation|eval|evaluation)(?:[^a-z]|$)", re.I
)


def splits(source: Source) -> dict[str, tuple[Path, ...]]:
    """The files of each split, in order.

    Where several configurations have files, a split is `config/split`. Without a README that says more, a split is what
    the name of its file says without the number of the shard; a lone file whose name says nothing is `train`, as on the
    hub.

    Raises:
        DataError: if the README's head can't be read, or there is no file with rows.
    """
    tables = [path for path, _ in source.files if _is_table(path)]
    found = _by_readme(source, tables) or _by_name(tables)
    if not found:
        held = ", ".join(path for path, _ in source.files[:8]) or "nothing"
        raise DataError(f"{source.folder} has no file with rows ({', '.join(TABLES)}); it holds {held}")
    return {name: tuple(source.folder / path for path in paths) for name, paths in found.items()}


def files_of(source: Source, split: str) -> tuple[Path, ...]:
    """The files of a split; its name may be written in other capitals.

    Raises:
        DataError: as `splits`, and if there is no such split; the message lists those that were found.
    """
    found = splits(source)
    near = [name for name in found if name.lower() == split.lower()]
    if split not in found and len(near) != 1:
        raise DataError(f"{source.name} in {source.folder} has no split {split!r}; it has {', '.join(sorted(found))}")
    return found[split if split in found else near[0]]


def configured(source: Source, config: str) -> dict[str, tuple[Path, ...]]:
    """The files of each split of one configuration: as the README has it, or those in the folder of its name.

    Raises:
        DataError: if the README's head can't be read, or there are no files of that configuration.
    """
    tables = [path for path, _ in source.files if _is_table(path)]
    by_readme = _configured(source, tables)
    found = {split: paths for (name, split), paths in by_readme.items() if name == config}
    if not by_readme:
        found = _by_name([path for path in tables if config in PurePosixPath(path).parts[:-1]])
    if not found:
        there = ", ".join(sorted({name for name, _ in by_readme})) or "none"
        raise DataError(f"{source.folder} has no files of the configuration {config!r}; of others: {there}")
    return {split: tuple(source.folder / path for path in paths) for split, paths in found.items()}


def _is_table(path: str) -> bool:
    return path.endswith(TABLES) and PurePosixPath(path).name not in _NO_ROWS


def _by_name(tables: list[str]) -> dict[str, list[str]]:
    if len(tables) == 1 and not _SHARD.fullmatch(PurePosixPath(tables[0]).stem) and not _KNOWN.search(tables[0]):
        return {"train": tables}
    named: dict[tuple[str, str], list[str]] = {}
    for path in tables:
        named.setdefault(_split_of(PurePosixPath(path)), []).append(path)
    splits = [split for _, split in named]
    return {
        split if splits.count(split) == 1 else f"{folder}/{split}".lstrip("./"): sorted(paths)
        for (folder, split), paths in named.items()
    }


def _split_of(path: PurePosixPath) -> tuple[str, str]:
    """The folder and the split that a file belongs to."""
    shard = _SHARD.fullmatch(path.stem)
    if shard is None:
        return str(path.parent), path.stem
    if shard["name"]:
        return str(path.parent), shard["name"]
    return str(path.parent.parent), path.parent.name or "train"


def _by_readme(source: Source, tables: list[str]) -> dict[str, list[str]]:
    found = _configured(source, tables)
    several = len({config for config, _ in found}) > 1
    return {f"{config}/{split}" if several else split: paths for (config, split), paths in found.items()}


def _configured(source: Source, tables: list[str]) -> dict[tuple[str, str], list[str]]:
    """What the README's configurations name, of what is here; nothing where there are none."""
    found: dict[tuple[str, str], list[str]] = {}
    for config, folder, split, pattern in _patterns(_head(source)):
        paths = [path for path in tables if _matches(path, folder, pattern)]
        if paths:
            into = found.setdefault((config, split), [])
            into += [path for path in sorted(paths) if path not in into]
    return found


def _matches(path: str, folder: str, pattern: str) -> bool:
    whole = f"{folder.strip('/')}/{pattern}" if folder.strip("/.") else pattern
    return any(fnmatchcase(path, each.removeprefix("./")) for each in (whole, whole.replace("**/", "")))


def _head(source: Source) -> dict[str, Any]:
    """The YAML between the first two lines of dashes in the README."""
    if not any(path == "README.md" for path, _ in source.files):
        return {}
    import yaml

    path = source.folder / "README.md"
    try:
        head = re.match(r"---\s*\n(.*?)\n---\s*(?:\n|$)", path.read_text(encoding="utf-8-sig"), re.S)
        found = yaml.safe_load(head[1]) if head else {}
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise DataError(
            f"the head of {path} can't be read ({' '.join(str(error).split())}); {source.remedy}"
        ) from error
    return found if isinstance(found, dict) else {}


def _patterns(head: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Configuration, folder, split and pattern, for all forms in which the hub allows them."""
    configs = head.get("configs")
    for config in configs if isinstance(configs, list) else []:
        if not isinstance(config, dict):
            continue
        name, folder = str(config.get("config_name", "default")), str(config.get("data_dir") or "")
        named = config.get("data_files", [])
        pairs = named.items() if isinstance(named, dict) else map(_pair, named if isinstance(named, list) else [named])
        for split, patterns in pairs:
            for pattern in patterns if isinstance(patterns, list) else [patterns]:
                yield name, folder, str(split), str(pattern)


def _pair(named: Any) -> tuple[Any, Any]:
    return (named.get("split", "train"), named.get("path", [])) if isinstance(named, dict) else ("train", named)
