from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evaluation.foreign import layouts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small sets of our own in the layouts of the published ones."""
    root = tmp_path_factory.mktemp("sets")
    for write in (layouts.gsm8k, layouts.math_500, layouts.aime24, layouts.mmmu_music, layouts.sciq):
        write(root)
    return root


@pytest.fixture(autouse=True)
def here(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSMR_DATA", str(data))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
