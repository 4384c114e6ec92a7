from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evaluation.sources import hub

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data sets of our own making, which the tasks look in."""
    folder = tmp_path / "data"
    put(folder / "ssmr_bench", hub.ssmr_bench())
    put(folder / "music_theory_bench", hub.music_theory_bench(6, 5))
    monkeypatch.setenv("SSMR_DATA", str(folder))
    return folder
