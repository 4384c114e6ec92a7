"""What lies beside a result that was submitted: what it claims, the digests of its files, and who stands behind it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ssmr_bench import __version__
from ssmr_bench.errors import ConfigError, SSMRError
from ssmr_bench.evaluation.result import RESULT, SAMPLES
from ssmr_bench.evaluation.verification.figures import differences
from ssmr_bench.evaluation.verification.finding import Finding
from ssmr_bench.untrusted import check_regular, json_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ssmr_bench.evaluation.result import Result
    from ssmr_bench.evaluation.stored import Stored

MANIFEST = "manifest.json"
_FORMAT = 1
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who submits a result, and what else there is to say. All of it may be left out.

    Raises:
        ConfigError: if the link is no web address or holds a password, or a text is too long.
    """

    by: str = ""
    note: str = ""
    link: str = ""
    """Where the weights are, or a page about the model: an address with http or https."""

    def __post_init__(self) -> None:
        for field in fields(self):
            text = getattr(self, field.name)
            if not isinstance(text, str) or len(text) > _LONGEST:
                raise ConfigError(f"--{field.name} is a text of {_LONGEST} characters at most")
        try:
            address = urlsplit(self.link)
            sound = address.scheme in ("http", "https") and bool(address.hostname)
        except ValueError:
            sound = False
        if self.link and not (sound and self.link.isprintable() and " " not in self.link):
            raise ConfigError(f"--link {self.link!r:.80} is no web address; it begins with https://")
        if self.link and "@" in address.netloc:
            raise ConfigError("--link holds a user or a password, which would be published; leave them out")


def manifest(result: Result, files: Mapping[str, bytes], submitter: Submitter) -> dict[str, Any]:
    """What `manifest.json` holds for a result and the bytes of its two files."""
    setting, accuracy = result.setting, result.accuracy
    return {
        "format": _FORMAT,
        "ssmr_bench": __version__,
        "task": setting.task,
        "model": setting.model,
        "prompt": setting.prompt,
        "variant": setting.variant,
        "split_sha256": setting.split["sha256"],
        "claim": {"n": len(result.rows), "accuracy": accuracy.value, "interval": accuracy.interval},
        "files": {
            name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())
        },
        **asdict(submitter),
    }


def check(folder: Path, run: Stored | None) -> list[Finding]:
    """What is wrong with the manifest in a folder; none is needed."""
    place = folder / MANIFEST
    if not place.exists() and not place.is_symlink():
        return []
    try:
        for name in (MANIFEST, RESULT, SAMPLES):
            check_regular(folder / name)
        text = place.read_text(encoding="utf-8")
        said = json_object(text, MANIFEST)
        submitter = Submitter(*(said.get(field.name, "") for field in fields(Submitter)))
        files = {name: (folder / name).read_bytes() for name in (RESULT, SAMPLES)}
    except (OSError, UnicodeDecodeError, SSMRError) as error:
        return [Finding(MANIFEST, str(error).removeprefix(f"{place} ").removeprefix(f"{MANIFEST} "))]
    if json.dumps(said, indent=2) + "\n" != text:
        return [Finding(MANIFEST, "is not written as ssmr submit writes it; a field may stand there twice")]
    if run is None:
        return [Finding(MANIFEST, "stands beside a result that can't be read")]
    found = json.loads(json.dumps(manifest(run.result, files, submitter)))
    if isinstance(said.get("ssmr_bench"), str):
        found["ssmr_bench"] = said["ssmr_bench"]
    return list(differences(said, found, MANIFEST, "the result gives"))
