"""One folder of pictures for the whole session: what one test has drawn, the others and their commands find."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture(scope="session", autouse=True)
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Not the user's own: a test that draws must not find what an older version drew."""
    own = tmp_path_factory.getbasetemp()
    # Processes that share the work share the pictures.
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSMR_CACHE", str(shared / "pictures"))
        yield
