"""Runs packed for a pull request, each where it will lie below `results/`, with a manifest."""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.models import registry
from ssmr_bench.evaluation.result import RESULT, SAMPLES, as_text
from ssmr_bench.evaluation.verification.manifest import MANIFEST, Submitter, manifest
from ssmr_bench.files import whole, whole_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.stored import Stored

_PATH = re.compile(r"(?<![\w.])(?:~|[A-Za-z]:)?[/\\](?:[^\s&?=/\\]+[/\\])*([^\s&?=/\\]+)", re.ASCII)
"""An absolute path, and its last part."""
_INSIDE = ("local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "test")
_PRIVATE = "private"
_MODELS_FILE = "SSMR_MODELS_FILE"
"""The variable that names a models file of the user's own, as for `ssmr-eval`."""
_SHORTEST = 8
"""Characters of a key; a shorter word may stand anywhere."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment of a zip: the same runs give the same bytes."""


def machine_bound(result: Result) -> list[str]:
    """What of a run says more of the machine that it ran on than of the model."""
    plain, names = redacted(result), {row.model or "" for row in result.rows}
    told = {
        "endpoint": (result.setting.endpoint, plain.setting.endpoint),
        "model_id": (result.setting.model_id, plain.setting.model_id),
        "variant": (result.setting.variant, plain.setting.variant),
    }
    told |= {f"the rows' model {name}": (name, _without_paths(name)) for name in sorted(names)}
    return [f"{field} is {said!r}, and would be {other!r}" for field, (said, other) in told.items() if said != other]


def redacted(result: Result) -> Result:
    """The run without addresses that no other machine can reach, and with the last part of each absolute path."""
    setting = result.setting
    endpoint = _public(setting.endpoint)
    variant = setting.variant
    if endpoint != setting.endpoint:
        variant = re.sub(r"(?<![^,])base-url=[^,]*", f"base-url={_PRIVATE}", variant)
    plain = replace(setting, endpoint=endpoint, model_id=_without_paths(setting.model_id), variant=variant)
    rows = tuple(replace(row, model=row.model and _without_paths(row.model)) for row in result.rows)
    return replace(result, setting=plain, rows=rows)


def packed(runs: Sequence[Stored], submitter: Submitter, *, redact: bool = False) -> dict[PurePosixPath, bytes]:
    """The files of a submission, by their place below `results/`; the runs are valid ones.

    Raises:
        ConfigError: if two runs belong in one place, or a key of this environment stands in a file.
        FileError: if a file can't be read, the models file of the user's own included.
    """
    files: dict[PurePosixPath, bytes] = {}
    for run in runs:
        result = redacted(run.result) if redact else run.result
        place = PurePosixPath(result.setting.folder(Path()).as_posix())
        if place / RESULT in files:
            raise ConfigError(f"{run.folder} is another run for {place}; submit one of them")
        own = _rewritten(result) if result != run.result else _as_they_are(run.folder)
        own[MANIFEST] = as_text(manifest(result, own, submitter)).encode()
        files |= {place / name: data for name, data in own.items()}
    _check_no_key(files)
    return files


def write(files: Mapping[PurePosixPath, bytes], out: Path) -> None:
    """Writes them to a new folder, or to a `.zip`, whole or not at all.

    Raises:
        FileError: if it is there already, or can't be written.
    """
    if out.exists():
        raise FileError(f"{out} is there already; remove it, or name another")
    if out.suffix == ".zip":
        with whole(out) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, data in files.items():
                archive.writestr(zipfile.ZipInfo(str(place), _EPOCH), data, zipfile.ZIP_DEFLATED)
        return
    with whole_folder(out) as draft:
        for place, data in files.items():
            (draft / place).parent.mkdir(parents=True, exist_ok=True)
            (draft / place).write_bytes(data)


def _check_no_key(files: Mapping[PurePosixPath, bytes]) -> None:
    """Passes where no file holds a key that this environment knows, as an answer of a server may."""
    own = os.environ.get(_MODELS_FILE)
    for name in sorted({entry.api_key_env for entry in registry(Path(own) if own else None).values()}):
        key = os.environ.get(name, "").strip()
        for place, data in files.items() if len(key) >= _SHORTEST else ():
            if any(form in data for form in _written(key)):
                raise ConfigError(
                    f"the key in {name} stands in {place}; nothing was written. Take it back, and ask anew"
                )


def _written(key: str) -> set[bytes]:
    """A key as a file may hold it: as it is, and as JSON writes it."""
    return {key.encode("utf-8", "surrogateescape"), json.dumps(key)[1:-1].encode()}


def _as_they_are(folder: Path) -> dict[str, bytes]:
    try:
        return {name: (folder / name).read_bytes() for name in (RESULT, SAMPLES)}
    except OSError as error:
        raise FileError(f"{folder} can't be read: {error.strerror}") from error


def _rewritten(result: Result) -> dict[str, bytes]:
    return {RESULT: as_text(result.summary()).encode(), SAMPLES: result.samples.encode()}


def _public(endpoint: str) -> str:
    """An endpoint's name for others: a host that only its own network knows is left out.

    >>> _public("http://127.0.0.1:8000/v1"), _public("https://api.openai.com/v1"), _public("hf:/mnt/x/step-5")
    ('http://private', 'https://api.openai.com/v1', 'hf:step-5')
    """
    if not re.match(r"https?://", endpoint, re.IGNORECASE):
        return _without_paths(endpoint)
    address = urlsplit(endpoint)
    return endpoint if _is_public(address.hostname or "") else f"{address.scheme}://{_PRIVATE}"


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").split(".")
        return len(labels) > 1 and labels[-1] not in _INSIDE


def _without_paths(text: str) -> str:
    return _PATH.sub(lambda found: found[1], text)
