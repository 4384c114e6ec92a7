"""One browser for the tests of a page, and a fresh tab for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reporting.browser import Opened, chromium, opened

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser


# Not for the whole session: while it is open, Playwright's event loop runs in this thread, and no other can.
@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def tab(browser: Browser) -> Generator[Opened]:
    with opened(browser) as found:
        yield found
