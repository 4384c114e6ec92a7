from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ssmr_bench.errors import FileError
from ssmr_bench.evaluation.models import ModelEntry
from ssmr_bench.evaluation.weights import folder_digest, identity

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    weights = tmp_path / "weights"
    (weights / "tokens").mkdir(parents=True)
    (weights / "config.json").write_text("{}")
    (weights / "tokens" / "vocabulary").write_bytes(b"\x00\x01")
    return weights


def test_a_folder_has_the_digest_of_its_copy_wherever_it_lies(folder: Path) -> None:
    before = folder_digest(folder)
    assert len(before) == 64
    assert folder_digest(str(folder.rename(folder.with_name("moved")))) == before


@pytest.mark.parametrize("change", ["bytes", "name", "more", "moved"])
def test_every_change_shows(folder: Path, change: str) -> None:
    before = folder_digest(folder)
    match change:
        case "bytes":
            (folder / "tokens" / "vocabulary").write_bytes(b"\x00\x02")
        case "name":
            (folder / "config.json").rename(folder / "configs.json")
        case "more":
            (folder / "empty").touch()
        case "moved":
            (folder / "tokens" / "vocabulary").rename(folder / "vocabulary")
    assert folder_digest(folder) != before


def test_the_bookkeeping_of_a_download_is_passed_over(folder: Path) -> None:
    before = folder_digest(folder)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "downloaded").write_text("today")
    assert folder_digest(folder) == before


def test_links_count_by_what_they_lead_to(folder: Path, tmp_path: Path) -> None:
    before = folder_digest(folder)
    (folder / "config.json").rename(tmp_path / "blob")
    (folder / "config.json").symlink_to(tmp_path / "blob")
    assert folder_digest(folder) == before


def test_an_empty_folder_has_no_weights(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds no weights"):
        folder_digest(tmp_path)


def test_options_are_part_of_the_identity(folder: Path) -> None:
    entry = ModelEntry("m", "vllm", "m", weights=str(folder))
    assert identity(entry) == folder_digest(folder)
    told = replace(entry, options={"quantization": "fp8", "enforce_eager": True})
    assert identity(told) == f"{folder_digest(folder)}?enforce_eager=true&quantization=fp8"
