"""Where lm-eval's own tasks and groups lie, by name: without lm-eval's index, which takes 14 s to build."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_TASK = re.compile(r"^[\"']?task[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#\[]+)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)
_GROUP = re.compile(r"^[\"']?group[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#\[]+)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


def shipped_tasks() -> Path:
    """The folder of the tasks that the installed lm-eval ships."""
    spec = find_spec("lm_eval")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "tasks"


OWN = "SSMR_TASKS"
"""The variable that names a folder with tasks of the user's own, each in lm-eval's form, `NAME.yaml`."""


def cache_folder() -> Path:
    """Where what can be made again is kept: `SSMR_CACHE`, or the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("SSMR_CACHE") or user_cache_path("ssmr-bench"))


def directory() -> dict[str, Path]:
    """The file of each task and each group, the user's own before lm-eval's."""
    folder = os.environ.get(OWN)
    own = {path.stem: path.resolve() for path in sorted(Path(folder).glob("*.yaml"))} if folder else {}
    return {**_shipped(), **own} if own else _shipped()


@cache
def _shipped() -> dict[str, Path]:
    """What lm-eval ships; a name that several files bear goes to the first of them."""
    root = shipped_tasks()
    kept = _kept(root)
    with suppress(OSError, ValueError):
        found = json.loads(kept.read_text(encoding="utf-8"))
        return {name: root / place for name, place in found.items()}
    named = _scanned(root)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".draft")
        draft.write_text(json.dumps({name: path.relative_to(root).as_posix() for name, path in named.items()}))
        draft.replace(kept)
    return named


def _kept(root: Path) -> Path:
    """The file that keeps it: another one for another lm-eval, or one that lies elsewhere."""
    place = sha256(str(root).encode()).hexdigest()[:8]
    return cache_folder() / f"lm-eval-{version('lm-eval')}-{place}-names.json"


def _scanned(root: Path) -> dict[str, Path]:
    """A look at the heads of all files; about half a second for 14,000."""
    tasks: dict[str, Path] = {}
    groups: dict[str, Path] = {}
    for path in sorted(root.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if task := _TASK.search(text):
            tasks.setdefault(task[1], path)
        elif group := _GROUP.search(text):
            groups.setdefault(group[1], path)
    return groups | tasks
