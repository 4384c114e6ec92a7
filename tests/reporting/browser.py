"""A real Chromium that opens our pages, and takes down all that a page must not do."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Error, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE = 30.0
_WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "open", "fetch"]) {
  window[name] = (...said) => { window.ran.push([name, ...said.map(String)]); };
}
"""
"""Before the page's own script: what a hostile text would call is only noted."""


class Opened:
    """A page in the browser, and what it did that it should not have done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strays: list[str] = []
        """Requests beyond the page itself, errors, messages on the console and dialogs."""
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda message: self.strays.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.strays.append(f"error: {error}"))
        page.on("dialog", self._dismiss)
        page.on("popup", lambda other: self.strays.append(f"window: {other.url}"))
        page.add_init_script(_WATCH)

    def _dismiss(self, dialog: Dialog) -> None:
        self.strays.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.strays.append(f"request: {url}")

    def go(self, path: Path, hash_: str = "") -> Self:
        """Opens a file, at a place in it."""
        self.page.goto(path.resolve().as_uri() + hash_)
        return self

    def until(self, expression: str) -> None:
        """Waits until that holds in the page; Playwright's own wait needs an `eval` that the page forbids."""
        give_up = time.monotonic() + _PATIENCE
        while not self.page.evaluate(expression):
            assert time.monotonic() < give_up, f"it never came to be that {expression}"
            self.page.wait_for_timeout(10)

    @property
    def ran(self) -> list[Any]:
        """What was called of that which only a hostile text would call."""
        found: list[Any] = self.page.evaluate("window.ran")
        return found

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 and its own best practices."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {each['help']} ({node['html'][:120]})" for each in found for node in each["nodes"]]


@contextmanager
def chromium() -> Generator[Browser]:
    """The browser of the machine, or the one that Playwright installed."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            pytest.fail(f"no browser: {error.message.splitlines()[0]}; run `make browser`, or apt-get install chromium")
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, **settings: Any) -> Generator[Opened]:
    """An empty page with settings of its own: `color_scheme`, `viewport`, and the like."""
    context = browser.new_context(**settings)
    yield Opened(context.new_page())
    context.close()
