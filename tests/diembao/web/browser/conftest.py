"""Readers in Chromium: windows that are watched for faults, and the pages of the demo as a reader gets to them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

NEEDED = "DIEMBAO_NEEDS_CHROMIUM"
"""Set where Chromium must be there: then these tests fail without it, and are not skipped."""
UNIT = "Công an tỉnh Vân Sơn"
PERSON = "Lường Đình Khoát"
MEASURE_SHIFT = """
window.moved = [];
new PerformanceObserver(list => {
  for (const e of list.getEntries())
    window.moved.push([e.value, ...e.sources.map(s => s.node && (s.node.outerHTML || '').slice(0, 80))]);
}).observe({type: "layout-shift", buffered: true});
"""
Open = Callable[..., Any]


def address(path: str, /, **asked: str | list[str]) -> str:
    """A path with its parameters; `from_` is `from`."""
    query = urlencode({name.rstrip("_"): value for name, value in asked.items()}, doseq=True)
    return f"{path}?{query}" if query else path


@pytest.fixture(scope="module")
def reader(request: pytest.FixtureRequest) -> Any:
    """The browser. Of a module: while Playwright is open, nothing else can run `asyncio` in this thread."""
    if os.environ.get(NEEDED) and not shutil.which("chromium"):
        pytest.fail(f"{NEEDED} is set, and there is no chromium")
    return request.getfixturevalue("chromium")


class Windows:
    """Windows on one site; `faults` is all that a page of ours must never cause."""

    def __init__(self, browser: Any, home: str) -> None:
        self._browser, self._home = browser, home
        self._contexts: list[Any] = []
        self.faults: list[str] = []

    def open(self, path: str, **options: Any) -> Any:
        """A page in a context of its own: no cookies, nothing cached."""
        context = self._browser.new_context(base_url=self._home, **{"accept_downloads": True, **options})
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        if options.get("java_script_enabled", True):
            page.add_init_script(MEASURE_SHIFT)
        page.goto(path)
        return page

    def close(self) -> None:
        """All windows."""
        for context in self._contexts:
            context.close()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(f"{self._home}/"):
            self.faults.append(f"leaves the origin: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@pytest.fixture
def opened(reader: Any, served: str) -> Iterator[Open]:
    """Open a page of the demo's site, which is not written to; no fault may come of it."""
    windows = Windows(reader, served)
    yield windows.open
    windows.close()
    assert not windows.faults


def go_to_entity(page: Any, kind: str, name: str) -> None:
    """By the list of names, as a reader does; in the language that the page is in."""
    language = page.get_attribute("html", "lang")
    page.goto(address("/entities", kind=kind, name=name, lang=language))
    page.locator("td a[data-step]").get_by_text(name, exact=True).first.click()
    page.wait_for_selector("#fix")
