from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.evaluation.conftest import script, surroundings
from tests.evaluation.sources.hub import FakeHub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """An empty hub, which the client asks."""
    with FakeHub() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield served


@pytest.fixture
def data(hub: FakeHub, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `ssmr data` on the store `sets`."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        near = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hf"), "SSMR_DATA": str(tmp_path / "sets")}
        return subprocess.run(
            [script("ssmr"), "data", *arguments],
            cwd=tmp_path,
            env=surroundings(PYTHONPATH=str(Path(__file__).parents[3]), **near | environment),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run
