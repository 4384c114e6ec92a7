from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import ConfigError, FileError
from ssmr_bench.evaluation.credentials import credential
from ssmr_bench.evaluation.models import ModelEntry

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-very-secret-0123456789"


def entry(path: Path) -> ModelEntry:
    return ModelEntry("m", "openai", "m", base_url="https://example.org/v1", api_key_file=str(path))


def test_a_private_file_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    path.chmod(0o600)
    held = credential(entry(path))
    assert held.key == KEY
    assert KEY not in repr(held)
    assert held.line(f"no {KEY}\x1b[2J\nhere") == "no *** [2J here"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text(KEY)
    path.chmod(mode)
    with pytest.raises(ConfigError, match=r"can be read by others; run: chmod 600 .*key") as error:
        credential(entry(path))
    assert KEY not in str(error.value)


@pytest.mark.parametrize(("content", "message"), [(b"", "is empty"), (b"\xff\xfe", "no text"), (b"a b", "no key has")])
def test_a_file_without_a_key_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match=message):
        credential(entry(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"key file .*nowhere can't be read"):
        credential(entry(tmp_path / "nowhere"))
